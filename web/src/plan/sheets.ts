import type { components } from '../api/schema'
import { type PlanView, readPlan, shortCode, text } from '../board/document'
import { type Facts, readFacts } from '../board/facts'
import type { Labels } from '../checklist/template'
import type { Operation } from '../operation/desk'
import { cellKey } from '../prepare/coverage'
import { above, type Tree } from '../prepare/tree'
import type { Establishment, Officer, OperationDraft, Pick, SiteDraft, Target } from '../prepare/types'
import type { SheetCell, SheetOfficer, SheetPaper, SheetSet } from '../sheets/model'

type TemplateVersion = components['schemas']['TemplateVersion']
type Given = components['schemas']['GivenTemplate']

/** What was read of an operation: its newest plan, and the drafts that it was made of. */
export interface Sources {
  readonly operation: Operation
  readonly plan: PlanView
  readonly instance: Record<string, unknown>
  readonly sites: readonly SiteDraft[]
  readonly draft: OperationDraft
  readonly establishments: readonly Establishment[]
  readonly officers: readonly Officer[]
  readonly picks: readonly Pick[]
}

/** The checklist that an operation would be given at its release now (server/publication.go, activeTemplate): of those in force the one that began last. */
export function templateInForce(versions: readonly TemplateVersion[], now: number): TemplateVersion | undefined {
  const inForce = versions.filter((v) => Date.parse(v.activeFrom) <= now && (v.activeUntil === undefined || now < Date.parse(v.activeUntil)))
  const key = (v: TemplateVersion): string => `${v.activeFrom} ${v.publishedAt}`
  return inForce.sort((a, b) => (key(a) === key(b) ? a.number - b.number : key(a) < key(b) ? -1 : 1)).at(-1)
}

/** The id of the checklist that is printed: of a released operation that by which its searches begin, of another that which it would be given now. */
export function checklistToPrint(operation: { readonly releasedAt?: string }, given: readonly Given[], versions: readonly TemplateVersion[], now: number): string | undefined {
  return (operation.releasedAt === undefined ? templateInForce(versions, now) : given.at(-1))?.id
}

interface SiteChoice {
  readonly code: string
  readonly name: string
  readonly establishment: string
  readonly teams: readonly { readonly id: string; readonly code: string }[]
}

const codes = new Intl.Collator('en', { numeric: true })

/** The sites that have a cell in the plan, with the teams that search there. */
export function sitesWithTeams({ plan, establishments }: Sources): SiteChoice[] {
  const busy = new Set(readPlan(plan.plan).assignments.map((a) => a.team))
  return plan.sites.map((s): SiteChoice => ({
    code: s.code, name: s.name, establishment: establishments.find((e) => e.code === s.code)?.id ?? '',
    teams: s.teams.filter((t) => busy.has(t.id)).sort((a, b) => codes.compare(a.code, b.code)),
  })).filter((s) => s.teams.length > 0 && s.establishment !== '').sort((a, b) => codes.compare(a.code, b.code))
}

/** A set with the team that it is for, by the plan's id. */
export interface PlannedSet extends SheetSet {
  readonly teamId: string
}

/** What each team at the sites whose places are given is handed on paper, by site and team. */
export function setsOf(sources: Sources, trees: ReadonlyMap<string, Tree>): PlannedSet[] {
  const facts = readFacts({ instance: sources.instance })
  const { assignments } = readPlan(sources.plan.plan)
  return sitesWithTeams(sources).filter((s) => trees.has(s.establishment)).flatMap((site) => {
    const draft = sources.sites.find((s) => s.establishment === site.establishment)
    const tree = trees.get(site.establishment)
    return site.teams.map((team): PlannedSet => {
      const own = draft?.teams.find((t) => t.code === team.code || t.code === team.id || `${site.code}/${t.code}` === team.id)
      const cells = assignments.filter((a) => a.team === team.id).sort((a, b) => a.start - b.start || codes.compare(a.cell, b.cell))
      return {
        ...siteOf(sources, draft, site.code, facts), teamId: team.id, team: team.code, teamPhone: own?.phone ?? '', teamRadio: own?.radio ?? '',
        officers: (own?.officers ?? []).map((o): SheetOfficer => ({ name: nameOf(sources, o.number), badge: o.number, lead: o.lead === true })).sort((a, b) => Number(b.lead) - Number(a.lead)),
        cells: cells.map((a) => cellOf(sources, draft, tree, facts, site.code, a)),
      }
    })
  })
}

const nameOf = ({ officers }: Sources, number: string): string => officers.find((o) => o.number === number)?.name ?? number

function siteOf(sources: Sources, draft: SiteDraft | undefined, code: string, facts: Facts): Omit<SheetSet, 'team' | 'teamPhone' | 'teamRadio' | 'officers' | 'cells'> {
  const { operation, plan, draft: whole } = sources
  const named = plan.sites.find((s) => s.code === code)
  const [from, to] = [draft?.windowFrom ?? 0, draft?.windowTo ?? 0]
  return {
    operation: operation.name, reference: operation.reference, hHour: operation.hHour ?? whole.hHour ?? facts.hHour, siteCode: code, site: named?.name ?? code, zone: named?.timeZone ?? 'UTC',
    siteLead: draft?.lead === undefined || draft.lead === '' ? '' : nameOf(sources, draft.lead), sitePhone: draft?.phone ?? '', siteRadio: draft?.radio ?? '',
    window: from === 0 && to === 0 ? null : { from, to: to === 0 ? null : to },
  }
}

function cellOf(sources: Sources, draft: SiteDraft | undefined, tree: Tree | undefined, facts: Facts, site: string, a: { cell: string; start: number; end: number }): SheetCell {
  const code = shortCode(a.cell, site)
  const place = tree?.places.find((p) => p.code === code)
  const target = draft?.cells.find((c) => c.location !== undefined && c.location === place?.id)
  const covering = coveringOf(sources, draft?.establishment ?? '', place?.id ?? '', target)
  return {
    id: a.cell, code, path: place === undefined || tree === undefined ? code : [...above(tree, place.id).map((p) => p.code).reverse(), code].join(' / '), start: a.start, end: a.end, occupants: null,
    kit: (facts.cells.get(a.cell)?.equipment ?? []).map((kind) => wordsOf(sources, 'equipment-kinds', kind)),
    papers: covering.map((p): SheetPaper => ({ reference: p.reference, from: p.validFrom, until: p.validTo })),
    basis: covering[0] === undefined ? null : wordsOf(sources, 'legal-bases', covering[0].legalBasis),
  }
}

/** The authorisations that name a cell, or a person whom its search is about. */
function coveringOf({ draft }: Sources, establishment: string, location: string, target: Target | undefined): OperationDraft['authorisations'] {
  const key = cellKey({ establishment, location })
  return draft.authorisations.filter((a) => a.targets.some((t) => cellKey(t) === key) || (target?.persons ?? []).some((n) => a.persons?.includes(n) === true))
}

function wordsOf({ picks }: Sources, list: string, code: string): Labels {
  const found = picks.find((p) => p.list === list && p.code === code)?.labels
  return { en: text(found?.en) || code, fr: text(found?.fr) || code }
}
