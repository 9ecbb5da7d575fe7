/** Finds, exhibits and seals as an officer records them in a cell. */
export const en = {
  'finds.title': 'Finds',
} as const

export const fr: Record<keyof typeof en, string> = {
  'finds.title': 'Découvertes',
}
