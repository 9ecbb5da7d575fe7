/** What a coordinator does from the seal to the closing: release, brakes, re-plans, what needs a decision, the end. */
export const en = {
  'run.title': 'Run',
} as const

export const fr: Record<keyof typeof en, string> = {
  'run.title': 'Conduire',
}
