import type { components } from '../api/schema'
import { codesOf } from '../operation/codes'
import { Link } from '../parts/Link'
import { StateMark } from '../parts/StateMark'
import { may } from '../parts/who'
import { formatHour } from '../time/hour'
import { localTime, ownZone } from '../time/local'
import { say } from '../words/words'
import { placeWords } from './Changes'
import type { BoardModel } from './model'
import type { Replan } from './proposed'

type Change = components['schemas']['ReplanChange']

/** How many moves are told beside the board; the others are where it is decided. */
const told = 8

/** What is proposed while the operation runs, beside the board: why there is something, what moves, and the way to where it is decided. */
export function ProposalNote({ model, proposal }: { model: BoardModel; proposal: Replan }) {
  const { number } = proposal.version
  const changes = [...(proposal.changes ?? [])].sort((a, b) => (a.to ?? -1) - (b.to ?? -1)) // what nobody searches any more first, then what comes next
  const words = { n: number, base: proposal.base, at: `${formatHour(proposal.now)} · ${localTime(proposal.proposedAt, ownZone())}` }
  return (
    <section class="notice proposal" aria-labelledby="proposal">
      <h2 id="proposal" class="notice-title">
        <StateMark state="person" />
        {say('board.proposal')}
      </h2>
      <p>{say(proposal.automatic === true ? 'board.proposalItself' : 'board.proposalAsked', words)}</p>
      <p>
        {say('board.proposalMoves', { n: changes.length, sites: codesOf(proposal.sites) })}
        {proposal.before !== undefined && proposal.after !== undefined && ` ${say('board.proposalEnd', { was: formatHour(proposal.before.makespan), now: formatHour(proposal.after.makespan) })}`}
      </p>
      <ul class="small proposal-moves">
        {changes.slice(0, told).map((c) => (
          <li key={c.cell}>
            <button type="button" class="as-link strong" onClick={() => (model.selected.value = c.cell)}>
              {c.cell}
            </button>
            <span class="number">{moveWords(c)}</span>
          </li>
        ))}
      </ul>
      {changes.length > told && <p class="small quiet">{say('board.proposalMore', { n: changes.length - told })}</p>}
      <p class="notice-acts">
        <Link to={`/plan/${model.operation}/live?version=${number}`}>{say(may('plan.replan') ? 'board.proposalDecide' : 'board.proposalLook')}</Link>
      </p>
    </section>
  )
}

/** What becomes of a search, in short; its team is named only where it is another. */
export function moveWords(c: Change): string {
  const from = c.from === undefined ? placeWords(undefined) : formatHour(c.from)
  if (c.to === undefined) return `${from} → ${placeWords(undefined)}`
  return `${from} → ${c.toTeam === undefined || c.toTeam === c.fromTeam ? formatHour(c.to) : placeWords({ team: c.toTeam, start: c.to })}`
}
