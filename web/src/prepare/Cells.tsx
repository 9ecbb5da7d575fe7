import { useMemo, useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { note } from '../parts/Notes'
import { Empty } from '../parts/Notices'
import { Table } from '../parts/Table'
import { figure, say, sayCode } from '../words/words'
import { AddCells, ChangeCells } from './CellDialog'
import { select } from './pattern'
import { wordOf } from './picks'
import { windowWords } from './Sites'
import { type Tree, within } from './tree'
import type { SiteDraft, Target } from './types'

interface CellsProperties {
  readonly draft: SiteDraft
  readonly tree: Tree
  readonly open: boolean
  readonly change: (draft: SiteDraft) => void
}

/** What a cell needs of its team, in short. */
function needs(c: Target): string {
  const sex = c.officersOfSex === undefined ? [] : [`${figure(c.officersOfSex.count)} × ${sayCode('sex', c.officersOfSex.sex)}`]
  return [...(c.skills ?? []).map((s) => wordOf('skills', s)), ...sex, ...(c.equipment ?? []).map((k) => wordOf('equipment-kinds', k.kind))].join(', ')
}

/** The cells of a site: selected by hand or by pattern, and changed many at once. */
export function Cells({ draft, tree, open, change }: CellsProperties) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [pattern, setPattern] = useState('')
  const [asking, setAsking] = useState<'add' | readonly Target[] | null>(null)
  const found = useMemo(() => select(pattern, tree), [pattern, tree])
  const code = (c: Target): string => (c.location === undefined ? '' : (tree.byId.get(c.location)?.code ?? c.location))
  const hits = useMemo(() => draft.cells.filter((c) => found.places.some((p) => p.id === c.location)), [found, draft.cells])
  const selected = draft.cells.filter((c) => chosen.has(c.id))
  const put = (cells: readonly Target[]): void => {
    const byId = new Map(cells.map((c) => [c.id, c]))
    change({ ...draft, cells: draft.cells.map((c) => byId.get(c.id) ?? c) })
  }
  const takeOut = (): void => {
    change({ ...draft, cells: draft.cells.filter((c) => !chosen.has(c.id)) })
    setChosen(new Set())
    note(say('prepare.cellsOut', { n: selected.length }))
  }
  const toggle = (id: string): void => setChosen(new Set(chosen.has(id) ? [...chosen].filter((c) => c !== id) : [...chosen, id]))
  const place = (c: Target): string => (['building', 'wing', 'landing'] as const).map((k) => tree.byId.get(within(tree, c.location, k))?.code ?? '').filter((p) => p !== '').at(-1) ?? ''
  return (
    <section class="prepare-part" aria-labelledby="prepare-cells">
      <div class="page-head">
        <h3 id="prepare-cells">{say('prepare.cells')}<span class="badge number">{figure(draft.cells.length)}</span></h3>
        {open && <Button onClick={() => setAsking('add')}>{say('prepare.addCells')}</Button>}
      </div>
      {draft.cells.length > 0 && (
        <form class="prepare-select" onSubmit={(e) => { e.preventDefault(); setChosen(new Set(hits.map((c) => c.id))) }}>
          <Field label={say('prepare.pattern')} value={pattern} onInput={setPattern} placeholder="A-2-*, A2-01..A2-20" hint={found.idle.length > 0 ? say('prepare.idle', { terms: found.idle.join(', ') }) : say('prepare.patternShort')} />
          <Button type="submit" disabled={hits.length === 0}>{say('prepare.selectN', { n: hits.length })}</Button>
          <span class="prepare-selected" role="status">{say('prepare.selected', { n: selected.length })}</span>
          <Button onClick={() => setChosen(new Set(selected.length === draft.cells.length ? [] : draft.cells.map((c) => c.id)))}>{say(selected.length === draft.cells.length ? 'prepare.selectNone' : 'prepare.selectAll')}</Button>
          {open && <Button kind="first" disabled={selected.length === 0} onClick={() => setAsking(selected)}>{say('act.edit')}</Button>}
          {open && <Button disabled={selected.length === 0} onClick={takeOut}>{say('act.remove')}</Button>}
        </form>
      )}
      <Table
        caption={say('prepare.cells')}
        className="prepare-cells"
        rows={draft.cells}
        id={(c) => c.id}
        rowHeight={36}
        empty={<Empty title={say('prepare.noCells')}>{say('prepare.noCellsNext')}</Empty>}
        columns={[
          { name: 'code', title: say('prepare.cell'), cell: (c) => <label class="check"><input type="checkbox" checked={chosen.has(c.id)} onChange={() => toggle(c.id)} /><span>{code(c) || say('prepare.nowhere')}</span></label>, worth: code },
          { name: 'place', title: say('prepare.place'), cell: place, worth: place },
          { name: 'duration', title: say('siteField.duration'), right: true, cell: (c) => figure(c.duration), worth: (c) => c.duration },
          { name: 'durationP90', title: say('siteField.durationP90'), right: true, cell: (c) => (c.durationP90 === undefined || c.durationP90 === 0 ? '–' : figure(c.durationP90)), worth: (c) => c.durationP90 ?? 0 },
          { name: 'priority', title: say('siteField.priority'), right: true, cell: (c) => figure(c.priority ?? 0), worth: (c) => c.priority ?? 0 },
          { name: 'weight', title: say('siteField.weight'), right: true, cell: (c) => figure(c.weight ?? 0), worth: (c) => c.weight ?? 0 },
          { name: 'window', title: say('prepare.window'), cell: (c) => <span class="number">{windowWords(c.windowFrom, c.windowTo) || '–'}</span>, worth: (c) => c.windowFrom ?? 0 },
          { name: 'needs', title: say('prepare.needs'), cell: (c) => <span class="prepare-short" title={needs(c)}>{needs(c) || '–'}</span>, worth: needs },
          { name: 'persons', title: say('siteField.persons'), cell: (c) => { const who = (c.persons ?? []).join(', ') || (c.occupant ?? ''); return <span class="prepare-short" title={who}>{who || '–'}</span> } },
          { name: 'reason', title: say('siteField.reason'), cell: (c) => <span class="prepare-short" title={c.reason}>{c.reason || '–'}</span> },
          ...(open ? [{ name: 'acts', title: <span class="unseen">{say('prepare.acts')}</span>, cell: (c: Target) => <Button kind="quiet" onClick={() => setAsking([c])}>{say('act.edit')}</Button> }] : []),
        ]}
      />
      {asking === 'add' && <AddCells tree={tree} inside={new Set(draft.cells.map((c) => c.location ?? ''))} onClose={() => setAsking(null)} take={(cells) => change({ ...draft, cells: [...draft.cells, ...cells] })} />}
      {asking !== null && asking !== 'add' && <ChangeCells cells={asking} title={asking.length === 1 && asking[0] !== undefined ? say('prepare.changeCell', { cell: code(asking[0]) }) : say('prepare.changeN', { n: asking.length })} onClose={() => setAsking(null)} take={put} />}
    </section>
  )
}
