// Fills an enrolled tablet by its own journal, as if its officers had searched many cells: for each a search, answers, and photographs of its own.
import { writeBody } from '../../src/sync/body'
import { TabletDatabase } from '../../src/sync/database'
import type { Bytes } from '../../src/sync/encoding'
import { Inbox } from '../../src/sync/inbox'
import { Journal, uptimeClock } from '../../src/sync/journal'
import { keepOriginal } from '../../src/sync/originals'

interface Load {
  readonly pin: string
  readonly photographs: number
  readonly bytes: number // of a photograph
  readonly answers: number // of a search beside its photographs
}

type Document = Record<string, unknown> & { id: string }

/** As large as it is asked for, no two alike: a JPEG's first bytes, then noise. */
function photograph(bytes: number): Bytes {
  const made: Bytes = new Uint8Array(bytes)
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(made.subarray(at, Math.min(at + 65_536, bytes)))
  made.set([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0])
  return made
}

async function load({ pin, photographs, bytes, answers }: Load): Promise<{ searches: number; seconds: number }> {
  const begun = performance.now()
  const database = new TabletDatabase()
  const [account] = await database.vault.officers()
  await database.vault.unlock(account?.officer ?? '', pin)
  const journal = new Journal({ database, now: Date.now, uptime: uptimeClock(), newId: () => crypto.randomUUID() })
  const inbox = new Inbox({ database, fetch: () => Promise.reject(new Error('nobody is asked')), base: '', token: () => Promise.resolve('') })
  const operation = (await database.streams.toCollection().first())?.operation ?? ''
  const read = async (kind: string): Promise<Document[]> => (await inbox.documents(operation, kind)) as unknown as Document[]
  const [tasks, officers, [template]] = [await read('task'), await read('officer'), await read('template')]
  if (template === undefined) throw new Error('no checklist')
  const rows = ((template.sections as { items: { code: string; type: string; rows?: { code: string }[] }[] }[]).flatMap((s) => s.items).find((i) => i.type === 'matrix')?.rows ?? []).map((r) => r.code)
  const record = async (type: string, actor: string, body: object, more: { entity?: string; files?: string[]; site?: string } = {}): Promise<string> => {
    const id = crypto.randomUUID()
    await journal.record(operation, { id, type, version: 1, actor, body: writeBody(body as never), ...more })
    return id
  }
  let taken = 0
  for (const [n, task] of tasks.entries()) {
    const searchers = officers.filter((o) => o.team === task.team).slice(0, 2).map((o) => o.id)
    const [actor = ''] = searchers
    const site = String(task.site)
    const search = await record('search.started', actor, { task: task.id, location: task.location, confirmedBy: 'scan', occupantsExpected: 1, occupantsFound: 1, searchers, team: task.team, legalBasis: task.legalBasis ?? 'judicial_rogatory', template: template.id, templateVersion: template.version, overrideReason: 'Exercice' }, { site })
    const files: string[] = []
    for (; taken < Math.round((photographs * (n + 1)) / tasks.length); taken++) files.push((await keepOriginal(database, photograph(bytes), 'image/jpeg', Date.now())).sha256)
    const told = { template: template.id, templateVersion: template.version }
    for (let at = 0; at < files.length; at += 30) await record('answer.asserted', actor, { item: 'photos_before', value: files.slice(at, at + 30), ...told }, { entity: search, site, files: files.slice(at, at + 30) })
    for (const row of rows.slice(0, answers)) await record('answer.asserted', actor, { item: 'areas.searched', row, value: 'yes', ...told }, { entity: search, site })
  }
  return { searches: tasks.length, seconds: (performance.now() - begun) / 1000 }
}

Object.assign(globalThis, { load })
