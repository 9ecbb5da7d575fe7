import type { Labels } from '../checklist/template'
import type { Printed, SheetCell, SheetOfficer, SheetPaper, SheetSet } from '../sheets/model'
import { basesOf, list, number, object, officerOf, text } from './documents'
import { checklistIn, placesAround } from './gate'
import type { Story, Task } from './story'

type Loose = Readonly<Record<string, unknown>>

const operationOf = (story: Story) => [...story.documents.operation.values()][0]

/** The authorisations that name a place, or what it lies in. */
function papersOf(story: Story, task: Task): SheetPaper[] {
  const places = new Set(placesAround(story, task.location))
  return list<Loose>(operationOf(story), 'authorisations').filter((a) => {
    const [sites, locations] = [list<string>(a, 'sites'), list<string>(a, 'locations')]
    return (sites.length === 0 || sites.includes(task.site)) && (locations.length === 0 || locations.some((l) => places.has(l)))
  }).map((a) => ({ reference: text(a, 'reference'), from: text(a, 'from'), until: text(a, 'until') }))
}

/** When the site may be searched, in minutes after H; null where nothing bounds it. */
function hoursOf(site: Loose | undefined): SheetSet['window'] {
  const from = number(object(site, 'hours'), 'from')
  return from === null ? null : { from, to: number(object(site, 'hours'), 'to') }
}

/** The teams that have cells at the site of this tablet, by name. */
export function teamsOf(story: Story): { readonly id: string; readonly name: string }[] {
  const teams = new Map(story.inOrder().filter((t) => t.state !== 'withdrawn').map((t) => [t.team, t.teamName]))
  return [...teams].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}

/** What is printed for teams of this site, as the open package has it: the cells in walking order, and the operation's checklist. */
export function sheetsOf(story: Story, teams: readonly string[]): Printed {
  const operation = operationOf(story)
  const bases = basesOf(operation)
  // One checklist is given to an operation: the newest of what the package holds.
  const newest = [...story.documents.template.values()].map(checklistIn).filter((c) => c.template.sections.length > 0).sort((a, b) => b.version - a.version)[0]
  const kinds = [...story.documents.template.values()].map(checklistIn).flatMap(({ lists }) => lists['equipment-kinds'] ?? [])
  const kitOf = (task: Task): Labels[] => list<string>(story.documents.task.get(task.id), 'kit').map((code) => kinds.find((k) => k.code === code)?.labels ?? { en: code, fr: code })
  const cellOf = (task: Task): SheetCell => ({
    id: task.id, code: task.code, path: task.path, start: task.start, end: task.start + task.duration, occupants: task.occupants, kit: kitOf(task), papers: papersOf(story, task),
    basis: (bases.get(task.legalBasis)?.labels ?? null) as Labels | null,
  })
  const sets = teams.flatMap((team): SheetSet[] => {
    const tasks = story.inOrder().filter((t) => t.team === team && t.state !== 'withdrawn')
    const [first] = tasks
    if (first === undefined) return []
    const site = story.documents.site.get(first.site)
    const reached = list<Loose>(site, 'teams').find((t) => text(t, 'id') === team)
    const officers = [...story.documents.officer.values()].map(officerOf).filter((o) => o.team === team)
    return [{
      operation: text(operation, 'name'), reference: text(operation, 'reference'), hHour: text(site, 'hHour') || text(operation, 'hHour'),
      siteCode: text(site, 'code'), site: text(site, 'name') || text(site, 'code'), zone: text(site, 'timeZone'), siteLead: text(site, 'lead'), sitePhone: text(site, 'phone'), siteRadio: text(site, 'radio'),
      window: hoursOf(site), team: first.teamName, teamPhone: text(reached, 'phone'), teamRadio: text(reached, 'radio'),
      officers: officers.map(({ name, badge, lead }): SheetOfficer => ({ name, badge, lead })).sort((a, b) => Number(b.lead) - Number(a.lead) || a.name.localeCompare(b.name)),
      cells: tasks.map(cellOf),
    }]
  })
  return { sets, checklist: newest ?? null }
}

