import { useEffect, useMemo, useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { coalesce, openStream } from '../api/stream'
import type { components } from '../api/schema'
import { readPlan } from '../board/document'
import { type Desk, reasonOf } from '../operation/desk'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Check } from '../parts/Field'
import { useSending } from '../parts/form'
import { note } from '../parts/Notes'
import { Empty, FaultNote } from '../parts/Notices'
import { codesOf } from '../operation/codes'
import { address } from '../parts/route'
import { Shown, useResource } from '../parts/Shown'
import { Table } from '../parts/Table'
import { may } from '../parts/who'
import { formatHour, formatMinutes } from '../time/hour'
import { localTime, ownZone } from '../time/local'
import { figure, language, say, sayCode } from '../words/words'
import { eventOf, type ReplanEvent } from './happenings'
import { type Names, Tell } from './Tell'

type Replan = components['schemas']['Replan']
type Change = components['schemas']['ReplanChange']
type Totals = components['schemas']['PlanTotals']

/** How the plan is mended while the operation runs: what has happened is told, what it would change is looked at, and only then is it issued. */
export function ReplanPage({ desk }: { desk: Desk }) {
  const { id } = desk.operation
  const replans = useResource((signal) => ask(api.GET('/v1/operations/{operation}/replans', { params: { path: { operation: id }, header: reasonOf(desk) }, signal })).then((a) => [...a.items].reverse()), [id, desk.reason])
  useFollowed(id, replans.reload)
  const names = useNames(desk)
  const [events, setEvents] = useState<readonly ReplanEvent[]>(toldAlready)
  const [shiftOnly, setShiftOnly] = useState(false)
  const [chosen, setChosen] = useState<number | null>(askedFor)
  const sending = useSending()
  const running = ['released', 'live', 'held'].includes(desk.operation.state) && may('plan.replan')
  function propose(): void {
    sending.send(async () => {
      const made = await ask(api.POST('/v1/operations/{operation}/replans', { params: { path: { operation: id } }, body: { events: [...events], shiftOnly } }))
      setEvents([])
      setChosen(made.version.number)
      void replans.reload()
    })
  }
  return (
    <>
      {running && (
        <section class="run-part" aria-labelledby="run-told">
          <h2 id="run-told">{say('replan.tell')}</h2>
          <p class="quiet">{say('replan.tellMeans')}</p>
          <Tell names={names} add={(typed) => setEvents([...events, eventOf(typed, crypto.randomUUID())])} />
          <ul class="told">
            {events.map((e, i) => (
              <li key={i}>
                <span>{sentenceOf(e, names)}</span>
                <Button kind="quiet" onClick={() => setEvents(events.filter((_, k) => k !== i))}>
                  {say('act.remove')}
                </Button>
              </li>
            ))}
          </ul>
          {sending.fault !== null && <FaultNote fault={sending.fault} />}
          <p class="form-acts">
            <Button kind="first" busy={sending.busy} onClick={propose}>
              {say('replan.propose')}
            </Button>
            <Check label={say('replan.shiftOnly')} value={shiftOnly} onInput={setShiftOnly} />
          </p>
        </section>
      )}
      <section class="run-part" aria-labelledby="run-replans">
        <h2 id="run-replans">{say('replan.title')}</h2>
        <Shown of={replans}>
          {(items) => (
            <Table
              caption={say('replan.title')}
              rows={items}
              id={(r) => String(r.version.number)}
              chosen={chosen === null ? null : String(chosen)}
              empty={<Empty title={say('replan.none')}>{say('replan.noneNext')}</Empty>}
              columns={[
                { name: 'number', title: say('replan.version'), cell: (r) => say('replan.ofVersion', { n: r.version.number, base: r.base }), worth: (r) => r.version.number, startsDown: true },
                { name: 'at', title: say('replan.madeAt'), cell: (r) => <span class="number">{`${formatHour(r.now)} · ${localTime(r.proposedAt, ownZone())}`}</span>, worth: (r) => r.proposedAt },
                { name: 'sites', title: say('summary.sites'), cell: (r) => <span title={r.sites.join(', ')}>{codesOf(r.sites)}</span> },
                { name: 'state', title: say('run.state'), cell: (r) => <span class="badge">{say(stateOf(r))}</span>, worth: (r) => stateOf(r) },
                {
                  name: 'look', title: <span class="unseen">{say('run.acts')}</span>,
                  cell: (r) => (
                    <Button onClick={() => setChosen(r.version.number)}>
                      {say('replan.look')}
                      <span class="unseen"> {r.version.number}</span>
                    </Button>
                  ),
                },
              ]}
            />
          )}
        </Shown>
      </section>
      {chosen !== null && <One key={chosen} desk={desk} number={chosen} after={() => void replans.reload()} />}
    </>
  )
}

/** What was told on the way here: the officers' page leads to this one with somebody who cannot come (?out=NUMBER). */
function toldAlready(): ReplanEvent[] {
  const officer = new URLSearchParams(address.value.search).get('out') ?? ''
  return officer === '' ? [] : [{ type: 'officerOut', officer }]
}

/** The proposal that somebody comes to decide about (?version=N). */
function askedFor(): number | null {
  const number = Number(new URLSearchParams(address.value.search).get('version') ?? '')
  return Number.isInteger(number) && number > 0 ? number : null
}

/** Reads the list again when the operation has news: the server proposes by itself. */
function useFollowed(operation: string, reload: () => unknown): void {
  useEffect(() => {
    const again = coalesce(() => void reload(), 2000)
    const live = openStream({
      url: `/v1/operations/${operation}/draft-stream`, onOpen: () => undefined,
      onPoke: (data) => {
        if (data.includes('"replans"') || data.includes('"plans"')) again()
      },
    })
    return () => live.close()
  }, [operation])
}

/** What became of a proposal, or who made the one that waits. */
export function stateOf(r: Pick<Replan, 'issuedAt' | 'refusedAt' | 'overtaken' | 'automatic'>): 'replan.issued' | 'replan.refused' | 'replan.overtaken' | 'replan.itself' | 'replan.proposed' {
  if (r.issuedAt !== undefined) return 'replan.issued'
  if (r.refusedAt !== undefined) return 'replan.refused'
  if (r.overtaken === true) return 'replan.overtaken'
  return r.automatic === true ? 'replan.itself' : 'replan.proposed'
}

/** One proposal: its figures before and after, and what becomes of each search that it changes. */
function One({ desk, number, after }: { desk: Desk; number: number; after: () => void }) {
  const [issuing, setIssuing] = useState(false)
  const [refusing, setRefusing] = useState(false)
  const one = useResource<Replan>(
    (signal) => ask(api.GET('/v1/operations/{operation}/replans/{number}', { params: { path: { operation: desk.operation.id, number: String(number) }, header: reasonOf(desk) }, signal })),
    [desk.operation.id, number],
  )
  return (
    <section class="run-part" aria-labelledby="run-replan">
      <h2 id="run-replan">{say('replan.oneTitle', { n: number })}</h2>
      <Shown of={one}>
        {(r) => (
          <>
            {r.before !== undefined && r.after !== undefined && <BeforeAfter before={r.before} after={r.after} />}
            {(r.frozen ?? []).length > 0 && <p>{say('replan.frozen', { teams: (r.frozen ?? []).join(', ') })}</p>}
            <Changes changes={r.changes ?? []} />
            {r.issuedAt === undefined && r.refusedAt === undefined && may('plan.replan') && (
              <p class="form-acts">
                <Button kind="first" onClick={() => setIssuing(true)}>
                  {say('replan.issue')}
                </Button>
                <Button onClick={() => setRefusing(true)}>{say('replan.refuse')}</Button>
              </p>
            )}
            {refusing && (
              <Decide title={say('replan.refuse')} act={say('replan.refuse')} onClose={() => setRefusing(false)}
                decide={async (reason) => {
                  await ask(api.POST('/v1/operations/{operation}/replans/{number}/refuse', { params: { path: { operation: desk.operation.id, number: String(number) } }, body: { reason } }))
                  note(say('replan.isRefused'))
                  void one.reload()
                  after()
                }}>
                <p>{say('replan.refuseMeans')}</p>
              </Decide>
            )}
            {issuing && (
              <Decide title={say('replan.issue')} act={say('replan.issue')} onClose={() => setIssuing(false)}
                decide={async (reason) => {
                  await ask(api.POST('/v1/operations/{operation}/replans/{number}/issue', { params: { path: { operation: desk.operation.id, number: String(number) } }, body: { reason } }))
                  note(say('replan.isIssued', { sites: r.sites.join(', ') }))
                  void one.reload()
                  after()
                }}>
                <p>{say('replan.issueMeans', { sites: r.sites.join(', ') || '–' })}</p>
              </Decide>
            )}
          </>
        )}
      </Shown>
    </section>
  )
}

function BeforeAfter({ before, after }: { before: Totals; after: Totals }) {
  const rows: readonly (readonly [string, string, string, number])[] = [
    [say('plan.makespan'), formatMinutes(before.makespan), formatMinutes(after.makespan), after.makespan - before.makespan],
    [say('plan.exposure'), figure(before.exposure), figure(after.exposure), after.exposure - before.exposure],
    [say('plan.groupSlip'), formatMinutes(before.groupSlip), formatMinutes(after.groupSlip), after.groupSlip - before.groupSlip],
    [say('plan.unsearched'), figure(before.unsearched), figure(after.unsearched), after.unsearched - before.unsearched],
  ]
  return (
    <table class="rows before-after">
      <thead>
        <tr>
          <th scope="col">
            <span class="unseen">{say('replan.figure')}</span>
          </th>
          <th scope="col" class="right">{say('replan.before')}</th>
          <th scope="col" class="right">{say('replan.after')}</th>
          <th scope="col" class="right">{say('replan.difference')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([word, old, now, by]) => (
          <tr key={word}>
            <th scope="row">{word}</th>
            <td class="right number">{old}</td>
            <td class="right number">{now}</td>
            <td class="right number">{by === 0 ? '=' : figure(by, { signDisplay: 'always' })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Changes({ changes }: { changes: readonly Change[] }) {
  const foreign = language.value === 'en' ? undefined : 'en'
  const at = (team: string | undefined, minute: number | undefined) => (minute === undefined ? '–' : `${formatHour(minute)}${team === undefined ? '' : ` · ${team}`}`)
  return (
    <Table
      caption={say('replan.changes')}
      rows={changes}
      id={(c) => c.cell}
      rowHeight={40}
      className="replan-changes"
      empty={<Empty title={say('replan.nothing')}>{say('replan.nothingNext')}</Empty>}
      columns={[
        { name: 'cell', title: say('replan.cell'), cell: (c) => c.cell, worth: (c) => c.cell },
        { name: 'from', title: say('replan.before'), cell: (c) => <span class="number">{at(c.fromTeam, c.from)}</span>, worth: (c) => c.from ?? null },
        { name: 'to', title: say('replan.after'), cell: (c) => <span class="number">{c.to === undefined ? say('replan.notSearched') : at(c.toTeam ?? c.fromTeam, c.to)}</span>, worth: (c) => c.to ?? null },
        { name: 'why', title: say('tray.why'), cell: (c) => (c.rule === undefined ? '' : <span title={c.why} lang={foreign}>{sayCode('rule', c.rule)}</span>) },
      ]}
    />
  )
}

/** The names that can be told: cells, teams and groups of the plan in force, sites, officers by their numbers. */
function useNames(desk: Desk): Names {
  const read = useResource(async (signal) => {
    const path = { operation: desk.operation.id }
    const header = reasonOf(desk)
    const [view, drafts, draft] = await Promise.all([
      ask(api.GET('/v1/operations/{operation}/plans/{number}', { params: { path: { ...path, number: 'current' }, header }, signal })),
      ask(api.GET('/v1/operations/{operation}/sites', { params: { path, header }, signal })),
      ask(api.GET('/v1/operations/{operation}/draft', { params: { path, header }, signal })),
    ])
    const plan = readPlan(view.plan)
    return {
      cells: [...plan.assignments, ...plan.unsearched].map((a) => a.cell).sort(),
      teams: view.sites.flatMap((s) => s.teams.map((t) => t.code)),
      groups: draft.links.map((l) => l.code),
      officers: drafts.items.flatMap((s) => s.teams.flatMap((t) => t.officers.map((o) => o.number))).sort(),
      kinds: [...new Set(drafts.items.flatMap((s) => s.equipment.map((e) => e.kind)))].sort(),
      sites: view.sites.map((s) => ({ code: s.code, name: s.name, id: drafts.items.find((d) => s.teams.some((t) => d.teams.some((x) => x.code === t.code)))?.establishment ?? '' })),
    }
  }, [desk.operation.id, desk.reason])
  return useMemo(() => read.known.value.data ?? { cells: [], teams: [], groups: [], officers: [], kinds: [], sites: [] }, [read.known.value.data])
}

/** What is told, as a sentence. */
export function sentenceOf(e: ReplanEvent, names: Pick<Names, 'sites'>): string {
  const site = names.sites.find((s) => s.code === e.site)?.name ?? e.site ?? ''
  return say(`told.${e.type}`, {
    cell: e.cell ?? '', team: e.team ?? '', officer: e.officer ?? '', site, kind: e.kind ?? '', group: e.group ?? '',
    at: formatHour(e.at ?? 0), until: formatHour(e.until ?? 0), by: e.by ?? 0, count: e.count ?? 0, duration: e.target?.duration ?? 0,
  })
}
