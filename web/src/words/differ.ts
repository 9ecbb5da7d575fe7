/** What differs between two versions of a checklist. */
export const en = {
  'differ.title': 'What differs',
  'differ.place': 'Where',
  'differ.same': 'The two are the same.',
} as const

export const fr: Record<keyof typeof en, string> = {
  'differ.title': 'Différence',
  'differ.place': 'Où',
  'differ.same': 'Les deux sont identiques.',
}
