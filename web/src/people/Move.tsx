import { useMemo, useState } from 'preact/hooks'
import type { Desk } from '../operation/desk'
import { Decide } from '../parts/Decide'
import { Choice } from '../parts/Field'
import { note } from '../parts/Notes'
import { say } from '../words/words'
import { amendAll } from './amend'
import { Broken } from './Broken'
import { broken, withIn, without } from './moves'
import { teamName } from './Officers'
import { aroundOf, type Conflict, type People, shut } from './roll'

interface MoveProperties {
  readonly desk: Desk
  readonly people: People
  readonly conflict: Conflict
  readonly onClose: () => void
  readonly after: () => void
}

interface Target {
  readonly value: string
  readonly word: string
  readonly site: string
}

/** Where an officer may go: another team of the site, a team of another site, or out of teams. */
function targetsOf(people: People, { place }: Conflict): Target[] {
  const code = (id: string): string => people.establishments.get(id)?.code ?? '?'
  const of = (own: boolean): Target[] =>
    people.sites.filter((s) => (s.establishment === place.site.establishment) === own)
      .flatMap((s) => s.teams.filter((t) => t.id !== place.team.id).map((t) => ({ value: t.id, word: say('conflicts.target', { team: teamName(code(s.establishment), t.code), n: t.officers.length }), site: s.establishment })))
      .sort((a, b) => (a.word < b.word ? -1 : 1))
  return [{ value: '', word: say('conflicts.noTeam'), site: place.site.establishment }, ...of(true), ...of(false)]
}

/** The drafts after a move, by site. */
function moved(people: People, { officer, place }: Conflict, to: Target) {
  const here = place.site.establishment
  const leave = (now: People['sites'][number]) => without(now, officer, people.officers, place.team.id)
  if (to.value === '') return [{ site: here, change: leave }]
  if (to.site === here) return [{ site: here, change: (now: People['sites'][number]) => withIn(leave(now), officer, to.value) }]
  return [{ site: here, change: leave }, { site: to.site, change: (now: People['sites'][number]) => withIn(now, officer, to.value) }]
}

/** Moves an officer to another team; what it opens and what it breaks is said before. */
export function Move({ desk, people, conflict, onClose, after }: MoveProperties) {
  const { officer, place } = conflict
  const targets = useMemo(() => targetsOf(people, conflict), [people, conflict])
  const [value, setValue] = useState('')
  const to = targets.find((t) => t.value === value) ?? { value: '', word: '', site: place.site.establishment }
  const changes = moved(people, conflict, to)
  const drafts = changes.map(({ site, change }) => ({ before: people.sites.find((s) => s.establishment === site) ?? place.site, change })).map(({ before, change }) => ({ before, after: change(before) }))
  const all = { ...people, sites: people.sites.map((s) => drafts.find((d) => d.before.establishment === s.establishment)?.after ?? s) }
  const closed = shut(drafts[0]?.after ?? place.site, aroundOf(all, place.site.establishment)).length
  return (
    <Decide title={say('conflicts.moveTitle', { officer: `${officer.number} ${officer.name}`, team: place.team.code })} act={say('conflicts.move')} reason={0} onClose={onClose}
      decide={async () => {
        const back = await amendAll(desk, changes)
        after()
        note(say('conflicts.moved', { officer: officer.number }), () => {
          void (async () => {
            for (const undo of back) await undo()
            after()
          })().catch(() => note(say('roster.notBack', { officer: officer.number })))
        })
      }}>
      <Choice label={say('conflicts.to')} value={value} onInput={setValue} options={targets} focus />
      <p>{say(closed === 0 ? 'conflicts.opens' : 'conflicts.leaves', { n: closed })}</p>
      <Broken lacks={drafts.flatMap((d) => broken(all, d.before, d.after)).filter((l) => l.code !== 'onlyBarred')} />
    </Decide>
  )
}
