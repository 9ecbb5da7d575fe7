/** The steps of something that is done in order, and where one is in it. */
export function Steps({ label, steps, at }: { label: string; steps: readonly string[]; at: number }) {
  return (
    <ol class="steps" aria-label={label}>
      {steps.map((word, i) => (
        <li key={word} class={i < at ? 'step step-done' : i === at ? 'step step-here' : 'step'} aria-current={i === at ? 'step' : undefined}>
          <span class="step-number number" aria-hidden="true">
            {i < at ? '✓' : i + 1}
          </span>
          {word}
        </li>
      ))}
    </ol>
  )
}
