/** People, tablets, templates, catalogue, register of exhibits, audit. */
export const en = {
  'office.title': 'Administration',
} as const

export const fr: Record<keyof typeof en, string> = {
  'office.title': 'Administration',
}
