import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface PanelProperties {
  readonly title: string
  readonly name: string
  /** Right of the title: a count, an age, a choice. */
  readonly aside?: ComponentChildren
  /** The content scrolls inside the panel: then the keyboard must be able to reach it. */
  readonly scrolls?: boolean
  readonly children: ComponentChildren
}

/** A titled region, set off by hairlines. */
export function Panel({ title, name, aside, scrolls = false, children }: PanelProperties) {
  const id = useId()
  return (
    <section class={`panel panel-${name}`} aria-labelledby={id}>
      <header class="panel-head">
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <div class="panel-aside">{aside}</div>}
      </header>
      {scrolls ? (
        <div class="panel-body scrolls" tabIndex={0} role="group" aria-labelledby={id}>
          {children}
        </div>
      ) : (
        <div class="panel-body">{children}</div>
      )}
    </section>
  )
}
