/** What a coordinator prepares: import, places, authorisations, people, teams, kit, links. */
export const en = {
  'prepare.title': 'Prepare',
} as const

export const fr: Record<keyof typeof en, string> = {
  'prepare.title': 'Préparer',
}
