import type { ComponentChildren } from 'preact'

/* What a pen writes into: boxes to tick, boxes for one sign each, and lines. Drawn by borders alone, so that the worst printer draws them. */

export const Box = ({ round = false }: { round?: boolean }) => <span class={round ? 'sheet-box sheet-round' : 'sheet-box'} aria-hidden="true" />

/** A box with its words; line: room for what the option asks beside it. */
export function Tick({ word, round = false, line = false }: { word: string; round?: boolean; line?: boolean }) {
  return (
    <span class={line ? 'sheet-tick sheet-tick-line' : 'sheet-tick'}>
      <Box round={round} />
      <span>{word}</span>
      {line && <span class="sheet-line" />}
    </span>
  )
}

/** One box for each sign of a number. */
export const Comb = ({ n }: { n: number }) => (
  <span class="sheet-comb" data-comb={n}>
    {Array.from({ length: n }, (_, i) => (
      <span key={i} />
    ))}
  </span>
)

/** A line to write on, with its name before it. */
export const Line = ({ name = '', wide = true }: { name?: string; wide?: boolean }) => (
  <span class={wide ? 'sheet-row sheet-wide' : 'sheet-row'}>
    {name !== '' && <span class="sheet-small">{name}</span>}
    <span class="sheet-line" />
  </span>
)

export const Row = ({ children }: { children: ComponentChildren }) => <span class="sheet-row">{children}</span>
