import { useMemo, useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Choice, Field } from '../parts/Field'
import { Link } from '../parts/Link'
import { FaultNote } from '../parts/Notices'
import { StateMark } from '../parts/StateMark'
import { Table } from '../parts/Table'
import { formatHour } from '../time/hour'
import { figure, say } from '../words/words'
import { type Covered, type Standing } from './coverage'
import { groupBy } from './group'
import { select } from './pattern'
import { useTrees } from './trees'
import type { Authorisation } from './types'
import type { Whole } from './whole'

interface SiteRow {
  readonly site: string
  readonly code: string
  readonly name: string
  readonly cells: readonly Covered[]
}

const of = (cells: readonly Covered[], standing: Standing): number => cells.filter((c) => c.standing === standing).length

/** The cells that no authorisation lets be searched, or not from H on, by site: shown before a plan leaves them out. */
export function Outside({ whole, put }: { whole: Whole; put: (a: Authorisation) => void }) {
  const { covered, establishments, draft, desk, open } = whole
  const [chosen, setChosen] = useState<string | null>(null)
  const bad = useMemo(() => covered.filter((c) => c.standing !== 'well'), [covered])
  const rows = useMemo(() => [...groupBy(bad, (c) => c.site)].map(([site, cells]): SiteRow => ({ site, cells, code: establishments.get(site)?.code ?? '?', name: establishments.get(site)?.name ?? site }))
    .sort((a, b) => b.cells.length - a.cells.length || (a.code < b.code ? -1 : 1)), [bad, establishments])
  const row = rows.find((r) => r.site === chosen)
  const stops = bad.filter((c) => c.standing !== 'late').length
  return (
    <section class="auth-outside" aria-labelledby="auth-outside">
      <h3 id="auth-outside">{say('outside.title')}{bad.length > 0 && <span class="badge number">{figure(bad.length)}</span>}</h3>
      {draft.hHour === undefined && <p class="prepare-lack"><StateMark state="planned" />{say('outside.noHour')}</p>}
      {bad.length === 0 ? (
        <p class="prepare-lack"><StateMark state="clear" />{say(covered.length === 0 ? 'outside.noCells' : 'outside.none', { n: covered.length })}</p>
      ) : (
        <>
          <p class="prepare-lack"><StateMark state={stops > 0 ? 'person' : 'planned'} late={stops === 0} />{stops > 0 ? say('outside.means', { stops, n: covered.length }) : say('outside.lateMeans', { late: bad.length, n: covered.length })}</p>
          <Table
            caption={say('outside.title')}
            className="auth-sites"
            rows={rows}
            id={(r) => r.site}
            empty={null}
            columns={[
              { name: 'code', title: say('prepare.code'), cell: (r) => <Link to={`/plan/${desk.operation.id}/sites/${r.site}`}>{r.code}</Link>, worth: (r) => r.code },
              { name: 'name', title: say('prepare.name'), cell: (r) => r.name, worth: (r) => r.name },
              ...(['none', 'never', 'late'] as const).map((s) => ({ name: s, title: say(`standing.${s}`), right: true, startsDown: true, cell: (r: SiteRow) => (of(r.cells, s) === 0 ? '–' : figure(of(r.cells, s))), worth: (r: SiteRow) => of(r.cells, s) })),
              { name: 'acts', title: <span class="unseen">{say('prepare.acts')}</span>, cell: (r) => <Button kind="quiet" onClick={() => setChosen(r.site)}>{say(open ? 'outside.mend' : 'auth.show')}</Button> },
            ]}
          />
        </>
      )}
      {row !== undefined && <MendDialog key={row.site} whole={whole} row={row} put={put} onClose={() => setChosen(null)} />}
    </section>
  )
}

/** The cells of one site that are outside, and the way to add them to an authorisation: all of them, or those that a pattern finds. */
function MendDialog({ whole, row, put, onClose }: { whole: Whole; row: SiteRow; put: (a: Authorisation) => void; onClose: () => void }) {
  const { draft, open } = whole
  const { trees, fault, retry } = useTrees([row.site])
  const tree = trees.get(row.site)
  const [pattern, setPattern] = useState('')
  const here = draft.authorisations.filter((a) => a.targets.some((t) => t.establishment === row.site))
  const [to, setTo] = useState((here[0] ?? draft.authorisations[0])?.id ?? '')
  const code = (c: Covered): string => tree?.byId.get(c.cell.location ?? '')?.code ?? '…'
  const found = tree === undefined || pattern.trim() === '' ? null : select(pattern, tree)
  const wanted = row.cells.filter((c) => found === null || found.places.some((p) => p.id === c.cell.location))
  const target = draft.authorisations.find((a) => a.id === to)
  const fresh = wanted.filter((c) => target !== undefined && !c.by.includes(target))
  const add = (): void => {
    if (target === undefined || fresh.length === 0) return
    put({ ...target, targets: [...target.targets, ...fresh.map((c) => ({ establishment: row.site, location: c.cell.location ?? '' }))] })
    onClose()
  }
  return (
    <Dialog title={say('outside.of', { site: `${row.code} ${row.name}` })} wide onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{say(open ? 'act.leave' : 'act.close')}</Button>
          {open && <Button kind="first" disabled={fresh.length === 0} onClick={add}>{say('outside.add', { n: fresh.length })}</Button>}
        </>
      }>
      <form class="form" onSubmit={(e) => { e.preventDefault(); add() }}>
        {fault !== null && tree === undefined && <FaultNote fault={fault} retry={retry} />}
        {open && draft.authorisations.length === 0 && <p class="prepare-lack"><StateMark state="person" />{say('outside.noAuth')}</p>}
        {open && draft.authorisations.length > 0 && (
          <div class="form-row prepare-top">
            <Choice label={say('outside.to')} value={to} onInput={setTo} options={[...here, ...draft.authorisations.filter((a) => !here.includes(a))].map((a) => ({ value: a.id, word: a.reference }))} />
            <Field label={say('prepare.pattern')} value={pattern} onInput={setPattern} hint={say('outside.patternHint')} wrong={found !== null && found.idle.length > 0 ? say('prepare.idle', { terms: found.idle.join(', ') }) : undefined} />
          </div>
        )}
        {open && target !== undefined && fresh.length < wanted.length && <p class="quiet small">{say('outside.already', { n: wanted.length - fresh.length, reference: target.reference })}</p>}
        <Table caption={say('outside.title')} className="auth-cells" rows={wanted} id={(c) => c.cell.id} rowHeight={36} empty={null}
          columns={[
            { name: 'cell', title: say('prepare.cell'), cell: code, worth: code },
            { name: 'why', title: say('outside.why'), cell: (c) => <StandingWord of={c} />, worth: (c) => c.standing },
            { name: 'by', title: say('outside.by'), cell: (c) => c.by.map((a) => a.reference).join(', ') || '–' },
            { name: 'persons', title: say('auth.persons'), cell: (c) => (c.cell.persons ?? []).join(', ') || '–' },
          ]} />
      </form>
    </Dialog>
  )
}

function StandingWord({ of: c }: { of: Covered }) {
  return (
    <span class="prepare-lack">
      <StateMark state={c.standing === 'late' ? 'planned' : 'person'} late={c.standing === 'late'} />
      {c.standing === 'late' ? say('standing.lateAt', { at: formatHour(c.from) }) : say(c.standing === 'never' ? 'standing.neverIs' : 'standing.noneIs')}
    </span>
  )
}
