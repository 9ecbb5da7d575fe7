import { Facts } from '../parts/Facts'
import { Link } from '../parts/Link'
import { Empty } from '../parts/Notices'
import { Panel } from '../parts/Panel'
import { Shown } from '../parts/Shown'
import { StateMark } from '../parts/StateMark'
import { formatHour, formatMinutes } from '../time/hour'
import { figure, say, sayCode } from '../words/words'
import type { TaskDocument } from './documents'
import { deedName, Frame, type Step, When } from './Frame'
import { type Ground, useFollowed } from './ground'
import { JournalPart } from './JournalPart'
import { pickWord, word } from './names'
import { Notes } from './Notes'
import { reader } from './read'
import { Taken } from './Taken'
import { cellMark, taskMark } from './tree'

/** The way from the operation down to a cell. */
export function trailTo(ground: Ground, site: string, path: string): Step[] {
  const at = `${ground.base}/sites/${site}`
  return [
    { to: ground.base, word: say('site.back') },
    { to: at, word: ground.siteName(site) },
    ...path.split(' / ').slice(0, -1).map((code) => ({ to: `${at}/places/${encodeURIComponent(code)}`, word: code })),
  ]
}

/** One cell: what was planned for it, who came, and every search that was made of it. */
export function TaskPage({ id, ground }: { id: string; ground: Ground }) {
  const task = useFollowed(ground.pulse, (signal) => reader(ground.operation, signal).task(id), [id])
  return <Shown of={task}>{(t) => <Cell task={t} ground={ground} />}</Shown>
}

function Cell({ task, ground }: { task: TaskDocument; ground: Ground }) {
  const searches = task.searches ?? []
  return (
    <Frame trail={trailTo(ground, task.site, task.path)} title={task.name === undefined ? task.code : `${task.code} · ${task.name}`} mark={<StateMark state={taskMark(task)} />}>
      <p class="record-state">
        {sayCode('task', task.state)}
        {taskMark(task) === 'person' && ` · ${say('record.wasReturned')}`}
      </p>
      <div class="record-grid">
        <Panel name="facts" title={say('record.plan')}>
          <Facts
            facts={[
              [say('record.team'), task.teamName],
              [say('record.plannedStart'), formatHour(task.start)],
              [say('record.plannedEnd'), formatHour(task.end)],
              [say('record.duration'), formatMinutes(task.duration)],
              [say('record.started'), <When at={task.startedAt} site={task.site} ground={ground} />],
              [say('record.ended'), <When at={task.endedAt} site={task.site} ground={ground} />],
              [say('record.basis'), pickWord('legal-bases', task.legalBasis)],
              [say('record.priority'), task.priority === undefined ? '–' : figure(task.priority)],
              [say('record.weight'), task.weight === undefined ? '–' : figure(task.weight)],
              [say('record.planVersion'), figure(task.planVersion)],
            ]}
          />
        </Panel>
        <Panel name="searches" title={say('record.searches')}>
          {(task.returned ?? []).map((r) => (
            <div key={r.entry} class="list-row">
              <StateMark state={taskMark(task)} />
              <div>
                <p class="list-head">
                  <span class="strong">{say('record.returned', { why: word('record.return', r.reasonCode) })}</span>
                  <When at={r.at} site={task.site} ground={ground} />
                </p>
                {r.reason !== undefined && <p class="as-written">{r.reason}</p>}
                <p class="list-note quiet">{deedName(r) || say('record.nobodyNamed')}</p>
              </div>
            </div>
          ))}
          {searches.length === 0 && <Empty title={say('record.noSearch')} />}
          <ul class="list">
            {searches.map((s) => (
              <li key={s.id} class="list-row">
                <StateMark state={cellMark(s.state)} />
                <div>
                  <p class="list-head">
                    <Link to={`${ground.base}/searches/${s.id}`}>{sayCode('task', s.state)}</Link>
                  </p>
                  <p class="list-note">
                    <When at={s.startedAt} site={task.site} ground={ground} /> → <When at={s.endedAt} site={task.site} ground={ground} />
                  </p>
                </div>
              </li>
            ))}
          </ul>
          {(task.holders ?? []).map((h) => (
            <p key={h.entry} class="list-note">
              {say(h.claimed ? 'record.claimed' : 'record.accepted', { name: deedName(h) })} <When at={h.at} site={task.site} ground={ground} />
              {h.reason !== undefined && ` · ${h.reason}`}
            </p>
          ))}
        </Panel>
      </div>
      {(task.notes ?? []).length > 0 && <Panel name="notes" title={say('record.notes')}><Notes notes={task.notes} site={task.site} ground={ground} /></Panel>}
      <Taken ground={ground} site={task.site} isOf={(x) => x.task === task.id} of={[task.id]} />
      <JournalPart document={task} id={task.id} ground={ground} site={task.site} />
    </Frame>
  )
}
