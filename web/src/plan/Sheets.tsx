import { api, ask } from '../api/client'
import type { Checklist } from '../field/documents'
import { newestOf } from '../board/model'
import type { PlanView } from '../board/document'
import { type Desk, reasonOf } from '../operation/desk'
import { Choice } from '../parts/Field'
import { address, go } from '../parts/route'
import { Shown, useResource } from '../parts/Shown'
import { readDraft, readEstablishments, readOfficers, readSites, readTree } from '../prepare/read'
import { Preview } from '../sheets/Preview'
import { say } from '../words/words'
import { checklistToPrint, type Sources, setsOf, sitesWithTeams } from './sheets'

/** What the sheets of an operation are made of, but the trees of the sites: those are read when a site is chosen. */
async function readSources(desk: Desk, signal: AbortSignal): Promise<Sources | null> {
  const path = { operation: desk.operation.id }
  const header = reasonOf(desk)
  const versions = (await ask(api.GET('/v1/operations/{operation}/plans', { params: { path }, signal }))).items
  const newest = newestOf(versions, desk.operation.state)
  if (newest === 0) return null
  const [plan, instance, sites, { draft }, establishments, officers, picks] = await Promise.all([
    ask(api.GET('/v1/operations/{operation}/plans/{number}', { params: { path: { ...path, number: String(newest) }, header }, signal })) as Promise<PlanView>,
    ask(api.GET('/v1/operations/{operation}/instance', { params: { path, header }, signal })),
    readSites(desk, signal), readDraft(desk, signal), readEstablishments(signal), readOfficers(signal), ask(api.GET('/v1/picklists', { signal })),
  ])
  return { operation: desk.operation, plan, instance: instance.instance, sites, draft, establishments, officers, picks: picks.items }
}

async function readChecklist({ operation, picks }: Sources, signal: AbortSignal): Promise<Checklist | null> {
  const { items } = await ask(api.GET('/v1/templates', { signal }))
  const given = operation.releasedAt === undefined ? [] : (await ask(api.GET('/v1/operations/{operation}/checklist', { params: { path: { operation: operation.id } }, signal }))).given
  const id = checklistToPrint(operation, given, items, Date.now())
  if (id === undefined) return null
  const { body, number } = await ask(api.GET('/v1/templates/{id}', { params: { path: { id } }, signal }))
  if (body === undefined) return null
  const lists: Record<string, Sources['picks'][number][]> = {}
  for (const pick of picks) (lists[pick.list] ??= []).push(pick)
  return { id, version: number, template: body as unknown as Checklist['template'], lists: lists as unknown as Checklist['lists'] }
}

/** Sheets of paper for the teams of an operation, before H: for one team, a site, or all. */
export function SheetsPage({ desk }: { desk: Desk }) {
  const read = useResource(async (signal) => {
    const sources = await readSources(desk, signal)
    // A resource that is null has not been read yet.
    return { sources, checklist: sources === null ? null : await readChecklist(sources, signal) }
  }, [desk.operation.id, desk.operation.version, desk.reason])
  return (
    <section class="sheets-page">
      <header class="no-print">
        <h2>{say('sheets.title')}</h2>
        <p class="quiet">{say('sheets.why')}</p>
      </header>
      <Shown of={read}>{({ sources, checklist }) => (sources === null ? <p>{say('sheets.noPlan')}</p> : <OfOperation sources={sources} checklist={checklist} />)}</Shown>
    </section>
  )
}

const all = '*'

function OfOperation({ sources, checklist }: { sources: Sources; checklist: Checklist | null }) {
  const sites = sitesWithTeams(sources)
  const asked = new URLSearchParams(address.value.search)
  const site = sites.find((s) => s.code === asked.get('site'))?.code ?? (asked.get('site') === all ? all : (sites[0]?.code ?? all))
  const teams = sites.find((s) => s.code === site)?.teams ?? []
  const team = asked.get('team') === all ? all : (teams.find((t) => t.id === asked.get('team'))?.id ?? teams[0]?.id ?? all)
  const choose = (site: string, team: string): void => go(`${address.value.path}?site=${encodeURIComponent(site)}&team=${encodeURIComponent(team)}`)
  const wanted = site === all ? sites.map((s) => s.establishment) : sites.filter((s) => s.code === site).map((s) => s.establishment)
  const trees = useResource((signal) => Promise.all(wanted.map(async (id) => [id, await readTree(id, signal)] as const)), [wanted.join()])
  return (
    <Shown of={trees}>
      {(known) => {
        const sets = setsOf(sources, new Map(known)).filter((s) => (site === all || s.siteCode === site) && (team === all || s.teamId === team))
        return (
          <Preview printed={{ sets, checklist: site === all ? null : checklist }} {...(site === all ? { without: say('sheets.bySite') } : {})}>
            <Choice label={say('sheets.site')} value={site} onInput={(s) => choose(s, all)} options={[...sites.map((s) => ({ value: s.code, word: `${s.code} · ${s.name}` })), { value: all, word: say('sheets.everySite') }]} />
            {site !== all && <Choice label={say('sheets.team')} value={team} onInput={(t) => choose(site, t)} options={[{ value: all, word: say('sheets.everyTeam') }, ...teams.map((t) => ({ value: t.id, word: t.code }))]} />}
          </Preview>
        )
      }}
    </Shown>
  )
}
