import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { type Desk, reasonOf } from '../operation/desk'
import { Empty } from '../parts/Notices'
import { Shown, useResource } from '../parts/Shown'
import { StateMark } from '../parts/StateMark'
import { Table } from '../parts/Table'
import { may } from '../parts/who'
import { subjectWords } from '../record/subject'
import { localDay, localTime, ownZone } from '../time/local'
import { say, sayCode } from '../words/words'
import { type Followed, useChanged } from './follow'

type Site = components['schemas']['SiteOpening']
type Reading = components['schemas']['Reading']

/** The openings are read again at most once in so many milliseconds: each time is a reading of the plan, which the audit keeps. That the list of readings is read is none. */
const openingsSpan = 10_000
const readingsSpan = 2000

/** Which tablets have fetched and opened the plan, which teams work by which version, and who has read it at a desk. */
export function Openings({ desk, followed }: { desk: Desk; followed: Followed }) {
  const id = desk.operation.id
  const openings = useResource((signal) => ask(api.GET('/v1/operations/{operation}/openings', { params: { path: { operation: id }, header: reasonOf(desk) }, signal })), [id, desk.reason, desk.operation.version])
  useChanged(followed, ['openings'], () => void openings.reload(), openingsSpan)
  return (
    <section class="run-part" aria-labelledby="run-openings">
      <h2 id="run-openings">{say('opening.title')}</h2>
      <Shown of={openings}>
        {(o) => (
          <>
            <p class="quiet">{o.teamsWithout === 0 ? say('opening.withNone') : say('opening.without', { n: o.teamsWithout })}</p>
            <Table
              caption={say('opening.title')}
              rows={o.sites}
              id={(s) => s.id}
              empty={<Empty title={say('opening.none')}>{say('opening.noneNext')}</Empty>}
              columns={[
                { name: 'site', title: say('run.site'), cell: (s) => `${s.code} ${s.name}`, worth: (s) => s.code },
                { name: 'tablets', title: say('opening.tablets'), cell: (s) => <TabletsOf site={s} />, worth: (s) => s.tablets.filter((t) => t.openedAt !== undefined).length },
                { name: 'teams', title: say('opening.teams'), cell: (s) => <TeamsOf site={s} />, worth: (s) => s.teams.filter((t) => t.acknowledged === 0).length, startsDown: true },
                { name: 'words', title: say('opening.words'), cell: (s) => (s.wordsShownAt === undefined ? '–' : localDay(s.wordsShownAt, ownZone())), worth: (s) => s.wordsShownAt ?? null },
              ]}
            />
          </>
        )}
      </Shown>
      {may('plan.readings') && <Readings desk={desk} followed={followed} />}
    </section>
  )
}

function TabletsOf({ site }: { site: Site }) {
  if (site.tablets.length === 0) return <span class="quiet">{say('opening.noTablet')}</span>
  return (
    <ul class="opening-list">
      {site.tablets.map((t) => (
        <li key={t.id}>
          <StateMark state={t.openedAt !== undefined ? 'clear' : t.fetchedAt !== undefined ? 'started' : 'planned'} />
          {t.label}{' '}
          <span class="small quiet number">
            {t.openedAt !== undefined
              ? say('opening.opened', { at: localTime(t.openedAt, ownZone()), by: sayCode('opening.by', t.openedBy ?? 'network') })
              : t.fetchedAt !== undefined
                ? say('opening.fetched', { at: localTime(t.fetchedAt, ownZone()) })
                : say('opening.nothing')}
          </span>
        </li>
      ))}
    </ul>
  )
}

function TeamsOf({ site }: { site: Site }) {
  const without = site.teams.filter((t) => t.acknowledged === 0)
  const old = site.teams.filter((t) => t.acknowledged > 0 && t.acknowledged < (site.planVersion ?? 0))
  if (site.planVersion === undefined) return <span class="quiet">–</span>
  return (
    <span>
      {say('opening.version', { n: site.planVersion, have: site.teams.length - without.length - old.length, all: site.teams.length })}
      {old.length > 0 && <span class="small quiet"> {say('opening.older', { teams: old.map((t) => t.code).join(', ') })}</span>}
    </span>
  )
}

/** Who has read the plan, when, and why: as the audit has it, while it grows. */
function Readings({ desk, followed }: { desk: Desk; followed: Followed }) {
  const readings = useResource((signal) => ask(api.GET('/v1/operations/{operation}/readings', { params: { path: { operation: desk.operation.id }, query: { limit: 100 } }, signal })).then((p) => p.items), [desk.operation.id])
  useChanged(followed, ['readings'], () => void readings.reload(), readingsSpan)
  return (
    <>
      <h3>{say('opening.readings')}</h3>
      <Shown of={readings}>
        {(items: readonly Reading[]) => (
          <Table
            caption={say('opening.readings')}
            rows={items}
            id={(r) => `${r.at} ${r.reader} ${r.subject}`}
            empty={<Empty title={say('opening.noReading')} />}
            className="opening-readings"
            columns={[
              { name: 'name', title: say('opening.who'), cell: (r) => r.name, worth: (r) => r.name },
              { name: 'at', title: say('opening.when'), cell: (r) => <span class="number">{localDay(r.at, ownZone())}</span>, worth: (r) => r.at, startsDown: true },
              { name: 'subject', title: say('opening.subject'), cell: (r) => subjectWords(r.subject), worth: (r) => subjectWords(r.subject) },
              { name: 'reason', title: say('ask.reason'), cell: (r) => r.reason },
            ]}
          />
        )}
      </Shown>
    </>
  )
}
