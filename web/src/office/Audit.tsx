import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { given, shortId } from '../api/ids'
import type { components } from '../api/schema'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Choice, Field, InstantField } from '../parts/Field'
import { note } from '../parts/Notes'
import { Empty } from '../parts/Notices'
import { Shown, useResource } from '../parts/Shown'
import { Table } from '../parts/Table'
import { me } from '../parts/who'
import { subjectWords } from '../record/subject'
import { localSeconds, ownZone, wallTime } from '../time/local'
import { say, sayCode } from '../words/words'
import { auditActs } from './acts'
import { take, whyHeader } from './file'
import { usePages, useSettled, whole } from './pages'
import { detailWords } from './trail'
import { type Establishment, Head, More, useEstablishments } from './parts'

type Row = components['schemas']['AuditRow']

const nothing = { operation: '', actor: '', act: '', since: '', until: '', site: '', object: '', text: '' }
export type Filter = typeof nothing
type Name = keyof Filter

/** The filters as the contract takes them: what is empty limits nothing, and half an id is not asked for. */
export function query(filter: Filter): Partial<Filter> {
  const asked = Object.entries(filter).map(([name, value]) => [name, value.trim()] as const)
  return Object.fromEntries(asked.filter(([name, value]) => value !== '' && (name !== 'actor' || whole36.test(value))))
}
const whole36 = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Who did and read what, newest first. Reading it is itself in it. */
export function AuditPage() {
  const [filter, setFilter] = useState<Filter>(nothing)
  const [round, setRound] = useState(0)
  const [taking, setTaking] = useState(false)
  const settled = useSettled(JSON.stringify(query(filter)))
  const asked = JSON.parse(settled) as Partial<Filter>
  const rows = usePages((cursor, signal) => ask(api.GET('/v1/audit', { params: { query: { limit: 100, ...asked, ...cursor } }, signal })), [settled])
  const establishments = useEstablishments()
  const operations = useResource(async (signal) => ((me.known.value.data?.acts ?? []).includes('operation.list') ? whole((cursor) => ask(api.GET('/v1/operations', { params: { query: { limit: 500, ...cursor } }, signal }))) : []), [])
  const names = operations.known.value.data ?? []
  const put = (part: Partial<Filter>) => setFilter({ ...filter, ...part })
  return (
    <>
      <Head title={say('audit.title')}>
        {Object.keys(asked).length > 0 && (
          <Button onClick={() => { setFilter(nothing); setRound(round + 1) }}>{say('audit.clear')}</Button>
        )}
        <Button onClick={() => setTaking(true)}>{say('audit.take')}</Button>
      </Head>
      <Filters key={round} filter={filter} put={put} operations={names} establishments={establishments} shown={rows.known.value.data?.items ?? []} />
      <Shown of={rows}>
        {({ items }) => <Rows items={items} put={put} establishments={establishments} />}
      </Shown>
      <More of={rows} />
      {taking && (
        <Decide title={say('audit.take')} act={say('audit.take')} onClose={() => setTaking(false)}
          decide={async (reason) => {
            await take(api.GET('/v1/audit/table', { params: { query: query(filter), header: whyHeader(reason) }, parseAs: 'blob' }), 'audit.csv')
            note(say('audit.taken'))
            await rows.reload()
          }}>
          <p>{say('audit.takeMeans')}</p>
        </Decide>
      )}
    </>
  )
}

interface FilterProperties {
  readonly filter: Filter
  readonly put: (part: Partial<Filter>) => void
  readonly operations: readonly { id: string; name: string }[]
  readonly establishments: readonly Establishment[]
  /** The rows on the screen: they name whoever a press on one of them asked for. */
  readonly shown: readonly Row[]
}

function Filters({ filter, put, operations, establishments, shown }: FilterProperties) {
  const set = (name: Name) => (value: string) => put({ [name]: value })
  const zone = ownZone()
  return (
    <div class="page-tools audit-tools">
      <Choice label={say('audit.act')} value={filter.act} onInput={set('act')} options={[{ value: '', word: say('audit.anyAct') }, ...auditActs.map((a) => ({ value: a, word: sayCode('audited', a) })).sort((a, b) => a.word.localeCompare(b.word))]} />
      <Choice label={say('audit.operation')} value={filter.operation} onInput={set('operation')} options={[{ value: '', word: say('audit.anyOperation') }, ...operations.map((o) => ({ value: o.id, word: o.name }))]} />
      <Choice label={say('audit.site')} value={filter.site} onInput={set('site')} options={[{ value: '', word: say('audit.anySite') }, ...establishments.map((e) => ({ value: e.id, word: `${e.code} ${e.name}` }))]} />
      <Who value={filter.actor} onInput={set('actor')} shown={shown} />
      <Field label={say('audit.object')} value={filter.object} onInput={set('object')} type="search" most={120} />
      <Field label={say('audit.text')} value={filter.text} onInput={set('text')} type="search" most={120} />
      <InstantField label={say('audit.since')} value={filter.since} onInput={set('since')} zone={zone} />
      <InstantField label={say('audit.until')} value={filter.until} onInput={set('until')} zone={zone} />
    </div>
  )
}

/** A person or tablet as it is told apart from others of its name. */
export function actorWords({ id, name, login }: { id: string; name: string; login?: string | undefined }): string {
  return `${name} (${login === undefined || login === '' ? shortId(id) : login})`
}

/** Whose acts: picked by name among those who stand in the audit, typed as an id, or pressed in a row. */
function Who({ value, onInput, shown }: { value: string; onInput: (id: string) => void; shown: readonly Row[] }) {
  const [typed, setTyped] = useState<string | null>(null)
  const q = useSettled((typed ?? '').trim())
  const actors = useResource(async (signal) => (await ask(api.GET('/v1/audit/actors', { params: { query: q === '' || q.includes('(') || whole36.test(q) ? {} : { q: q.slice(0, 80) } }, signal }))).items, [q])
  const known = actors.known.value.data ?? []
  const pressed = known.find((a) => a.id === value)
  const named = shown.find((r) => r.actor === value)?.actorName
  const text = typed ?? (value === '' ? '' : pressed !== undefined ? actorWords(pressed) : named !== undefined && named !== '' ? actorWords({ id: value, name: named }) : value)
  const nobody = typed !== null && q !== '' && actors.known.value.data !== null && known.length === 0
  return (
    <Field label={say('audit.whoName')} type="search" most={80} value={text} known={known.map(actorWords)} wrong={nobody ? say('audit.nobody') : undefined}
      onInput={(now) => {
        const id = known.find((a) => actorWords(a) === now)?.id ?? (whole36.test(now.trim()) ? now.trim() : '')
        setTyped(id === '' && now !== '' ? now : null)
        onInput(id)
      }} />
  )
}

interface RowsProperties {
  readonly items: readonly Row[]
  readonly put: (part: Partial<Filter>) => void
  readonly establishments: readonly Establishment[]
}

function Rows({ items, put, establishments }: RowsProperties) {
  const own = me.known.value.data?.id
  const siteName = (id: string) => establishments.find((e) => e.id === id)?.code ?? id
  return (
    <Table
      caption={say('audit.title')}
      className="office-table audit-table"
      rowHeight={40}
      rows={items}
      id={(r) => String(r.id)}
      empty={<Empty title={say('audit.none')}>{say('audit.noneNext')}</Empty>}
      columns={[
        { name: 'at', title: say('audit.at'), cell: (r) => <span class="number">{`${wallTime(r.at, ownZone()).slice(0, 10)} ${localSeconds(r.at, ownZone())}`}</span> },
        { name: 'who', title: say('audit.who'), cell: (r) => !given(r.actor) ? <span class="quiet">{say('audit.server')}</span> : <Only word={r.actor === own ? say('audit.you') : r.actorName || shortId(r.actor)} whole={r.actor} onClick={() => put({ actor: r.actor })} /> },
        { name: 'act', title: say('audit.act'), cell: (r) => <Only word={sayCode('audited', r.act)} whole={r.act} onClick={() => put({ act: r.act })} /> },
        { name: 'operation', title: say('audit.operation'), cell: (r) => (given(r.operation) ? <Cut text={r.operationName || r.operation} /> : '–') },
        { name: 'site', title: say('audit.site'), cell: (r) => (given(r.site) ? siteName(r.site) : '–') },
        { name: 'subject', title: say('audit.subject'), cell: (r) => (r.subject.includes('/') ? <Only word={subjectWords(r.subject, r.subjectName)} whole={r.subject} onClick={() => put({ object: r.subject })} /> : <Cut text={subjectWords(r.subject)} raw={r.subject} />) },
        { name: 'reason', title: say('audit.reason'), cell: (r) => <Cut text={r.reason ?? ''} /> },
        { name: 'detail', title: say('audit.detail'), cell: (r) => <Cut text={detailWords(r.detail ?? '', (id) => (establishments.some((e) => e.id === id) ? siteName(id) : shortId(id)))} raw={r.detail ?? ''} /> },
      ]}
    />
  )
}

/** A text of one line that ends in dots where it does not fit, and says the whole on hover, with what stands in the audit where that is in codes. */
function Cut({ text, raw = text }: { text: string; raw?: string }) {
  return (
    <span class="audit-cut" title={raw === text ? text : `${text} (${raw})`}>
      {text === '' ? '–' : text}
    </span>
  )
}

/** A value that narrows the list to itself. */
function Only({ word, whole: full, onClick }: { word: string; whole: string; onClick: () => void }) {
  return (
    <button type="button" class="audit-only" title={word === full ? `${say('audit.only')}: ${word}` : `${say('audit.only')}: ${word} (${full})`} onClick={onClick}>
      {word}
    </button>
  )
}
