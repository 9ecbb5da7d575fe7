import { useMemo, useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Choice, Field as TextField, NumberField, TextArea } from '../parts/Field'
import { FaultNote } from '../parts/Notices'
import { StateMark } from '../parts/StateMark'
import { say } from '../words/words'
import { cellKey } from './coverage'
import { type Field, linkFaults } from './linkfaults'
import { type CellNames, FaultLines } from './Links'
import { freeCode } from './shapes'
import { above } from './tree'
import { useTrees } from './trees'
import type { CellRef, Link } from './types'
import type { Whole } from './whole'

interface DialogProperties {
  readonly whole: Whole
  readonly field: Field
  /** Without it, a new one. */
  readonly of?: Link
  readonly onClose: () => void
  readonly take: (link: Link) => void
}

/** How many cells a search shows at most, and of how many sites that it names the places are read; the next letter narrows both. */
const offered = 10
const looked = 6

/** One link: when its cells are hit, why, and which they are. What is wrong is said while it is made. */
export function LinkDialog({ whole, field: beside, of, onClose, take }: DialogProperties) {
  const { draft, sites, establishments } = whole
  const [link, setLink] = useState<Link>(of ?? { code: freeCode(new Set(draft.links.map((l) => l.code))), firstWave: true, tolerance: 0, cells: [], reason: '' })
  const [search, setSearch] = useState('')
  const [tried, setTried] = useState(false)
  const words = search.trim().toLowerCase().split(/[\s/]+/).filter((w) => w !== '')
  const named = useMemo(() => words.length === 0 ? [] : sites.filter((s) => {
    const e = establishments.get(s.establishment)
    const text = `${e?.code} ${e?.name}`.toLowerCase()
    return words.some((w) => text.includes(w))
  }).map((s) => s.establishment).slice(0, looked), [search, sites, establishments])
  const { trees, fault, retry } = useTrees([...new Set([...link.cells.map((c) => c.establishment), ...named])])
  const field: Field = { ...beside, trees }
  const name: CellNames = (c) => `${establishments.get(c.establishment)?.code ?? '?'} ${trees.get(c.establishment)?.byId.get(c.location)?.code ?? '…'}`
  const found = useMemo(() => find(words, whole, field, link.cells), [search, trees, link.cells, sites])
  const elsewhere = new Set(draft.links.filter((l) => l.code !== link.code).flatMap((l) => l.cells.map(cellKey)))
  const first = found.find((f) => !elsewhere.has(cellKey(f.cell)))
  const faults = linkFaults(link, field)
  const code = link.code.trim()
  const taken = of === undefined && draft.links.some((l) => l.code === code)
  const refused = code === '' || taken || faults.some((f) => f.code === 'fewCells' || f.code === 'twice')
  const add = (cell: CellRef): void => {
    setLink({ ...link, cells: [...link.cells, cell] })
    setSearch('')
  }
  const submit = (): void => {
    setTried(true)
    if (refused) return
    take({ ...link, code, reason: (link.reason ?? '').trim() })
    onClose()
  }
  const judged = tried || link.cells.length > 0
  return (
    <Dialog title={of === undefined ? say('link.add') : say('link.named', { code: of.code })} wide onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{say('act.leave')}</Button>
          <Button kind="first" onClick={submit}>{say('prepare.takeIn')}</Button>
        </>
      }>
      <form class="form" onSubmit={(e) => { e.preventDefault(); if (first !== undefined) add(first.cell) }}>
        {/* A form of several fields is sent by Enter only where it has a button for it. */}
        <button type="submit" hidden />
        <div class="form-row prepare-top">
          <TextField label={say('prepare.code')} value={link.code} onInput={(c) => setLink({ ...link, code: c })} most={40} disabled={of !== undefined} wrong={taken ? say('link.codeTaken') : tried && code === '' ? say('auth.wrongEmpty') : undefined} />
          <Choice label={say('link.when')} value={link.firstWave === true ? 'h' : 't'} onInput={(v) => setLink({ ...link, firstWave: v === 'h', tolerance: v === 'h' ? 0 : link.tolerance || 5 })} options={[{ value: 'h', word: say('link.atH') }, { value: 't', word: say('link.tolerant') }]} />
          {link.firstWave !== true && <NumberField label={say('draftField.tolerance')} value={link.tolerance ?? 0} onInput={(n) => setLink({ ...link, tolerance: Math.max(0, n ?? 0) })} least={0} unit="min" />}
        </div>
        <TextArea label={say('link.why')} value={link.reason ?? ''} onInput={(reason) => setLink({ ...link, reason })} most={500} rows={2} />
        {fault !== null && <FaultNote fault={fault} retry={retry} />}
        <TextField label={say('link.addCell')} type="search" value={search} onInput={setSearch} hint={say('link.addCellHint')} focus={of === undefined} />
        {words.length > 0 && <Offers found={found} name={name} whole={whole} link={link} add={add} waiting={named.some((id) => !trees.has(id))} />}
        <ul class="link-chips" aria-label={say('prepare.cells')}>
          {link.cells.map((c) => (
            <li key={cellKey(c)}>
              <Button onClick={() => setLink({ ...link, cells: link.cells.filter((x) => x !== c) })} title={say('link.takeAway', { cell: name(c) })}>
                {name(c)} <span aria-hidden="true">✕</span><span class="unseen">{say('act.remove')}</span>
              </Button>
            </li>
          ))}
        </ul>
        {judged && <div role="status"><FaultLines faults={faults} name={name} /></div>}
      </form>
    </Dialog>
  )
}

interface Found {
  readonly cell: CellRef
  readonly place: string
  readonly persons: readonly string[]
}

/** Targets that every word of a search fits: in the site's code or name, in the cell's code or that of a wing or landing around it, or in the number of a person. */
function find(words: readonly string[], { sites, establishments }: Whole, { trees }: Field, own: readonly CellRef[]): Found[] {
  if (words.length === 0) return []
  const inside = new Set(own.map(cellKey))
  const hits: (Found & { readonly exact: boolean })[] = []
  for (const s of sites) {
    const e = establishments.get(s.establishment)
    const tree = trees.get(s.establishment)
    for (const c of s.cells) {
      const persons = c.persons ?? []
      if (c.location === undefined || inside.has(`${s.establishment}/${c.location}`)) continue
      const code = tree?.byId.get(c.location)?.code ?? ''
      const around = tree === undefined ? [] : above(tree, c.location)
      const text = [e?.code, e?.name, code, ...around.flatMap((p) => [p.code, p.name]), ...persons].join(' ').toLowerCase()
      if (words.every((w) => text.includes(w))) hits.push({ cell: { establishment: s.establishment, location: c.location }, persons, place: around.map((p) => p.name || p.code).reverse().join(' · '), exact: words.includes(code.toLowerCase()) })
    }
  }
  return hits.sort((a, b) => Number(b.exact) - Number(a.exact))
}

function Offers({ found, name, whole, link, add, waiting }: { found: readonly Found[]; name: CellNames; whole: Whole; link: Link; add: (cell: CellRef) => void; waiting: boolean }) {
  if (found.length === 0) return <p class="prepare-lack" role="status"><StateMark state={waiting ? 'planned' : 'person'} />{say(waiting ? 'wait.reading' : 'link.unknown')}</p>
  const other = (c: CellRef) => whole.draft.links.find((l) => l.code !== link.code && l.cells.some((x) => cellKey(x) === cellKey(c)))
  const stands = (c: CellRef) => whole.covered.find((x) => x.site === c.establishment && x.cell.location === c.location)?.standing
  return (
    <ul class="prepare-offered">
      {found.slice(0, offered).map((f) => (
        <li key={cellKey(f.cell)}>
          <Button onClick={() => add(f.cell)} disabled={other(f.cell) !== undefined}>{name(f.cell)}</Button>
          <span class="quiet small">{[f.place, ...f.persons].filter((w) => w !== '').join(' · ')}</span>
          {other(f.cell) !== undefined && <span class="prepare-trouble small">{say('link.inOther', { code: other(f.cell)?.code ?? '' })}</span>}
          {(stands(f.cell) === 'none' || stands(f.cell) === 'never') && <span class="prepare-trouble small">{say(stands(f.cell) === 'none' ? 'standing.noneIs' : 'standing.neverIs')}</span>}
        </li>
      ))}
      {found.length > offered && <li class="quiet small">{say('prepare.more', { n: found.length - offered })}</li>}
    </ul>
  )
}
