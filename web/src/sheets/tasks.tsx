import type { ComponentChild } from 'preact'
import { formatHour } from '../time/hour'
import { written } from './blocks'
import type { SheetCell, SheetSet } from './model'
import type { Piece } from './blocks'
import { Box, Comb, Line, Tick } from './parts'
import type { Tongue } from './tongue'

/** The instant of a minute after H; NaN where H is not set. */
const instant = (set: SheetSet, minutes: number): number => Date.parse(set.hHour) + minutes * 60_000

/** A planned minute from H, with the local time where H is known: "H+00:20 · 06:20". */
function planned(set: SheetSet, minutes: number, tongue: Tongue): string {
  const local = tongue.time(instant(set, minutes), set.zone)
  return local === '' ? formatHour(minutes) : `${formatHour(minutes)} · ${local}`
}

/** The task sheet of a team as pieces of paper: what it has to know, and a row for each cell in walking order. */
export function taskPieces(set: SheetSet, tongue: Tongue): Piece[] {
  const { t } = tongue
  const of = `${set.siteCode} ${set.team}`
  const head = { key: `${of} head`, content: <TaskHead tongue={tongue} /> }
  return [
    { key: `${of} facts`, content: <Facts set={set} tongue={tongue} /> },
    { ...head, keep: true },
    ...set.cells.map((cell, i): Piece => ({ key: `${of} ${cell.id}`, content: <CellRow set={set} cell={cell} n={i + 1} tongue={tongue} />, head })),
    ...elsewhere(of, tongue),
    { key: `${of} written`, content: <>{written(tongue)}<p class="sheet-small">{t('sheets.secret')}</p></> },
  ]
}

/** So many lines there are for what is of no cell. */
const linesElsewhere = 4

/** Room for what is of no cell, a find in a store room or an incident, each with its time: it is keyed in by itself. */
function elsewhere(of: string, { t }: Tongue): Piece[] {
  const head = { key: `${of} elsewhere`, content: <div class="sheet-elsewhere sheet-task-head"><span>{t('sheets.hour')}</span><span>{t('sheets.elsewhere')}</span><span>{t('sheets.signature')}</span></div> }
  const lines = Array.from({ length: linesElsewhere }, (_, i): Piece => ({
    key: `${of} elsewhere ${i}`, head, content: <div class="sheet-elsewhere" data-elsewhere={i + 1}><span class="sheet-row"><Comb n={2} />:<Comb n={2} /></span><span /><span /></div>,
  }))
  return [{ ...head, keep: true }, ...lines]
}

function Facts({ set, tongue: { t, day, label } , tongue }: { set: SheetSet; tongue: Tongue }) {
  const { window: hours } = set
  const from = hours === null ? '' : planned(set, hours.from, tongue)
  const bases = [...new Set(set.cells.map((c) => label(c.basis)).filter((b) => b !== ''))]
  const lead = set.officers.filter((o) => o.lead).map((o) => o.name).join(', ')
  const facts: readonly (readonly [string, ComponentChild])[] = [
    [t('sheets.operation'), set.reference === '' ? set.operation : `${set.operation} (${set.reference})`],
    [t('sheets.site'), `${set.site} (${set.siteCode})`],
    [t('sheets.hHour'), day(set.hHour, set.zone)],
    [t('sheets.window'), hours === null ? '' : hours.to === null ? t('sheets.from', { from }) : t('sheets.to', { from, to: planned(set, hours.to, tongue) })],
    [t('sheets.lead'), [set.siteLead, set.sitePhone].filter(Boolean).join(' · ')],
    [t('sheets.radio'), [set.teamRadio, set.siteRadio].filter((r, i, all) => r !== '' && all.indexOf(r) === i).join(' · ') || <Line />],
    [t('sheets.team'), [set.team, lead === '' ? '' : `${t('sheets.isLead')} ${lead}`, set.teamPhone].filter(Boolean).join(' · ')],
    [t('sheets.officers'), set.officers.map((o) => (o.badge === '' ? o.name : `${o.name} (${o.badge})`)).join(', ')],
    [t('sheets.basis'), bases.join(', ')],
  ]
  return (
    <dl class="sheet-facts">
      {facts.filter(([, value]) => value !== '').map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function TaskHead({ tongue: { t } }: { tongue: Tongue }) {
  return (
    <div class="sheet-task sheet-task-head">
      {(['sheets.n', 'sheets.cell', 'sheets.planned', 'sheets.kit', 'sheets.begin', 'sheets.end', 'sheets.outcome', 'sheets.signature'] as const).map((key) => <span key={key}>{t(key)}</span>)}
    </div>
  )
}

function CellRow({ set, cell, n, tongue }: { set: SheetSet; cell: SheetCell; n: number; tongue: Tongue }) {
  const { t, label, day } = tongue
  const way = cell.path.endsWith(cell.code) ? cell.path.slice(0, -cell.code.length).replace(/[\s/]+$/, '') : cell.path
  const end = tongue.time(instant(set, cell.end), set.zone)
  return (
    <div class="sheet-task" data-cell={cell.id}>
      <span>{n}</span>
      <span>
        <b class="sheet-cellname">{cell.code}</b>
        {way !== '' && <span class="sheet-small sheet-own">{way}</span>}
        {cell.occupants !== null && <span class="sheet-small sheet-own">{t('sheets.occupants', { n: cell.occupants })}</span>}
      </span>
      <span>
        <b>{formatHour(cell.start)}</b>
        <span class="sheet-own">{tongue.time(instant(set, cell.start), set.zone)}</span>
        <span class="sheet-small sheet-own">{t('sheets.until', { time: end === '' ? formatHour(cell.end) : end })}</span>
      </span>
      <span class="sheet-small">
        {cell.kit.map((k) => label(k)).join(', ')}
        {cell.papers.map((p) => <span key={p.reference} class="sheet-own">{t('sheets.paper', { reference: p.reference, from: day(p.from, set.zone), until: day(p.until, set.zone) })}</span>)}
        {cell.papers.length === 0 && <b class="sheet-own">{t('sheets.noPaper')}</b>}
      </span>
      <span />
      <span />
      <span class="sheet-outcome">
        <Tick word={t('sheets.clear')} />
        <Tick word={t('sheets.find')} />
        <span class="sheet-tick sheet-tick-line"><Box /><span>{t('sheets.notSearched')}</span></span>
        <Line />
      </span>
      <span />
    </div>
  )
}
