import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Dialog } from '../parts/Dialog'
import { Link } from '../parts/Link'
import { note } from '../parts/Notes'
import type { Officer } from '../prepare/types'
import { say } from '../words/words'
import { amendAll } from './amend'
import { Broken } from './Broken'
import { broken, without } from './moves'
import { inForce } from './Officers'
import type { People } from './roll'

interface IllProperties {
  readonly desk: Desk
  readonly people: People
  readonly officer: Officer
  readonly onClose: () => void
  readonly after: () => void
}

/** An officer who cannot come. Before release they are taken out of every team of the drafts, and what that breaks is said first; after it the plan in force is mended. */
export function Ill({ desk, people, officer, onClose, after }: IllProperties) {
  const title = say('roster.illTitle', { officer: `${officer.number} ${officer.name}` })
  if (inForce.includes(desk.operation.state)) {
    return (
      <Dialog title={title} onClose={onClose} acts={<Button onClick={onClose}>{say('act.leave')}</Button>}>
        <div class="form">
          <p>{say('roster.illReplan')}</p>
          <p><Link to={`/plan/${desk.operation.id}/live?out=${encodeURIComponent(officer.number)}`}>{say('roster.toReplan')}</Link></p>
        </div>
      </Dialog>
    )
  }
  const sites = people.sites.filter((s) => s.teams.some((t) => t.officers.some((o) => o.id === officer.id)))
  const code = (id: string): string => people.establishments.get(id)?.code ?? id
  return (
    <Decide title={title} act={say('roster.illTake')} danger reason={0} onClose={onClose}
      decide={async () => {
        const back = await amendAll(desk, sites.map((s) => ({ site: s.establishment, change: (now) => without(now, officer, people.officers) })))
        after()
        note(say('roster.illTaken', { officer: officer.number }), () => {
          void (async () => {
            for (const undo of back) await undo()
            after()
          })().catch(() => note(say('roster.notBack', { officer: officer.number })))
        })
      }}>
      {sites.map((s) => {
        const left = without(s, officer, people.officers)
        const teams = s.teams.filter((t) => t.officers.some((o) => o.id === officer.id))
        return (
          <section key={s.establishment} class="officer-breaks">
            <p class="strong">{say('roster.illFrom', { site: code(s.establishment), teams: teams.map((t) => t.code).join(', ') })}</p>
            {teams.map((t) => <p key={t.id} class="small quiet">{teamLeft(left.teams.find((x) => x.id === t.id), t.code)}</p>)}
            {s.lead === officer.number && left.lead === undefined && <p class="small">{say('roster.illLeads', { site: code(s.establishment) })}</p>}
            <Broken lacks={broken(people, s, left)} />
          </section>
        )
      })}
    </Decide>
  )
}

function teamLeft(team: People['sites'][number]['teams'][number] | undefined, code: string): string {
  if (team === undefined) return say('roster.teamGone', { team: code })
  const lead = team.officers.find((o) => o.lead === true)?.number
  return say(lead === undefined ? 'roster.teamLeftHeadless' : 'roster.teamLeft', { team: code, n: team.officers.length, lead: lead ?? '' })
}
