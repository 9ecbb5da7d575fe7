import { effect } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Link } from '../../parts/Link'
import { say } from '../../words/words'
import { Mark } from './Mark'
import type { SearchModel } from './model'
import type { Count } from './progress'
import { worded } from './wording'

/** The part of the address that stands for the close of a search; no section's code begins so. */
export const end = '~end'

export const sectionAddress = (search: string, section: string): string => `/tablet/search/${search}/${encodeURIComponent(section)}`

/** The sections in their order, and the close at their end. */
export function stepsOf(model: SearchModel): { readonly code: string; readonly name: string; readonly count: Count | null }[] {
  const sections = model.counts.value.map((count) => ({ code: count.section.code, name: worded(count.section.labels, count.section.code), count }))
  return [...sections, { code: end, name: say('search.end'), count: null }]
}

/** How far a section is: the worst first, in shape, colour and word. */
function Standing({ count }: { count: Count }) {
  if (!count.demanded && count.done === 0) return <span class="rail-count">{say('search.notDemanded')}</span>
  return (
    <span class="rail-count">
      {count.wrong > 0 && (
        <>
          <Mark standing="wrong" bare /> {say('search.wrongCount', { n: count.wrong })}{' '}
        </>
      )}
      {count.open > 0 && (
        <>
          <Mark standing="open" bare /> {say('search.openCount', { n: count.open })}{' '}
        </>
      )}
      {count.open === 0 && count.wrong === 0 && (
        <>
          <Mark standing="done" bare /> {say('search.doneCount', { n: count.done })}
        </>
      )}
    </span>
  )
}

/** The way through a search: every section with what is open, done and wrong in it. */
export function Rail({ model, here }: { model: SearchModel; here: string }) {
  const rail = useRef<HTMLElement>(null)
  useEffect(() => {
    // Upright the rail runs out of the screen: the section at hand is brought into it, and nothing else is moved.
    const step = rail.current?.querySelector<HTMLElement>('.rail-here')
    if (rail.current !== null && step != null) rail.current.scrollLeft = step.offsetLeft - 48
  }, [here])
  return (
    <nav ref={rail} class="rail" aria-label={say('search.sections')}>
      <ol>
        {stepsOf(model).map(({ code, name, count }) => (
          <li key={code} class={code === here ? 'rail-step rail-here' : 'rail-step'}>
            <Link to={sectionAddress(model.id, code)} current={code === here}>
              <span class="rail-name">{name}</span>
              {count === null ? <EndCount model={model} /> : <Standing count={count} />}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** The gate looks at the whole search, which takes longer than a tap may where there are many finds: it is asked when nothing was given for so long, milliseconds. */
const pause = 250

/** What is missing until the close, and how much of it a supervisor let pass, as the close itself counts it; null until it was counted. */
function useMissing({ ending, counts, desk, search }: SearchModel): { readonly open: number; readonly passed: number } | null {
  const [missing, setMissing] = useState<{ readonly open: number; readonly passed: number } | null>(null)
  useEffect(() => {
    let timer = 0
    const stop = effect(() => {
      // Whatever the count hangs on.
      void [counts.value, desk.story.value, search.value, ending.documents.value, ending.presence.value, ending.outcome.value, ending.held.value]
      window.clearTimeout(timer)
      timer = window.setTimeout(() => setMissing({ open: ending.open.peek().length, passed: ending.lacks.peek().length - ending.open.peek().length }), pause)
    })
    return () => {
      window.clearTimeout(timer)
      stop()
    }
  }, [ending])
  return missing
}

/** What the close lacks: the same number that stands on its page. */
function EndCount({ model }: { model: SearchModel }) {
  const missing = useMissing(model)
  if (missing === null) return <span class="rail-count">{say('search.counting')}</span>
  const { open, passed } = missing
  return <span class="rail-count">{open > 0 ? say('search.missingInAll', { n: open }) : passed > 0 ? say('search.allPassed', { n: passed }) : say('search.readyToEnd')}</span>
}

/** Back and on, for thumbs. */
export function Steps({ model, here }: { model: SearchModel; here: string }) {
  const steps = stepsOf(model)
  const at = steps.findIndex((s) => s.code === here)
  const [before, after] = [steps[at - 1], steps[at + 1]]
  return (
    <nav class="rail-steps" aria-label={say('search.beforeAfter')}>
      {before !== undefined ? <Link to={sectionAddress(model.id, before.code)}><span aria-hidden="true">← </span>{before.name}</Link> : <span />}
      {after !== undefined && <Link to={sectionAddress(model.id, after.code)}>{after.name}<span aria-hidden="true"> →</span></Link>}
    </nav>
  )
}
