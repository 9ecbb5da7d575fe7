// The screens of finds on a real journal, for the trial in ../finds.mjs: an operation with the checklist and the lists that ship.
import { signal } from '@preact/signals'
import { render } from 'preact'
import { useState } from 'preact/hooks'
import { writeNumber } from '../../src/exhibits/numbers'
import { Acts } from '../../src/field/acts'
import { type Desk, DeskContext } from '../../src/field/desk'
import { Story } from '../../src/field/story'
import { close, start } from '../../src/field/verbs'
import '../../src/look/base.css'
import '../../src/parts/style/forms.css'
import { TabletDatabase } from '../../src/sync/database'
import { Journal, uptimeClock } from '../../src/sync/journal'
import { bytesOf, keepOriginal } from '../../src/sync/originals'
import type { Entry } from '../../src/sync/entry'
import { FindList } from '../../src/tablet/finds/FindList'
import { headIn } from '../../src/field/head'
import { Receipt } from '../../src/tablet/finds/Receipt'
import { checklistOf } from '../../src/field/documents'
import { ids, shippedDocuments } from '../../src/tablet/finds/trial/shipped'
import { Witness } from '../../src/tablet/finds/Witness'
import '../../src/words/all'
import { chooseLanguage, type Language } from '../../src/words/words'

const documents = shippedDocuments()
const { operation, site, cell, store, task, me, other, checklist } = ids

const database = new TabletDatabase()
const journal = new Journal({ database, now: Date.now, uptime: uptimeClock(), newId: () => crypto.randomUUID() })
const written: Entry[] = []
const tell = (): Story => {
  const next = new Story(documents)
  for (const entry of written) next.tell(entry)
  return next
}
const story = signal(tell())
const places = new Map<string, { stream: string; seq: number; hash: string }>()
const recorded = (entry: Entry, stream: string, hash: string): void => {
  places.set(entry.id, { stream, seq: entry.seq, hash })
  written.push(entry)
  story.value = tell()
}
const acts = new Acts({ journal, operation, site, actor: () => me, recorded, newId: () => crypto.randomUUID(), now: Date.now })
let counter = 0
const desk: Desk = {
  story, acts, me: signal<string>(me), now: Date.now,
  keep: (bytes, mediaType) => keepOriginal(database, bytes, mediaType, Date.now()),
  original: (sha256) => bytesOf(database, sha256),
  nextNumber: () => Promise.resolve(writeNumber({ tag: 'K7M', counter: ++counter }) ?? ''),
  entry: (id) => places.get(id),
  newestHead: () => headIn(database, operation, Date.now()),
}

type Screen = 'search' | 'site' | 'witness' | 'receipt'
const shown = signal<Screen>('search')

function Page() {
  const search = [...story.value.searches.values()][0] ?? null
  const [, again] = useState(0)
  const back = (): void => {
    shown.value = 'search'
    again((n) => n + 1)
  }
  if (shown.value === 'witness') return <Witness onClose={back} />
  if (shown.value === 'receipt' && search !== null) return <Receipt search={search} tablet="K7M" onClose={back} />
  if (shown.value === 'site') return <FindList key="site" search={null} site={site} location={store} />
  return search === null ? null : <FindList key="search" search={search} site={site} />
}

async function begin(): Promise<void> {
  const t = story.value.tasks.get(task)
  if (t === undefined) throw new Error('no task')
  await start(acts, t, checklistOf(documents.template.get(checklist) as NonNullable<ReturnType<typeof documents.template.get>>), { location: cell, confirmedBy: 'pick', searchers: [me, other] })
}

const closeSearch = (): Promise<unknown> => {
  const search = [...story.value.searches.values()][0]
  if (search === undefined) throw new Error('no search')
  const drawn = [...story.value.seals.values()][0]?.body.witnessSignature?.file
  return close(acts, story.value, search, { outcome: 'done_find', presence: { occupant: 'present' }, documents: [], remarks: 'Le téléphone n’est pas à moi.', signatures: [{ role: 'lead', officer: me, ...(drawn === undefined ? {} : { file: drawn }) }, { role: 'occupant', refusedBecause: 'Il ne veut rien signer.' }] })
}

const trial = {
  begin, closeSearch, written, story,
  show: (screen: Screen) => void (shown.value = screen),
  look: (language: Language, theme: string) => {
    chooseLanguage(language)
    document.documentElement.dataset.theme = theme
  },
  head: () => headIn(database, operation, Date.now()),
  entryOf: async (id: string) => {
    const row = await database.entries.where('id').equals(id).first()
    return row && { stream: row.stream, seq: row.seq, hash: row.hash }
  },
  original: async (sha256: string) => [...((await bytesOf(database, sha256)) ?? [])].slice(0, 8),
}
export type FindsTrial = typeof trial
Object.assign(globalThis, { trial })
render(<DeskContext.Provider value={desk}><main class="page"><Page /></main></DeskContext.Provider>, document.getElementById('page') as HTMLElement)
