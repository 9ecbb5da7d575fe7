import { useMemo, useState } from 'preact/hooks'
import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { note } from '../parts/Notes'
import { Empty, FaultNote } from '../parts/Notices'
import { StateMark } from '../parts/StateMark'
import { Table } from '../parts/Table'
import { figure, type Key, say } from '../words/words'
import { cellKey } from './coverage'
import { LinkDialog } from './LinkDialog'
import { Drawing } from './LinkDrawing'
import { type Field, type LinkFault, linkFaults } from './linkfaults'
import { useTrees } from './trees'
import type { CellRef, Link } from './types'
import { type Whole, WholePage } from './whole'

/** Groups of cells across sites that must be hit together. */
export function LinksPage({ desk }: { desk: Desk }) {
  const [asking, setAsking] = useState<string | null>(null)
  return (
    <WholePage desk={desk} title="link.title" acts={() => <Button kind="first" onClick={() => setAsking('')}>{say('link.add')}</Button>}>
      {(whole) => <Page whole={whole} asking={asking} ask={setAsking} />}
    </WholePage>
  )
}

/** How a cell is called across sites: "AIX B1-A-1-06". */
export type CellNames = (cell: CellRef) => string

/** A fault in words; what it is about is named, three of them at the most. */
export function faultLine(fault: LinkFault, name: CellNames): string {
  const names = fault.cells.slice(0, 3).map(name).join(', ') + (fault.cells.length > 3 ? ' …' : '')
  return say(`linkFault.${fault.code}` as Key, { n: fault.cells.length, names, name: fault.name, limit: fault.limit })
}

/** What is wrong with a link, a line each. */
export function FaultLines({ faults, name }: { faults: readonly LinkFault[]; name: CellNames }) {
  if (faults.length === 0) return <p class="prepare-lack"><StateMark state="clear" />{say('link.well')}</p>
  return (
    <ul class="prepare-lacks" aria-label={say('link.state')}>
      {faults.map((f) => <li key={`${f.code} ${f.name}`} class="prepare-lack"><StateMark state={f.stops ? 'person' : 'planned'} /><span>{faultLine(f, name)}</span></li>)}
    </ul>
  )
}

/** When the cells of a link are hit: all at H, or all within so many minutes. */
export function whenWords(link: Link): string {
  return link.firstWave === true ? say('link.atH') : say('link.within', { n: link.tolerance ?? 0 })
}

function Page({ whole, asking, ask: setAsking }: { whole: Whole; asking: string | null; ask: (code: string | null) => void }) {
  const { draft, sites, covered, establishments, open } = whole
  const [chosen, setChosen] = useState('')
  const { trees, fault, retry } = useTrees([...new Set(draft.links.flatMap((l) => l.cells.map((c) => c.establishment)))])
  const field: Field = useMemo(() => ({ draft, sites, trees, covered: new Map(covered.map((c) => [`${c.site}/${c.cell.location}`, c])) }), [draft, sites, trees, covered])
  const name: CellNames = (c) => `${establishments.get(c.establishment)?.code ?? '?'} ${trees.get(c.establishment)?.byId.get(c.location)?.code ?? '…'}`
  const faults = useMemo(() => new Map(draft.links.map((l) => [l.code, linkFaults(l, field)])), [draft.links, field])
  const shown = draft.links.find((l) => l.code === chosen) ?? draft.links[0]
  const put = (link: Link): void => {
    whole.set({ ...draft, links: draft.links.some((l) => l.code === link.code) ? draft.links.map((l) => (l.code === link.code ? link : l)) : [...draft.links, link] })
    setChosen(link.code)
  }
  const remove = (link: Link): void => {
    whole.set({ ...draft, links: draft.links.filter((l) => l.code !== link.code) })
    note(say('link.out', { code: link.code }))
  }
  const edited = asking === null || asking === '' ? undefined : draft.links.find((l) => l.code === asking)
  const stopped = [...faults.values()].filter((f) => f.some((x) => x.stops)).length
  return (
    <>
      {draft.links.length > 0 && <p class="prepare-lack"><StateMark state={stopped > 0 ? 'person' : 'clear'} />{stopped > 0 ? say('link.stopped', { n: stopped }) : say('link.allWell', { n: draft.links.length, cells: new Set(draft.links.flatMap((l) => l.cells.map(cellKey))).size })}</p>}
      {fault !== null && <FaultNote fault={fault} retry={retry} />}
      <div class="links">
        <Table caption={say('link.title')} className="links-list" rows={draft.links} id={(l) => l.code} chosen={shown?.code ?? null}
          empty={<Empty title={say('link.none')}>{say('link.noneNext')}</Empty>}
          columns={[
            { name: 'code', title: say('prepare.code'), cell: (l) => <Button kind="quiet" pressed={l.code === shown?.code} onClick={() => setChosen(l.code)}>{l.code}</Button>, worth: (l) => l.code },
            { name: 'when', title: say('link.when'), cell: whenWords, worth: (l) => (l.firstWave === true ? -1 : (l.tolerance ?? 0)) },
            { name: 'sites', title: say('prepare.sites'), right: true, startsDown: true, cell: (l) => figure(new Set(l.cells.map((c) => c.establishment)).size), worth: (l) => new Set(l.cells.map((c) => c.establishment)).size },
            { name: 'cells', title: say('prepare.cells'), right: true, startsDown: true, cell: (l) => figure(l.cells.length), worth: (l) => l.cells.length },
            { name: 'reason', title: say('siteField.reason'), cell: (l) => l.reason || '–' },
            { name: 'state', title: say('link.state'), startsDown: true, cell: (l) => <StateCell faults={faults.get(l.code) ?? []} name={name} />, worth: (l) => (faults.get(l.code) ?? []).filter((f) => f.stops).length },
            ...(open ? [{ name: 'acts', title: <span class="unseen">{say('prepare.acts')}</span>, cell: (l: Link) => <span class="row-acts"><Button kind="quiet" onClick={() => setAsking(l.code)}>{say('act.edit')}</Button><Button kind="quiet" onClick={() => remove(l)}>{say('act.remove')}</Button></span> }] : []),
          ]} />
        {shown !== undefined && (
          <section class="links-drawn" aria-labelledby="link-drawn">
            <h3 id="link-drawn">{say('link.named', { code: shown.code })}<span class="badge">{whenWords(shown)}</span></h3>
            {(shown.reason ?? '') !== '' && <p class="quiet">{shown.reason}</p>}
            <FaultLines faults={faults.get(shown.code) ?? []} name={name} />
            <Drawing link={shown} field={field} establishments={establishments} name={name} faults={faults.get(shown.code) ?? []} />
          </section>
        )}
      </div>
      {(asking === '' || edited !== undefined) && <LinkDialog key={asking} whole={whole} field={field} {...(edited === undefined ? {} : { of: edited })} onClose={() => setAsking(null)} take={put} />}
    </>
  )
}

function StateCell({ faults, name }: { faults: readonly LinkFault[]; name: CellNames }) {
  const [first] = faults
  if (first === undefined) return <span class="prepare-lack"><StateMark state="clear" />{say('link.fits')}</span>
  return (
    <span class="prepare-lack" title={faults.map((f) => faultLine(f, name)).join('\n')}>
      <StateMark state={first.stops ? 'person' : 'planned'} />
      {say(`linkShort.${first.code}` as Key)}
      {faults.length > 1 && <span class="badge number">{say('prepare.more', { n: faults.length - 1 })}</span>}
    </span>
  )
}
