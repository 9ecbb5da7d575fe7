import { isId, short } from '../api/ids'
import { type Key, isKey, say, sayCode } from '../words/words'

type Shape = readonly [RegExp, (...found: string[]) => string]

const counted = (word: string, key: Key): Shape => [new RegExp(`^(\\d+) ${word}$`), (n) => say(key, { n: Number(n) })]
const brakes: Shape[] = ([['asked', 'trail.did.asked'], ['confirmed', 'trail.did.confirmed'], ['withdrawn', 'trail.did.takenBack']] as const).map(([word, key]) => [new RegExp(`^(\\w+) ${word}$`), (act) => say(key, { what: sayCode('trail.did', act) })])

/** The details that hold more than a code, as server/ and store/ write them. */
const shapes: readonly Shape[] = [
  counted('rows', 'trail.did.rows'), counted('sessions', 'trail.did.sessions'), counted('sessions ended', 'trail.did.sessionsEnded'), counted('operations', 'trail.did.operations'),
  counted('people', 'trail.did.people'), counted('officers', 'trail.did.officers'), counted('names', 'trail.did.names'),
  ...brakes,
  [/^(\d+) exhibits, (\S+) to (\S+)$/, (n, from, to) => say('trail.did.exhibits', { n: Number(n), from: short(from), to: short(to) })],
  [/^session (\S+) ended$/, (id) => say('trail.did.sessionEnded', { id: short(id) })],
  [/^(\d+) pushes, (\d+) files$/, (n, m) => say('trail.did.pushes', { n: Number(n), m: Number(m) })],
  [/^(\d+) files, (\d+) rows, (\d+) faults$/, (n, m, k) => say('trail.did.preview', { n: Number(n), m: Number(m), k: Number(k) })],
  [/^options (\d+), device models (\d+), checklists (\d+)$/, (n, m, k) => say('trail.did.seed', { n, m, k })],
  [/^generated wing (.+): (\d+) landings, (\d+) cells$/, (code, n, m) => say('trail.did.wing', { code, n: Number(n), m: Number(m) })],
  [/^retired (.+) (\d+)$/, (code, n) => say('trail.did.retired', { code, n })],
  [/^published (.+) (\d+)$/, (code, n) => say('trail.did.published', { code, n })],
  [/^ordered by (.+)$/, (by) => say('trail.did.orderedBy', { by })],
  [/^added to authorisation (\S+)$/, (id) => say('trail.did.added', { id: short(id) })],
  [/^documents kept: (.+)$/, (what) => say('trail.did.kept', { what: what.replaceAll(/ of authorisation [0-9a-f-]{36}/g, '').split(', ').map(short).join(', ') })],
  [/^start (plan|whatif|robust|replan|teams)$/, (kind) => say('trail.did.job', { kind: sayCode('subject', { whatif: 'what-if', robust: 'plan' }[kind] ?? kind) })],
  [/^issue (\d+)$/, (n) => say('trail.did.issue', { n })],
  [/^give template\/(\S+)$/, (id) => say('trail.did.give', { id: short(id) })],
  [/^retry (\w+)$/, (cause) => say('trail.did.retryAll', { cause })],
  [/^(lead|team|other) (reached|no_answer|message_left|mistaken)$/, (callee, outcome) => `${sayCode('callee', callee)}, ${sayCode('outcome', outcome)}`],
  [/^late (\d+), silent (\d+), unheard (\d+) min(?:, (no proposals)|, proposals after (\d+) min)?$/, (n, m, k, none, after) =>
    [say('trail.did.thresholds', { n, m, k }), none !== '' ? say('trail.did.noProposals') : '', after !== '' ? say('trail.did.proposals', { n: after }) : ''].filter(Boolean).join(', ')],
  [/^moves (\d+), gone (\d+), elsewhere (\d+), empty (\d+), pins lapsed (\d+), left out lapsed (\d+), links dropped (\d+)$/, (moves, gone, elsewhere, empty, pins, out, links) => say('trail.did.moves', { moves, gone, elsewhere, empty, pins, out, links })],
  [/^(\S+ removed)$/, (text) => `${say('trail.did.removed')} ${short(text.split(' ')[0] ?? '')}`],
]

const imported = /^(\S+): (\d+) rows, (\d+) created, (\d+) updated, (\d+) unchanged, (\d+) removed$/

/** What was done, in words; what a newer server writes is shown as it stands there. */
export function detailWords(detail: string, siteName: (id: string) => string = short): string {
  return knownDetail(detail, siteName) ?? detail
}

/** What was done, in words, null where there are none. */
export function knownDetail(detail: string, siteName: (id: string) => string = short): string | null {
  // Before release the site is no column of its own: it would be in clear.
  const at = /^at (\S+) ?(.*)$/.exec(detail)
  if (at !== null && isId(at[1] ?? '')) {
    return [detailWords(at[2] ?? '', siteName), say('trail.did.at', { site: siteName(at[1] ?? '') })].filter(Boolean).join(', ')
  }
  if (isId(detail)) return siteName(detail)
  const key = `trail.did.${detail}`
  if (isKey(key)) return say(key)
  const files = detail.split('; ').map((part) => imported.exec(part))
  if (files.every((f) => f !== null)) {
    return files.map(([, what = '', n, created, updated, same, removed]) => say('trail.did.imported', { what, n: Number(n), created: created ?? '', updated: updated ?? '', same: same ?? '', removed: removed ?? '' })).join('; ')
  }
  for (const [form, words] of shapes) {
    const found = form.exec(detail)
    if (found !== null) return words(...found.slice(1).map((x: string | undefined) => x ?? ''))
  }
  return null
}
