import { Button } from '../parts/Button'
import { FaultNote, Waiting } from '../parts/Notices'
import { address, go } from '../parts/route'
import { StateMark } from '../parts/StateMark'
import { may } from '../parts/who'
import { say } from '../words/words'
import type { BoardModel } from './model'

/** No plan has been made yet: what is missing until one can be, and the way to it. */
export function NoPlan({ model }: { model: BoardModel }) {
  const known = model.facts.known.value
  const facts = known.data
  if (facts === null && known.fault === null) return <Waiting since={known.waitingSince ?? performance.now()} />
  const lines: readonly (readonly [done: boolean, text: string])[] = facts === null ? [] : [
    [model.hour() !== undefined, say(model.hour() === undefined ? 'noplan.noH' : 'noplan.h')],
    [facts.sites > 0, say('noplan.sites', { n: facts.sites })],
    [facts.cells.size > 0, say('noplan.cells', { n: facts.cells.size })],
    [facts.teams.size > 0 && facts.sitesWithoutTeam.length === 0, facts.sitesWithoutTeam.length > 0 ? say('noplan.noTeams', { sites: facts.sitesWithoutTeam.slice(0, 8).join(', ') }) : say('noplan.teams', { n: facts.teams.size })],
    [facts.outside === 0, facts.outside === 0 ? say('noplan.allCovered') : say('noplan.outside', { n: facts.outside })],
    ...(facts.nowhere > 0 ? [[false, say('noplan.nowhere', { n: facts.nowhere })] as const] : []),
  ]
  const ready = facts !== null && facts.cells.size > 0 && facts.teams.size > 0
  return (
    <section class="no-plan" aria-labelledby="no-plan">
      <h2 id="no-plan">{say('noplan.title')}</h2>
      <p class="quiet">{say(ready ? 'noplan.ready' : 'noplan.next')}</p>
      {known.fault !== null && <FaultNote fault={known.fault} retry={() => void model.facts.reload()} />}
      <ul class="no-plan-list">
        {lines.map(([done, text]) => (
          <li key={text}>
            <StateMark state={done ? 'clear' : 'person'} label={say(done ? 'noplan.there' : 'noplan.missing')} />
            <span>{text}</span>
          </li>
        ))}
      </ul>
      {ready && may('plan.write') && (
        <Button kind="first" onClick={() => go(`${address.value.path}?view=planning`)}>
          {say('noplan.make')}
        </Button>
      )}
    </section>
  )
}
