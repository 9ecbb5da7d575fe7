import type { ComponentChildren } from 'preact'

/** What is known of one thing: words and values. What is not known is told by a dash, not left out. */
export function Facts({ facts }: { facts: readonly (readonly [word: string, value: ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {facts.map(([word, value]) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>{value === '' || value === undefined || value === null ? '–' : value}</dd>
        </div>
      ))}
    </dl>
  )
}
