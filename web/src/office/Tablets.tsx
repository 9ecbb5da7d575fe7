import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { ApiFault } from '../api/problem'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Check, Choice, Field } from '../parts/Field'
import { note } from '../parts/Notes'
import { Empty } from '../parts/Notices'
import { Shown } from '../parts/Shown'
import { StateMark } from '../parts/StateMark'
import { Table } from '../parts/Table'
import { may } from '../parts/who'
import { formatAge } from '../time/hour'
import { say, sayCode } from '../words/words'
import { usePages, useSettled } from './pages'
import { type Establishment, Head, More, pair, useEstablishments } from './parts'

type Tablet = components['schemas']['Tablet']
/** A tablet, and how long ago it was heard when the list was read, seconds; null: never. */
type Seen = Tablet & { readonly age: number | null }

const states = ['pending', 'confirmed', 'revoked', 'closed'] as const

/** What only the tablet has, over all operations that it told of, unless its stream was closed. */
export function onlyThere(tablet: Pick<Tablet, 'streams'>): { entries: number; files: number } {
  const open = tablet.streams.filter((s) => s.closed !== true)
  return { entries: open.reduce((n, s) => n + s.unsentEntries, 0), files: open.reduce((n, s) => n + s.unsentFiles, 0) }
}

/** Less than this says nothing of a clock: a report takes its way, seconds. */
const clockTolerance = 300

/** Seconds by which a tablet's clock is ahead, negative where it is behind; 0 where it goes well enough, or nobody knows. */
function clockOff({ streams }: Tablet): number {
  const [worst = 0] = streams.map((s) => s.clockAhead ?? 0).sort((a, b) => Math.abs(b) - Math.abs(a))
  return Math.abs(worst) > clockTolerance ? worst : 0
}

function loadWords(tablet: Tablet): string {
  const load = onlyThere(tablet)
  return load.entries + load.files === 0 ? say('tablets.nothing') : say('tablets.load', load)
}

/** The tablets: which are in use, when each was heard, what only they have; six words compared, lost ones revoked. */
export function TabletsPage() {
  const [text, setText] = useState('')
  const [state, setState] = useState('')
  const [establishment, setEstablishment] = useState('')
  const [unsent, setUnsent] = useState(false)
  const [doing, setDoing] = useState<{ what: 'compare' | 'revoke'; tablet: Tablet } | null>(null)
  const q = useSettled(text.trim())
  const establishments = useEstablishments()
  const filter = { ...(q === '' ? {} : { q }), ...(state === '' ? {} : { state: state as Tablet['state'] }), ...(establishment === '' ? {} : { establishment }), ...(unsent ? { unsent } : {}) }
  const tablets = usePages<Seen>(async (cursor, signal) => {
    const page = await ask(api.GET('/v1/tablets', { params: { query: { limit: 200, ...filter, ...cursor } }, signal }))
    const now = Date.parse((await ask(api.GET('/v1/server', { signal }))).now) // this computer's clock may be wrong
    return { ...page, items: page.items.map((t) => ({ ...t, age: t.lastHeard === undefined || t.lastHeard === '' ? null : (now - Date.parse(t.lastHeard)) / 1000 })) }
  }, [JSON.stringify(filter)])
  const done = (word: string) => {
    note(word)
    void tablets.reload()
  }
  return (
    <>
      <Head
        title={say('tablets.title')}
        tools={
          <>
            <Field label={say('ask.search')} type="search" value={text} onInput={setText} placeholder={say('tablets.searchHint')} />
            <Choice label={say('tablets.state')} value={state} onInput={setState} options={[{ value: '', word: say('tablets.anyState') }, ...states.map((s) => ({ value: s, word: sayCode('tabletState', s) }))]} />
            <Choice label={say('tablets.site')} value={establishment} onInput={setEstablishment} options={[{ value: '', word: say('audit.anySite') }, ...establishments.map((e) => ({ value: e.id, word: `${e.code} ${e.name}` }))]} />
            <Check label={say('tablets.unsentOnly')} value={unsent} onInput={setUnsent} />
          </>
        }
      />
      <Shown of={tablets}>{({ items }) => <TabletTable items={items} establishments={establishments} doing={setDoing} />}</Shown>
      <More of={tablets} />
      {doing?.what === 'compare' && <Compare tablet={doing.tablet} onClose={() => setDoing(null)} done={done} />}
      {doing?.what === 'revoke' && <Revoke tablet={doing.tablet} onClose={() => setDoing(null)} done={done} />}
    </>
  )
}

/** How long ago a tablet was heard, and how far its clock is off where that is more than the way of a report can be. */
function Heard({ tablet }: { tablet: Seen }) {
  const off = clockOff(tablet)
  return (
    <span class="number">
      {tablet.age === null ? say('tablets.never') : say('tablets.ago', { age: formatAge(tablet.age) })}
      {off !== 0 && (
        <span class="small state-word">
          <StateMark state="person" />
          {say(off > 0 ? 'tablets.clockAhead' : 'tablets.clockBehind', { age: formatAge(Math.abs(off)) })}
        </span>
      )}
    </span>
  )
}

interface TableProperties {
  readonly items: readonly Seen[]
  readonly establishments: readonly Establishment[]
  readonly doing: (d: { what: 'compare' | 'revoke'; tablet: Tablet }) => void
}

function TabletTable({ items, establishments, doing }: TableProperties) {
  const siteName = (t: Tablet) => establishments.find((e) => e.id === t.establishment)?.name ?? ''
  const total = (t: Tablet) => onlyThere(t).entries + onlyThere(t).files
  return (
    <Table
      caption={say('tablets.title')}
      className="office-table"
      rows={items}
      rowHeight={44}
      id={(t) => t.id}
      empty={<Empty title={say('tablets.nobody')}>{say('tablets.nobodyNext')}</Empty>}
      columns={[
        { name: 'label', title: say('tablets.label'), worth: (t) => t.label, cell: (t) => <><span class="strong">{t.label}</span> <span class="small quiet">{t.tag}</span></> },
        { name: 'site', title: say('tablets.site'), worth: siteName, cell: siteName },
        { name: 'state', title: say('tablets.state'), worth: (t) => t.state, cell: (t) => <span class={`badge office-state office-${t.state}`}>{sayCode('tabletState', t.state)}</span> },
        { name: 'heard', title: say('tablets.heard'), worth: (t) => t.age, cell: (t) => <Heard tablet={t} /> },
        { name: 'version', title: say('tablets.version'), worth: (t) => t.appVersion, cell: (t) => <span class="quiet">{t.appVersion}</span> },
        { name: 'unsent', title: say('tablets.unsent'), startsDown: true, worth: total, cell: (t) => <span class="state-word">{total(t) > 0 && <StateMark state="person" />}{loadWords(t)}</span> },
        { name: 'acts', title: <span class="unseen">{say('office.acts')}</span>, right: true, cell: (t) => (
          <span class="row-acts">
            {t.state === 'pending' && may('tablet.confirm') && <Button onClick={() => doing({ what: 'compare', tablet: t })}>{say('tablets.compare')}<span class="unseen"> {t.label}</span></Button>}
            {t.state !== 'revoked' && may('tablet.revoke') && <Button kind="danger" onClick={() => doing({ what: 'revoke', tablet: t })}>{say('tablets.revoke')}<span class="unseen"> {t.label}</span></Button>}
          </span>
        ) },
      ]}
    />
  )
}

interface DialogProperties {
  readonly tablet: Tablet
  readonly onClose: () => void
  readonly done: (word: string) => void
}

/** Words as the contract takes them, however they were typed: small letters, one space between two. */
export function plainWords(typed: string): string {
  return typed.toLowerCase().split(/[\s,;-]+/).filter((w) => w !== '').join(' ')
}

/** The tablet shows six words, and whoever confirms types them: this page does not show them, or nobody would read the tablet's. */
function Compare({ tablet, onClose, done }: DialogProperties) {
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const [differ, setDiffer] = useState(false)
  const words = plainWords(typed)
  const short = words.split(' ').length !== 6
  return (
    <Decide title={pair(say('tablets.compare'), tablet.label)} act={say('tablets.confirm')} reason={0} onClose={onClose}
      decide={async () => {
        setTried(true)
        setDiffer(false)
        if (short) throw new ApiFault({ code: 'invalid', fields: [{ pointer: say('tablets.words'), message: say('tablets.wordsShort') }] })
        try {
          await ask(api.POST('/v1/tablets/{id}/confirm', { params: { path: { id: tablet.id } }, body: { fingerprint: words } }))
        } catch (thrown) {
          setDiffer((thrown as { code?: string }).code === 'invalid')
          throw thrown
        }
        done(say('tablets.confirmed', { label: tablet.label }))
      }}>
      <p>{say('tablets.compareMeans')}</p>
      <Field label={say('tablets.words')} value={typed} onInput={setTyped} most={120} required focus wrong={tried && short ? say('tablets.wordsShort') : undefined} />
      {differ && <p class="strong">{say('tablets.notSame')}</p>}
    </Decide>
  )
}

/** Revoking a tablet, and what follows from it. */
function Revoke({ tablet, onClose, done }: DialogProperties) {
  return (
    <Decide title={say('tablets.revokeOf', { label: tablet.label })} act={say('tablets.revoke')} danger onClose={onClose}
      decide={async (reason) => {
        await ask(api.POST('/v1/tablets/{id}/revoke', { params: { path: { id: tablet.id } }, body: { reason } }))
        done(say('tablets.revoked', { label: tablet.label }))
      }}>
      <ul class="sheet-steps">
        <li>{say('tablets.revokeOne')}</li>
        <li>{say('tablets.revokeTwo')}</li>
        {tablet.streams.length > 0 && !tablet.empty && <li class="strong">{say('tablets.revokeThree', { load: loadWords(tablet) })}</li>}
      </ul>
    </Decide>
  )
}
