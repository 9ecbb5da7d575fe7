import { useState } from 'preact/hooks'
import { list, object, text } from '../../field/documents'
import type { Exhibit, Finding, Story } from '../../field/story'
import { localNear, ownZone } from '../../time/local'
import { isKey, say } from '../../words/words'
import { Thumb } from '../capture/Thumb'
import { Bag } from './Bag'
import { useAtHand } from './desk'
import { Reason } from './Reason'
import { voidFind } from './steps'
import { personName } from './worded'

/** What can be done with a find as a whole: its history, the code of its exhibit, and voiding it. */
export function ExhibitKit({ onVoided }: { onVoided: () => void }) {
  const { desk, card, story, place, act } = useAtHand()
  const [voiding, setVoiding] = useState(false)
  if (card === undefined) return null
  return (
    <section class="find-step kit">
      <h3 class="step-title">{say('finds.step.kit')}</h3>
      <div class="acts">
        {card.exhibit !== undefined && <Bag exhibit={card.exhibit} />}
        {!voiding && (
          <button type="button" class="big danger-big" onClick={() => setVoiding(true)}>
            {say('finds.void')}
          </button>
        )}
      </div>
      {voiding && (
        <>
          <p>{say('finds.voidMeans')}</p>
          <Reason label={say('finds.whyVoid')} act={say('finds.void')} danger onLeave={() => setVoiding(false)}
            onGiven={(reason) =>
              act(async (now) => {
                const find = now.findings.get(card.finding.id) ?? card.finding
                if (!find.voided) await voidFind(desk.acts, place.site, find, card.exhibits, reason)
                onVoided()
              })
            } />
        </>
      )}
      <History story={story} site={place.site} finding={card.finding} exhibits={card.exhibits} />
    </section>
  )
}

interface Event {
  readonly at: string
  readonly actor: string
  readonly what: string
  readonly why: string
}

const eventWord = (type: string): string => (isKey(`finds.event.${type}`) ? say(`finds.event.${type}` as 'finds.event.finding.recorded') : type)

/** What happened to a find and its exhibits, oldest first, as far as this tablet knows. */
export function historyOf(story: Story, finding: Finding, exhibits: readonly Exhibit[]): Event[] {
  const known = (d: { readonly id: string }, kind: 'finding' | 'exhibit'): Event[] =>
    list<Readonly<Record<string, unknown>>>(story.documents[kind].get(d.id), 'history').map((h) => ({ at: text(h, 'at'), actor: text(h, 'actor'), what: eventWord(text(h, 'type')), why: text(h, 'reason') }))
  const begun = (thing: Finding | Exhibit, type: string, kind: 'finding' | 'exhibit'): Event[] => {
    const all = known(thing, kind)
    return all.length > 0 ? all : [{ at: thing.at, actor: thing.actor, what: eventWord(type), why: '' }, ...(thing.amendments.length > 0 ? [{ at: thing.at, actor: thing.actor, what: say('finds.amendedTimes'), why: '' }] : [])]
  }
  const seals = [...new Map(exhibits.flatMap((x) => story.sealsOf(x.id)).map((s) => [s.id, s])).values()]
  const moves = [...story.movements.values()].filter((m) => list<string>(m.body, 'exhibits').some((id) => exhibits.some((x) => x.id === id)))
  const events = [
    ...begun(finding, 'finding.recorded', 'finding'),
    ...exhibits.flatMap((x) => begun(x, 'exhibit.seized', 'exhibit')),
    ...seals.map((s): Event => ({ at: s.at, actor: s.actor, what: say(s.holds ? 'finds.event.sealHolds' : 'finds.event.sealBroken', { number: s.body.number }), why: '' })),
    ...moves.map((m): Event => ({ at: m.at, actor: m.actor, what: text(m.body, 'kind'), why: text(object(m.body, 'place'), 'text') })),
  ]
  return events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

interface Run extends Event {
  readonly until: string
  readonly times: number
}

/** Acts of one kind by one officer for one reason that follow each other, as one line: a find is filled in by a dozen touches. */
export const runsOf = (events: readonly Event[]): Run[] =>
  events.reduce<Run[]>((runs, e) => {
    const last = runs.at(-1)
    if (last?.what !== e.what || last.actor !== e.actor || last.why !== e.why) return [...runs, { ...e, until: e.at, times: 1 }]
    return [...runs.slice(0, -1), { ...last, until: e.at, times: last.times + 1 }]
  }, [])

/** The photographs of a find and its exhibits, each once. */
export const photosOf = (finding: Finding, exhibits: readonly Exhibit[]): { sha256: string; role: string }[] => [
  ...new Map([...(finding.body.photos ?? []), ...exhibits.flatMap((x) => x.body.photos ?? [])].map((p) => [p.sha256, p])).values(),
]

export const roleWord = (role: string): string => (isKey(`finds.role.${role}`) ? say(`finds.role.${role}` as 'finds.role.object') : role)

/** When a run of acts happened: one time where both of its ends read alike. */
function spanOf({ at, until }: Run, zone: string): string {
  const [from, to] = [at, until].map((instant) => localNear(instant, zone, Date.now()))
  return from === to ? `${from}` : `${from} – ${to}`
}

function History({ story, site, finding, exhibits }: { story: Story; site: string; finding: Finding; exhibits: readonly Exhibit[] }) {
  const photos = photosOf(finding, exhibits)
  const zone = text(story.documents.site.get(site), 'timeZone') || ownZone()
  return (
    <>
      <h4>{say('finds.history')}</h4>
      <ol class="history">
        {runsOf(historyOf(story, finding, exhibits)).map((e, i) => (
          <li key={i}>
            <span class="number">{spanOf(e, zone)}</span> {e.what}
            {e.times > 1 && ` · ${say('finds.times', { n: e.times })}`}
            {e.actor === '' ? '' : ` · ${personName(story, e.actor)}`}
            {e.why === '' ? '' : ` · ${e.why}`}
          </li>
        ))}
      </ol>
      {photos.length > 0 && (
        <ul class="thumbs">
          {photos.map((p) => (
            <li key={p.sha256} class="captioned">
              <Thumb sha256={p.sha256} name={roleWord(p.role)} />
              <span>{roleWord(p.role)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
