import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Check, Choice, Field } from '../parts/Field'
import { Link } from '../parts/Link'
import { note } from '../parts/Notes'
import { Empty } from '../parts/Notices'
import { Shown, useResource } from '../parts/Shown'
import { StateMark } from '../parts/StateMark'
import { Table } from '../parts/Table'
import { say, sayCode } from '../words/words'
import { Exhibit } from './Exhibit'
import { alarmCount, type Line, partyWords } from './chain'
import { take, whyHeader } from './file'
import { usePages, useSettled } from './pages'
import { Head, More, useEstablishments } from './parts'

type Operation = components['schemas']['Operation']
const states = ['held', 'released', 'stored', 'returned', 'destroyed', 'lost'] as const
const before = ['draft', 'planned', 'approved', 'sealed']

/** The operations that have a register: those that were released. */
export function RegistersPage() {
  const list = usePages<Operation>((cursor, signal) => ask(api.GET('/v1/operations', { params: { query: { limit: 100, sort: 'desc', ...cursor } }, signal })), [])
  return (
    <>
      <Head title={say('ledger.choose')} />
      <p class="quiet">{say('ledger.chooseNext')}</p>
      <Shown of={list}>
        {({ items }) => (
          <Table caption={say('ledger.choose')} className="office-table" rows={items.filter((o) => !before.includes(o.state))} id={(o) => o.id} empty={<Empty title={say('ledger.chooseNext')} />}
            columns={[
              { name: 'name', title: say('audit.operation'), worth: (o) => o.name, cell: (o) => <><span class="strong">{o.name}</span> <span class="small quiet">{o.reference}</span></> },
              { name: 'state', title: say('tablets.state'), worth: (o) => o.state, cell: (o) => <span class="badge">{sayCode('operation', o.state)}</span> },
              { name: 'open', title: <span class="unseen">{say('office.acts')}</span>, right: true, cell: (o) => <Link to={`/office/register/${o.id}`}>{say('ledger.open')}<span class="unseen"> {o.name}</span></Link> },
            ]} />
        )}
      </Shown>
      <More of={list} />
    </>
  )
}

const nothing = { exhibit: '', seal: '', identity: '', holder: '', state: '', site: '', alarms: false }
type Filter = typeof nothing

/** The filters as the contract takes them: what is empty limits nothing. */
function query(filter: Filter): Partial<Omit<Filter, 'state'>> & { state?: (typeof states)[number] } {
  return Object.fromEntries(Object.entries(filter).map(([k, v]) => [k, typeof v === 'string' ? v.trim() : v]).filter(([, v]) => v !== '' && v !== false))
}

/** The exhibits of an operation: found by number, seal, telephone, holder; each with its seals and its chain of custody. */
export function RegisterPage({ operation }: Record<string, unknown>) {
  const id = String(operation ?? '')
  const [filter, setFilter] = useState<Filter>(nothing)
  const [shown, setShown] = useState<Line | null>(null)
  const [taking, setTaking] = useState(false)
  const head = useResource((signal) => ask(api.GET('/v1/operations/{operation}', { params: { path: { operation: id } }, signal })), [id])
  const establishments = useEstablishments()
  const settled = useSettled(JSON.stringify(query(filter)))
  const asked = JSON.parse(settled) as ReturnType<typeof query>
  const lines = usePages<Line>((cursor, signal) => ask(api.GET('/v1/operations/{operation}/register', { params: { path: { operation: id }, query: { limit: 200, ...asked, ...cursor } }, signal })), [id, settled])
  const set = (name: keyof Filter) => (value: string) => setFilter({ ...filter, [name]: value })
  return (
    <>
      <Head title={say('ledger.of', { name: head.known.value.data?.name ?? '…' })}
        tools={
          <>
            <Field label={say('ledger.exhibit')} type="search" value={filter.exhibit} onInput={set('exhibit')} most={64} />
            <Field label={say('ledger.seal')} type="search" value={filter.seal} onInput={set('seal')} most={64} />
            <Field label={say('ledger.identity')} type="search" value={filter.identity} onInput={set('identity')} most={64} />
            <Field label={say('ledger.holder')} type="search" value={filter.holder} onInput={set('holder')} most={200} placeholder={say('ledger.holderHint')} />
            <Choice label={say('ledger.state')} value={filter.state} onInput={set('state')} options={[{ value: '', word: say('ledger.anyState') }, ...states.map((s) => ({ value: s, word: sayCode('inCustody', s) }))]} />
            <Choice label={say('ledger.site')} value={filter.site} onInput={set('site')} options={[{ value: '', word: say('audit.anySite') }, ...establishments.map((e) => ({ value: e.id, word: `${e.code} ${e.name}` }))]} />
            <Check label={say('ledger.alarmsOnly')} value={filter.alarms} onInput={(alarms) => setFilter({ ...filter, alarms })} />
          </>
        }>
        <Link to="/office/register">{say('ledger.another')}</Link>
        <Button onClick={() => setTaking(true)}>{say('ledger.take')}</Button>
      </Head>
      <Shown of={lines}>{({ items }) => <Lines items={items} show={setShown} />}</Shown>
      <More of={lines} />
      {shown !== null && <Exhibit line={shown} onClose={() => setShown(null)} />}
      {taking && (
        <Decide title={say('ledger.take')} act={say('ledger.take')} onClose={() => setTaking(false)}
          decide={async (reason) => {
            await take(api.GET('/v1/operations/{operation}/register.csv', { params: { path: { operation: id }, query: asked, header: whyHeader(reason) }, parseAs: 'blob' }), 'register.csv')
            note(say('ledger.taken'))
          }}>
          <p>{say('ledger.takeMeans')}</p>
        </Decide>
      )}
    </>
  )
}

function Lines({ items, show }: { items: readonly Line[]; show: (line: Line) => void }) {
  return (
    <Table
      caption={say('ledger.title')}
      className="office-table register-table"
      rowHeight={44}
      rows={items}
      id={(x) => x.id}
      empty={<Empty title={say('ledger.none')}>{say('ledger.noneNext')}</Empty>}
      columns={[
        { name: 'number', title: say('ledger.number'), worth: (x) => x.number ?? '', cell: (x) => <span class="strong number">{x.number || say('ledger.unnumbered')}</span> },
        { name: 'what', title: say('ledger.what'), worth: (x) => x.description, cell: (x) => <span class="audit-cut register-what" title={x.description}>{x.description}</span> },
        { name: 'site', title: say('ledger.site'), worth: (x) => x.siteCode ?? '', cell: (x) => x.siteCode },
        { name: 'where', title: say('ledger.where'), worth: (x) => x.locationPath ?? '', cell: (x) => <span class="audit-cut" title={x.locationPath}>{x.locationPath}</span> },
        { name: 'seal', title: say('ledger.seal'), worth: (x) => x.seal ?? '', cell: (x) => <span class="number">{x.seal || '–'}</span> },
        { name: 'state', title: say('ledger.state'), worth: (x) => x.custodyState ?? '', cell: (x) => (x.custodyState ? <span class="badge">{sayCode('inCustody', x.custodyState)}</span> : '–') },
        { name: 'holder', title: say('ledger.who'), worth: (x) => partyWords(x.holder, x.holderTeam), cell: (x) => <span class="audit-cut" title={partyWords(x.holder, x.holderTeam)}>{partyWords(x.holder, x.holderTeam)}</span> },
        { name: 'alarms', title: say('ledger.alarms'), startsDown: true, worth: alarmCount, cell: (x) => (alarmCount(x) === 0 ? <span class="quiet">{say('ledger.noAlarm')}</span> : <span class="state-word"><StateMark state="person" />{alarmCount(x)}</span>) },
        { name: 'acts', title: <span class="unseen">{say('office.acts')}</span>, right: true, cell: (x) => <Button onClick={() => show(x)}>{say('ledger.show')}<span class="unseen"> {x.number}</span></Button> },
      ]}
    />
  )
}
