import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { Desk, Operation } from '../operation/desk'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { note } from '../parts/Notes'
import { may } from '../parts/who'
import { localDay, ownZone } from '../time/local'
import { type Key, say, sayCode } from '../words/words'
import { Checklist } from './Checklist'
import { useChanged, useFollowed } from './follow'
import { Openings } from './Openings'
import { Orders } from './Orders'
import { TenWords } from './Words'
import './run.css'

type State = Operation['state']

/** The way of an operation, as models/states.go has it; held and stood down leave it. */
const way: readonly State[] = ['draft', 'planned', 'approved', 'sealed', 'released', 'live', 'closing', 'closed', 'archived']

/** One step on the way: in which state it can be taken, by whom, and what it asks of the server. */
interface Step {
  readonly name: 'approve' | 'seal' | 'askRelease' | 'approveRelease' | 'reopen' | 'windDown'
  readonly states: readonly State[]
  readonly act: string
  /** The server wants to know why. */
  readonly reason?: boolean
  readonly danger?: boolean
  readonly take: (operation: string, reason: string) => Promise<Operation>
}

const path = (operation: string) => ({ params: { path: { operation } } })

const steps: readonly Step[] = [
  { name: 'approve', states: ['planned'], act: 'plan.approve', take: (o) => ask(api.POST('/v1/operations/{operation}/approve', path(o))) },
  { name: 'seal', states: ['approved'], act: 'plan.seal', take: (o) => ask(api.POST('/v1/operations/{operation}/seal', path(o))) },
  { name: 'askRelease', states: ['sealed'], act: 'release.ask', take: (o) => ask(api.POST('/v1/operations/{operation}/release/ask', path(o))) },
  { name: 'approveRelease', states: ['sealed'], act: 'release.approve', take: (o) => ask(api.POST('/v1/operations/{operation}/release/approve', path(o))) },
  { name: 'windDown', states: ['live'], act: 'operation.run', take: (o) => ask(api.POST('/v1/operations/{operation}/wind-down', path(o))) },
  {
    name: 'reopen', states: ['planned', 'approved', 'sealed'], act: 'plan.write', reason: true, danger: true,
    take: (o, reason) => ask(api.POST('/v1/operations/{operation}/reopen', { ...path(o), body: { reason } })),
  },
]

/** Whether a step can be taken now: the release is approved only after somebody has asked for it, and asked for once. */
function open(step: Step, operation: Operation): boolean {
  if (!step.states.includes(operation.state) || !may(step.act)) return false
  if (step.name === 'askRelease') return operation.releaseAskedAt === undefined
  return step.name !== 'approveRelease' || operation.releaseAskedAt !== undefined
}

/** The way of an operation from its plan to its end, the step that comes next, and the orders that stop or move it. */
export function ReleasePage({ desk }: { desk: Desk }) {
  const { operation } = desk
  const followed = useFollowed(operation.id)
  useChanged(followed, ['operation'], () => desk.reload()) // a decision is based on its version
  const [chosen, setChosen] = useState<Step | null>(null)
  const now = steps.filter((s) => open(s, operation))
  const released = operation.releasedAt !== undefined
  return (
    <>
      <Way operation={operation} />
      <section class="run-next" aria-labelledby="run-next">
        <h2 id="run-next">{say('run.next')}</h2>
        <p>{sayCode('next', operation.nextStep)}</p>
        {operation.state === 'sealed' && operation.releaseAskedAt !== undefined && <p class="quiet">{say('run.askedAt', { at: localDay(operation.releaseAskedAt, ownZone()) })}</p>}
        {now.length === 0 && <p class="quiet">{say('run.notYours')}</p>}
        <p class="form-acts">
          {now.map((s) => (
            <Button key={s.name} kind={s.danger === true ? 'danger' : 'first'} onClick={() => setChosen(s)}>
              {say(`run.${s.name}` as Key)}
            </Button>
          ))}
        </p>
      </section>
      {released && may('bundle.words') && <TenWords desk={desk} />}
      <Orders desk={desk} followed={followed} />
      {released && <Checklist desk={desk} followed={followed} />}
      <Openings desk={desk} followed={followed} />
      {chosen !== null && (
        <Decide
          title={say(`run.${chosen.name}` as Key)}
          act={say(`run.${chosen.name}` as Key)}
          danger={chosen.danger === true}
          reason={chosen.reason === true ? 3 : 0}
          onClose={() => setChosen(null)}
          decide={async (reason) => {
            const after = await chosen.take(operation.id, reason)
            note(after.state === operation.state ? say('run.askedNow') : say('run.nowIs', { state: sayCode('operation', after.state) }))
            desk.reload()
          }}
        >
          <p>{say(`run.${chosen.name}Means` as Key)}</p>
        </Decide>
      )}
    </>
  )
}

function Way({ operation }: { operation: Operation }) {
  const state = operation.state === 'held' ? (operation.heldFrom ?? 'draft') : operation.state
  const at = way.indexOf(state)
  const off = operation.state === 'held' || operation.state === 'cancelled'
  return (
    <ol class="run-way" aria-label={say('run.way')}>
      {way.map((s, i) => (
        <li key={s} class={i < at ? 'run-stop run-past' : i === at ? `run-stop run-here${off ? ' run-off' : ''}` : 'run-stop'} aria-current={i === at ? 'step' : undefined}>
          <span class="run-dot" aria-hidden="true" />
          <span>{sayCode('operation', s)}</span>
          {i === at && off && <span class="badge">{sayCode('operation', operation.state)}</span>}
          {s === 'released' && operation.releasedAt !== undefined && <span class="small quiet number">{localDay(operation.releasedAt, ownZone())}</span>}
        </li>
      ))}
    </ol>
  )
}
