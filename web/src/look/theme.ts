import { effect, signal } from '@preact/signals'
import { recall, remember } from './memory'

export const themes = ['light', 'dark', 'night'] as const
export type Theme = (typeof themes)[number]

const key = 'cellsweep.theme'

/** The theme in force: what this browser's user chose, else what the document says it is by default. */
export const theme = signal<Theme>('light')

/** Takes up the chosen theme. A choice is remembered for each default apart: who darkens the plan has not darkened headquarters. */
export function startTheme(): void {
  const given = document.documentElement.dataset.theme as Theme
  const slot = `${key}.${given}`
  const chosen = recall(slot) as Theme | null
  theme.value = chosen !== null && themes.includes(chosen) ? chosen : given
  effect(() => {
    document.documentElement.dataset.theme = theme.value
    if (theme.value !== given || recall(slot) !== null) remember(slot, theme.value)
  })
}
