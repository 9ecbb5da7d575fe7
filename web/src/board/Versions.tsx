import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { reasonOf } from '../operation/desk'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Choice } from '../parts/Field'
import { note } from '../parts/Notes'
import { Empty } from '../parts/Notices'
import { address, go } from '../parts/route'
import { Shown, useResource } from '../parts/Shown'
import { Table } from '../parts/Table'
import { may } from '../parts/who'
import { formatMinutes } from '../time/hour'
import { localDay, ownZone } from '../time/local'
import { figure, say } from '../words/words'
import { placeWords } from './Changes'
import type { PlanVersion } from './document'
import type { BoardModel } from './model'

type Comparison = components['schemas']['PlanComparison']

/** All versions with what they come to; two of them compared; publish one. */
export function VersionsView({ model }: { model: BoardModel }) {
  const versions = model.versions.known.value.data ?? []
  const shown = model.loaded.value?.view.version.number ?? 0
  const [publishing, setPublishing] = useState<PlanVersion | null>(null)
  const mayPublish = may('plan.write') && ['draft', 'planned'].includes(model.desk.operation.state)
  const open = (n: number): void => {
    void model.show(n === model.newest() ? null : n)
    go(address.value.path)
  }
  const percent = (v: PlanVersion): string => (v.totals === undefined ? '–' : figure(v.totals.gap / 100, { style: 'percent', maximumFractionDigits: 1 }))
  return (
    <div class="versions">
      <Table
        caption={say('versions.title')} rows={versions} id={(v) => v.id} chosen={versions.find((v) => v.number === shown)?.id ?? null} empty={<Empty title={say('noplan.title')} />}
        columns={[
          { name: 'n', title: say('versions.number'), worth: (v) => v.number, startsDown: true, cell: (v) => <button type="button" class="as-link strong" onClick={() => open(v.number)}>{say('plan.version', { n: v.number })}</button> },
          { name: 'made', title: say('versions.made'), worth: (v) => v.createdAt, startsDown: true, cell: (v) => localDay(v.createdAt, ownZone()) },
          { name: 'how', title: say('versions.how'), cell: (v) => (v.from === undefined ? say('versions.planned', { seed: v.seed ?? 0, rounds: v.rounds ?? 0 }) : say('versions.byHand', { n: v.from })) },
          { name: 'makespan', title: say('plan.makespan'), right: true, worth: (v) => v.totals?.makespan ?? null, cell: (v) => (v.totals === undefined ? '–' : formatMinutes(v.totals.makespan)) },
          { name: 'sum', title: say('board.sum'), right: true, worth: (v) => v.totals?.sumMakespan ?? null, cell: (v) => (v.totals === undefined ? '–' : formatMinutes(v.totals.sumMakespan)) },
          { name: 'gap', title: say('versions.gap'), right: true, worth: (v) => v.totals?.gap ?? null, cell: percent },
          { name: 'exposure', title: say('objective.exposure'), right: true, worth: (v) => v.totals?.exposure ?? null, cell: (v) => (v.totals === undefined ? '–' : figure(v.totals.exposure)) },
          { name: 'left', title: say('plan.unsearched'), right: true, worth: (v) => v.totals?.unsearched ?? null, cell: (v) => (v.totals === undefined ? '–' : figure(v.totals.unsearched)) },
          { name: 'state', title: say('planning.state'), cell: (v) => <VersionState version={v} /> },
          { name: 'note', title: say('planning.note'), cell: (v) => <span class="small">{v.note ?? ''}</span> },
          { name: 'act', title: say('versions.act'), cell: (v) => mayPublish && !v.published && !v.outdated ? <Button onClick={() => setPublishing(v)}>{say('versions.publish')}</Button> : '' },
        ]}
      />
      {versions.length > 1 && <Compare model={model} versions={versions} />}
      {publishing !== null && (
        <Decide title={say('versions.publishTitle', { n: publishing.number })} act={say('versions.publish')} reason={0} onClose={() => setPublishing(null)}
          decide={async () => {
            await ask(api.POST('/v1/operations/{operation}/plans/{number}/publish', { params: { path: { operation: model.operation, number: String(publishing.number) } } }))
            note(say('versions.published', { n: publishing.number }))
            await model.refresh()
            model.desk.reload()
          }}>
          <p>{say('versions.publishWhat')}</p>
        </Decide>
      )}
    </div>
  )
}

function VersionState({ version }: { version: PlanVersion }) {
  return (
    <>
      {version.published && <span class="badge badge-proven">✓ {say('plan.published')}</span>}
      {version.outdated && <span class="badge badge-slip" title={(version.outdatedSites ?? []).join(', ')}>{say('board.outdated')}</span>}
    </>
  )
}

function Compare({ model, versions }: { model: BoardModel; versions: readonly PlanVersion[] }) {
  const [from, setFrom] = useState(String(versions[1]?.number ?? 1))
  const [to, setTo] = useState(String(versions[0]?.number ?? 1))
  const options = versions.map((v) => ({ value: String(v.number), word: say('plan.version', { n: v.number }) }))
  return (
    <section class="compare" aria-labelledby="compare">
      <h2 id="compare">{say('versions.compare')}</h2>
      <div class="form-row">
        <Choice label={say('versions.from')} value={from} onInput={setFrom} options={options} />
        <Choice label={say('versions.to')} value={to} onInput={setTo} options={options} />
      </div>
      {from === to ? <p class="quiet">{say('versions.same')}</p> : <Compared key={`${from}-${to}`} model={model} from={from} to={to} />}
    </section>
  )
}

function Compared({ model, from, to }: { model: BoardModel; from: string; to: string }) {
  const difference = useResource<Comparison>((signal) => ask(api.GET('/v1/operations/{operation}/plans/{number}/compare/{other}', { params: { path: { operation: model.operation, number: from, other: to }, header: reasonOf(model.desk) }, signal })), [from, to])
  return <Shown of={difference}>{(d) => <Difference of={d} />}</Shown>
}

function Difference({ of: d }: { of: Comparison }) {
  const rows = [
    ...d.moved.map((m) => ({ cell: m.from.cell, was: placeWords(m.from), now: placeWords(m.to) })),
    ...d.added.map((a) => ({ cell: a.cell, was: placeWords(undefined), now: placeWords(a) })),
    ...d.dropped.map((a) => ({ cell: a.cell, was: placeWords(a), now: placeWords(undefined) })),
  ]
  return (
    <>
      <p>{say('versions.moves', { n: d.moved.length, added: d.added.length, dropped: d.dropped.length, teams: d.teams.length })}</p>
      {d.sites.length > 0 && (
        <ul class="small bulleted">
          {d.sites.slice(0, 40).map((s) => (
            <li key={s.site}>{say('versions.site', { site: s.site, was: formatMinutes(s.was), now: formatMinutes(s.makespan) })}{s.slip !== s.slipped ? ` · ${say('versions.slip', { was: formatMinutes(s.slipped), now: formatMinutes(s.slip) })}` : ''}</li>
          ))}
        </ul>
      )}
      <Table caption={say('versions.cells')} rows={rows} id={(r) => r.cell} rowHeight={36} className="compare-table" empty={<Empty title={say('versions.noMoves')} />}
        columns={[
          { name: 'cell', title: say('versions.cell'), worth: (r) => r.cell, cell: (r) => r.cell },
          { name: 'was', title: say('board.before'), worth: (r) => r.was, cell: (r) => <span class="number">{r.was}</span> },
          { name: 'now', title: say('board.after'), worth: (r) => r.now, cell: (r) => <span class="number">{r.now}</span> },
        ]} />
    </>
  )
}
