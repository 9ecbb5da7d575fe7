import { useMemo, useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { type Desk, reasonOf } from '../operation/desk'
import { Button } from '../parts/Button'
import { note } from '../parts/Notes'
import { Empty } from '../parts/Notices'
import { useResource } from '../parts/Shown'
import { StateMark } from '../parts/StateMark'
import { Table } from '../parts/Table'
import { formatHour } from '../time/hour'
import { localDay } from '../time/local'
import { figure, language, say } from '../words/words'
import { AuthorisationDialog } from './AuthorisationDialog'
import { near, type Reach, reach, type Term, term } from './coverage'
import { DocumentsDialog, type DraftDocument } from './Documents'
import { Outside } from './Outside'
import type { Authorisation } from './types'
import { type Whole, WholePage } from './whole'

/** The legal bases that can be chosen, by code; retired ones keep their word. */
export type Bases = ReadonlyMap<string, { readonly word: string; readonly retired: boolean }>

interface Papers {
  readonly bases: Bases
  readonly documents: readonly DraftDocument[]
}

interface Row {
  readonly it: Authorisation
  readonly reach: Reach
  readonly term: Term
  readonly documents: readonly DraftDocument[]
}

type Asking = { readonly what: 'edit' | 'documents'; readonly id: string } | { readonly what: 'new' } | null

/** The authorisations of the operation, with their documents; and the cells that none lets be searched. */
export function AuthorisationsPage({ desk }: { desk: Desk }) {
  const [asking, setAsking] = useState<Asking>(null)
  const acts = () => <Button kind="first" onClick={() => setAsking({ what: 'new' })}>{say('auth.add')}</Button>
  return <WholePage desk={desk} title="auth.title" acts={acts}>{(whole) => <Page whole={whole} asking={asking} ask={setAsking} />}</WholePage>
}

function Page({ whole, asking, ask: setAsking }: { whole: Whole; asking: Asking; ask: (asking: Asking) => void }) {
  const { desk, draft, covered, sites, establishments } = whole
  const papers = useResource<Papers>(async (signal) => {
    const path = { operation: desk.operation.id }
    const [picks, documents] = await Promise.all([
      ask(api.GET('/v1/picklists', { params: { query: { list: 'legal-bases' } }, signal })),
      ask(api.GET('/v1/operations/{operation}/draft/documents', { params: { path, header: reasonOf(desk) }, signal })),
    ])
    return { bases: new Map(picks.items.map((p) => [p.code, { word: p.labels[language.value], retired: p.retired }])), documents: documents.items }
  }, [desk.operation.id, desk.reason, whole.work.value.version, language.value])
  const { data, fault } = papers.known.value
  const rows = useMemo(() => draft.authorisations.map((it): Row => {
    const far = reach(it, covered, sites)
    const zones = [...new Set(far.sites.map((s) => establishments.get(s)?.timeZone ?? 'UTC'))]
    return { it, reach: far, term: term(it, draft.hHour, zones), documents: data?.documents.filter((d) => d.authorisation === it.id) ?? [] }
  }), [draft.authorisations, draft.hHour, covered, sites, establishments, data])
  const put = (it: Authorisation): void => whole.set({ ...draft, authorisations: draft.authorisations.some((a) => a.id === it.id) ? draft.authorisations.map((a) => (a.id === it.id ? it : a)) : [...draft.authorisations, it] })
  const chosen = asking === null || asking.what === 'new' ? undefined : draft.authorisations.find((a) => a.id === asking.id)
  return (
    <>
      <Outside whole={whole} put={put} />
      <List whole={whole} rows={rows} bases={data?.bases ?? new Map()} unread={data === null && fault !== null} ask={setAsking} />
      {asking?.what === 'new' && <AuthorisationDialog whole={whole} bases={data?.bases ?? new Map()} onClose={() => setAsking(null)} take={put} />}
      {asking?.what === 'edit' && chosen !== undefined && <AuthorisationDialog key={chosen.id} whole={whole} of={chosen} bases={data?.bases ?? new Map()} onClose={() => setAsking(null)} take={put} />}
      {asking?.what === 'documents' && chosen !== undefined && (
        <DocumentsDialog desk={desk} of={chosen} open={whole.open} documents={data?.documents.filter((d) => d.authorisation === chosen.id) ?? null} fault={fault} stored={whole.work.value.base.authorisations.some((a) => a.id === chosen.id)}
          again={() => void papers.reload()} zone={whole.zone} onClose={() => setAsking(null)} />
      )}
    </>
  )
}

/** The hours of an authorisation, "06:00 – 21:00"; any hour where it has none. */
function hours(a: Authorisation): string {
  return (a.hoursFrom ?? '') === '' ? say('auth.anyHour') : `${a.hoursFrom} – ${a.hoursTo}`
}

/** How it stands at H, with a mark: a person is needed where it lets nothing begin, and care where it ends soon. */
export function TermWord({ term: t }: { term: Term }) {
  const unit = language.value === 'fr' ? 'j' : 'd'
  const words = 'minutes' in t ? say(`term.${t.is}`, { at: formatHour(t.minutes, unit) }) : say(`term.${t.is}`)
  const state = t.is === 'well' ? 'clear' : t.is === 'noHour' || t.is === 'ends' ? 'planned' : 'person'
  return <span class="prepare-lack auth-term"><StateMark state={state} late={t.is === 'ends'} /><span>{words}</span></span>
}

const termOrder: Readonly<Record<Term['is'], number>> = { over: 0, notYet: 1, closed: 2, ends: 3, noHour: 4, well: 5 }

interface ListProperties {
  readonly whole: Whole
  readonly rows: readonly Row[]
  readonly bases: Bases
  readonly unread: boolean
  readonly ask: (asking: Asking) => void
}

function List({ whole, rows, bases, unread, ask: setAsking }: ListProperties) {
  const { zone, open, draft } = whole
  const basis = (a: Authorisation): string => bases.get(a.legalBasis)?.word ?? a.legalBasis
  const remove = (a: Authorisation): void => {
    whole.set({ ...draft, authorisations: draft.authorisations.filter((x) => x.id !== a.id) })
    note(say('auth.out', { reference: a.reference }))
  }
  return (
    <section class="prepare-part" aria-labelledby="auth-list">
      <h3 id="auth-list">{say('auth.title')}<span class="badge number">{figure(rows.length)}</span></h3>
      <p class="quiet small">{say('auth.nearMeans', { hours: near / 60 })}</p>
      <Table
        caption={say('auth.title')}
        className="auth-list"
        rows={rows}
        id={(r) => r.it.id}
        empty={<Empty title={say('auth.empty')}>{say('auth.emptyNext')}</Empty>}
        columns={[
          { name: 'reference', title: say('auth.reference'), cell: (r) => <span class="auth-reference">{r.it.reference}</span>, worth: (r) => r.it.reference },
          { name: 'basis', title: say('auth.basis'), cell: (r) => <span class="auth-two auth-short" title={`${basis(r.it)}\n${r.it.issuer}`}><span>{basis(r.it)}</span><span class="quiet small">{r.it.issuer}</span></span>, worth: (r) => basis(r.it) },
          { name: 'valid', title: say('auth.valid'), cell: (r) => <span class="auth-two small number"><span>{localDay(r.it.validFrom, zone)}</span><span>{localDay(r.it.validTo, zone)}</span></span>, worth: (r) => r.it.validTo },
          { name: 'hours', title: say('auth.hours'), cell: (r) => <span class="number">{hours(r.it)}</span>, worth: (r) => r.it.hoursFrom ?? '' },
          { name: 'term', title: say('auth.atH'), cell: (r) => <TermWord term={r.term} />, worth: (r) => termOrder[r.term.is] },
          { name: 'sites', title: say('auth.sites'), right: true, startsDown: true, cell: (r) => figure(r.reach.sites.length), worth: (r) => r.reach.sites.length },
          { name: 'cells', title: say('auth.cells'), right: true, startsDown: true, cell: (r) => <ReachWord reach={r.reach} />, worth: (r) => r.reach.cells },
          { name: 'persons', title: say('auth.persons'), right: true, startsDown: true, cell: (r) => figure(r.it.persons?.length ?? 0), worth: (r) => r.it.persons?.length ?? 0 },
          { name: 'documents', title: say('auth.documents'), right: true, startsDown: true, cell: (r) => <Button kind="quiet" title={say('auth.documentsOf', { reference: r.it.reference })} onClick={() => setAsking({ what: 'documents', id: r.it.id })}>{unread ? '?' : say('auth.papers', { n: r.documents.length })}</Button>, worth: (r) => r.documents.length },
          { name: 'acts', title: <span class="unseen">{say('prepare.acts')}</span>, cell: (r) => (
            <span class="row-acts">
              <Button kind="quiet" onClick={() => setAsking({ what: 'edit', id: r.it.id })}>{say(open ? 'act.edit' : 'auth.show')}</Button>
              {open && <Button kind="quiet" onClick={() => remove(r.it)}>{say('act.remove')}</Button>}
            </span>
          ) },
        ]}
      />
    </section>
  )
}

/** The cells of the operation that it covers; what it names beyond them is in the title. */
function ReachWord({ reach: r }: { reach: Reach }) {
  const more = [...(r.idle > 0 ? [say('auth.idle', { n: r.idle })] : []), ...(r.nobody.length > 0 ? [say('auth.nobody', { n: r.nobody.length, names: r.nobody.slice(0, 5).join(', ') })] : [])]
  return <span title={more.join('\n') || undefined}>{figure(r.cells)}{more.length > 0 && <span aria-label={more.join(' ')}> *</span>}</span>
}
