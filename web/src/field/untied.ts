import type { Acts, Recorded } from './acts'
import { text } from './documents'
import type { Attached, Exhibit, Finding, Remark, Search, Story } from './story'

/*
 * A locked tablet records finds, photographs and notes on its site, in nobody's name: the plan cannot be read, so nobody can say of which
 * search they are. When it is unlocked, an officer says so, or that they stay with the site, in entries of his own.
 */

/** What was recorded on a site while the tablet was locked, and nobody has taken up yet. */
export interface Untied {
  readonly finds: readonly Finding[]
  readonly notes: readonly Remark[]
  readonly photos: readonly Attached[]
  readonly count: number
}

/** All of a site that waits for somebody, each oldest first. */
export function untiedOf(story: Story, site: string): Untied {
  const finds = [...story.findings.values()].filter((f) => f.actor === '' && !f.voided && f.body.search === undefined && f.amendments.length === 0 && siteOf(story, f, site) === site)
  const notes = [...story.remarks.values()].filter((r) => r.type === 'note' && r.on === site && r.actor === '' && !r.voided)
  const times = new Map<string, number>()
  for (const { sha256 } of story.attached) times.set(sha256, (times.get(sha256) ?? 0) + 1)
  const photos = story.attachedTo(site).filter((a) => a.kind === 'photo' && times.get(a.sha256) === 1)
  const byTime = <T extends { readonly at: string }>(things: T[]): T[] => things.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  return { finds: byTime(finds), notes: byTime(notes), photos: byTime(photos), count: finds.length + notes.length + photos.length }
}

const siteOf = (story: Story, { id }: Finding, otherwise: string): string => text(story.documents.finding.get(id), 'site') || otherwise

/** What a locked screen takes down. */
export interface Seen {
  readonly isFind: boolean
  /** Where, as typed; "" for not said. */
  readonly place: string
  readonly words: string
  /** SHA-256 of photographs that are kept. */
  readonly photos: readonly string[]
}

/** Records what was seen, on the site. undescribed: what a find is called that nobody has described. */
export async function recordSeen(acts: Acts, { isFind, place, words, photos }: Seen, undescribed: string): Promise<void> {
  const { site } = acts
  if (isFind) {
    const said = { category: 'other', description: words === '' ? undescribed : words.slice(0, 2000), ...(place === '' ? {} : { placeText: place }) }
    await acts.act('finding.recorded', { ...said, ...(photos.length === 0 ? {} : { photos: photos.map((sha256) => ({ sha256, role: 'in_place' as const })) }) }, { site, files: photos })
    return
  }
  const told = [place, words].filter((part) => part !== '').join('\n')
  const note = words === '' ? Promise.resolve() : acts.act('note.added', { of: 'site', text: told }, { site, entity: site })
  const caption = told === '' ? {} : { caption: told.slice(0, 500) }
  const attached = photos.length === 0 ? Promise.resolve() : acts.act('file.attached', { of: 'site', files: photos.map((sha256) => ({ sha256, kind: 'photo' as const, role: 'other' as const, ...caption })) }, { site, entity: site, files: photos })
  // One that could not be written does not hold up the other.
  const ends = await Promise.allSettled([note, attached])
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** Says in which search a find was made, and all exhibits of it. */
export async function tieFind(acts: Acts, find: Finding, exhibits: readonly Exhibit[], search: Search, reason: string): Promise<void> {
  const changes = { search: search.id }
  await acts.act('finding.amended', { changes, reason }, { site: search.site, entity: find.id, supersedes: find.amendments })
  for (const x of exhibits) await acts.act('exhibit.amended', { changes, reason }, { site: search.site, entity: x.id, supersedes: x.amendments })
}

/** Says that a find is of no search: a store room, a yard. */
export const keepFind = (acts: Acts, site: string, find: Finding, reason: string): Promise<Recorded> =>
  acts.act('finding.amended', { changes: { category: find.body.category }, reason }, { site, entity: find.id, supersedes: find.amendments })

/** Takes a note up in the name of whoever is at the tablet: on a search, or on the site. The one that nobody signed is voided, and stays readable. */
export async function takeNote(acts: Acts, note: Remark, search: Search | null, reason: string): Promise<void> {
  const [of, on, site] = search === null ? (['site', note.on, note.on] as const) : (['search', search.id, search.site] as const)
  await acts.act('note.added', { of, text: note.text }, { site, entity: on })
  await acts.act('note.voided', { of: 'site', note: note.id, reason }, { site: note.on, entity: note.on })
}

/** Says of what a photograph is that was attached to the site. */
export function takePhoto(acts: Acts, site: string, photo: Attached, search: Search | null): Promise<Recorded> {
  const [of, on] = search === null ? (['site', site] as const) : (['search', search.id] as const)
  return acts.act('file.attached', { of, files: [{ sha256: photo.sha256, kind: 'photo', role: 'other' }] }, { site, entity: on, files: [photo.sha256] })
}
