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

/** The size of a box for one sign, millimetres. */
const [wide, high] = [4.6, 5.4]

/** One box for each sign of a number; drawn as one picture, for there are thousands. */
export const Comb = ({ n }: { n: number }) => (
  <svg class="sheet-comb" data-comb={n} viewBox={`-0.2 -0.2 ${n * wide + 0.4} ${high + 0.4}`} style={{ width: `${n * wide + 0.4}mm`, height: `${high + 0.4}mm` }} aria-hidden="true">
    <path d={`M0 0h${n * wide}v${high}h${-n * wide}z${Array.from({ length: n - 1 }, (_, i) => `M${(i + 1) * wide} 0v${high}`).join('')}`} />
  </svg>
)

/** A line to write on, with its name before it. */
export const Line = ({ name = '', wide = true }: { name?: string; wide?: boolean }) => (
  <span class={wide ? 'sheet-row sheet-wide' : 'sheet-row'}>
    {name !== '' && <span class="sheet-small">{name}</span>}
    <span class="sheet-line" />
  </span>
)

export const Row = ({ children }: { children: ComponentChildren }) => <span class="sheet-row">{children}</span>
