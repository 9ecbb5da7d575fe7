import { api, ask } from '../api/client'
import { ApiFault, asFault } from '../api/problem'
import { ifMatch } from '../api/version'
import type { Desk } from '../operation/desk'
import { readSite } from '../prepare/read'
import type { SiteDraft } from '../prepare/types'

/**
 * Changes the draft of a site as it is now, which need not be as the page last read it: where another saves in between, the change is
 * made to theirs. Gives what stood before and after.
 */
export async function amend(desk: Desk, site: string, change: (now: SiteDraft) => SiteDraft): Promise<{ before: SiteDraft; after: SiteDraft }> {
  for (let tries = 0; tries < 4; tries++) {
    const { draft, version } = await readSite(desk, site)
    const after = change(draft)
    try {
      await ask(api.PUT('/v1/operations/{operation}/sites/{site}', { params: { path: { operation: desk.operation.id, site }, header: ifMatch(version) }, body: after }))
      return { before: draft, after }
    } catch (thrown) {
      if (asFault(thrown).code !== 'stale') throw thrown
    }
  }
  throw new ApiFault({ code: 'stale' })
}

/** Several sites, one after the other. Where one is refused those before it are put back, as half of a move would be an officer in no team. */
export async function amendAll(desk: Desk, changes: readonly { readonly site: string; readonly change: (now: SiteDraft) => SiteDraft }[]): Promise<readonly (() => Promise<void>)[]> {
  const back: (() => Promise<void>)[] = []
  try {
    for (const { site, change } of changes) {
      const { before, after } = await amend(desk, site, change)
      back.unshift(async () => void (await amend(desk, site, (now) => restored(now, before, after))))
    }
  } catch (thrown) {
    for (const undo of back) await undo()
    throw thrown
  }
  return back
}

/** The teams and the lead that stood before, where nobody has changed them since. */
export function restored(now: SiteDraft, before: SiteDraft, after: SiteDraft): SiteDraft {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
  const is = new Map(now.teams.map((t) => [t.id, t]))
  const made = new Map(after.teams.map((t) => [t.id, t]))
  const back = before.teams.flatMap((t) => {
    const own = made.get(t.id)
    const there = is.get(t.id)
    if (own !== undefined && there === undefined) return [] // somebody took it out since
    return there === undefined || own === undefined || sameTeam(there, own) ? [t] : [there]
  })
  const added = now.teams.filter((t) => !before.teams.some((b) => b.id === t.id) && !(made.has(t.id) && sameTeam(t, made.get(t.id))))
  const { lead, ...rest } = now
  const leads = same(lead ?? '', after.lead ?? '') ? before.lead : lead
  return { ...rest, teams: [...back, ...added], ...(leads === undefined || leads === '' ? {} : { lead: leads }) }
}

type Team = SiteDraft['teams'][number]

/** Whether two states of a team are one: the server writes members that are empty otherwise than the pages. */
function sameTeam(a: Team, b: Team | undefined): boolean {
  const text = (t: Team): string => JSON.stringify([t.code, t.shiftFrom, t.shiftTo, t.phone ?? '', t.radio ?? '', t.officers.map((o) => [o.id, o.lead === true])])
  return b !== undefined && text(a) === text(b)
}
