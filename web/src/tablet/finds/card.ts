import { evaluateSheet, type Evaluation, type Instance } from '../../checklist/evaluate'
import { type Node, readForm } from '../../checklist/form'
import { gate, type Lack, type WordedPick } from '../../checklist/gate'
import { Sheet, type Told } from '../../checklist/sheet'
import { byCodePoint } from '../../checklist/strings'
import { type LocalFinds, withFinds } from '../../exhibits/finds'
import { type Checklist, checklistOf } from '../../field/documents'
import { checklistNamed, demandsSeal, judged, standingAnswers, toldOf } from '../../field/gate'
import type { Exhibit, Finding, Seal, Search, Story } from '../../field/story'

/** Where something was found: in a search, or outside of any, then perhaps at a place of the site. */
export interface Place {
  readonly search: Search | null
  readonly site: string
  readonly location: string
}

/** A find with all that belongs to it, as the checklist and the gate see it. */
export interface Card {
  readonly finding: Finding
  /** Its exhibits that are not voided, by id; the first is the one that the checklist's row speaks of. */
  readonly exhibits: readonly Exhibit[]
  readonly exhibit: Exhibit | undefined
  /** The seal of that which holds. */
  readonly seal: Seal | undefined
  readonly instances: ReadonlyMap<string, Instance>
  /** What is wrong with the find, its exhibits and seals; empty: it is done. */
  readonly lacks: readonly Lack[]
  /** Codes of the row's items that lack something. */
  readonly lacking: ReadonlySet<string>
}

/** The items of a find by their codes, and the pick-lists. */
export interface FindForm {
  readonly checklist: Checklist | undefined
  /** The path of the repeat, "" without one. */
  readonly repeat: string
  readonly nodes: ReadonlyMap<string, Node>
}

const repeatOf = ({ template }: Checklist): string => template.sections.flatMap((s) => s.items).find((item) => item.type === 'repeat' && item.of === 'findings')?.code ?? ''

/** The form of a find: of its search's checklist, and outside of searches of the first of the operation that asks for finds. */
export function formOf(story: Story, search: Search | null): FindForm {
  const all = search === null ? [...story.documents.template.values()].sort((a, b) => byCodePoint(a.id, b.id)).map(checklistOf) : [checklistNamed(story, search)]
  const checklist = all.find((c) => c !== undefined && repeatOf(c) !== '')
  if (checklist === undefined) return { checklist: undefined, repeat: '', nodes: new Map() }
  const repeat = repeatOf(checklist)
  const inner = readForm(checklist.template).nodes.filter((node) => node.outer?.path === repeat)
  return { checklist, repeat, nodes: new Map(inner.map((node) => [node.item.code, node])) }
}

/** The codes of an item's pick-list or own options that are offered for something new. */
export function picksOf({ checklist, nodes }: FindForm, code: string): readonly WordedPick[] {
  const item = nodes.get(code)?.item
  const own = item?.options as readonly WordedPick[] | undefined
  return own ?? (item?.list === undefined ? [] : (checklist?.lists[item.list] ?? []))
}

const byId = <T extends { readonly id: string }>(things: readonly T[]): T[] => [...things].sort((a, b) => byCodePoint(a.id, b.id))

export const exhibitsOfFind = (story: Story, finding: string): Exhibit[] => byId([...story.exhibits.values()].filter((x) => x.body.finding === finding && !x.voided))

/** The engine's view of one find outside of every search: nothing else of the checklist is asked there. */
function toldOutside(story: Story, { checklist, repeat, nodes }: FindForm, finding: string): Told {
  const section = [...nodes.values()][0]?.section.code
  const mini = Object.fromEntries([...story.documents.deviceModel.values()].map((d) => [d.id, d.mini === true]))
  return { facts: {}, sections: section === undefined || repeat === '' ? [] : [section], lists: checklist?.lists ?? {}, parents: {}, mini, findings: [finding] }
}

const alone = (story: Story, finding: Finding): LocalFinds => {
  const exhibits = [...story.exhibits.values()].filter((x) => x.body.finding === finding.id)
  return { findings: [finding], exhibits, seals: [...new Map(exhibits.flatMap((x) => story.sealsOf(x.id)).map((s) => [s.id, s])).values()] }
}

/** Items that outside of a search have nowhere to be answered: no act of a find carries them. */
const carried: ReadonlySet<string> = new Set(['how', 'place', 'photo_in_place', 'category', 'description', 'device', 'mini', 'powered', 'imei_readable', 'imei_1', 'imei_2', 'imei_unreadable', 'iccid_readable', 'iccid', 'iccid_unreadable', 'serial', 'quantity', 'attributed_to', 'attributed_role', 'attributed_confidence', 'route', 'route_confidence', 'disposition', 'exhibit', 'seal', 'seal_type', 'sealed_at', 'sealed_by', 'seal_witness', 'photo_sealed'])

/** Whether an item of the row can be answered on the card. */
export const isAnswerable = (search: Search | null, code: string): boolean => search !== null || carried.has(code)

/** A story never changes, another takes its place: each find of it is judged once. */
const cards = new WeakMap<Story, Map<string, Card>>()

/** A find as it stands; undefined for one that the tablet does not know. */
export function cardOf(story: Story, form: FindForm, search: Search | null, id: string): Card | undefined {
  const finding = story.findings.get(id)
  if (finding === undefined) return undefined
  const known = cards.get(story) ?? new Map<string, Card>()
  cards.set(story, known)
  const card = known.get(id) ?? judgedCard(story, form, search, finding)
  known.set(id, card)
  return card
}

function judgedCard(story: Story, form: FindForm, search: Search | null, finding: Finding): Card {
  const { id } = finding
  const exhibits = exhibitsOfFind(story, id)
  const [exhibit] = exhibits
  const seal = exhibit === undefined ? undefined : byId(story.sealsOf(exhibit.id)).find((s) => s.holds)
  const { evaluation, all } = judgedAlone(story, form, search, finding, exhibits)
  const instances = new Map((evaluation?.instances ?? []).filter((i) => i.row === id && i.path.startsWith(`${form.repeat}.`)).map((i) => [i.path.slice(form.repeat.length + 1), i]))
  const lacks = finding.voided ? [] : lacksOfFind(all, form, search, finding, exhibits)
  const lacking = new Set(lacks.flatMap((l) => (l.path === undefined ? [] : [l.path.slice(form.repeat.length + 1)])))
  return { finding, exhibits, exhibit, seal, instances, lacks, lacking }
}

/** What engine and gate say of one find. */
interface Judged {
  readonly evaluation: Evaluation | undefined
  readonly all: readonly Lack[]
}

/**
 * Judges one find with what was answered outside of rows. No condition looks from one row into another, so that the other finds of the
 * search need not be judged with it: with 30 of them that took 200 ms and more for each act.
 */
function judgedAlone(story: Story, form: FindForm, search: Search | null, finding: Finding, exhibits: readonly Exhibit[]): Judged {
  const { checklist } = form
  const finds = alone(story, finding)
  const told = search === null ? toldOutside(story, form, finding.id) : { ...toldOf(story, search, checklist), findings: [finding.id] }
  const given = search === null ? [] : standingAnswers(story, search.id)
  const answers = checklist === undefined ? [] : withFinds(checklist.template, given, finds)
  const evaluation = checklist === undefined ? undefined : evaluateSheet(new Sheet(readForm(checklist.template), told, answers))
  const input = { named: { template: checklist?.id ?? '' }, template: checklist?.template, context: told, answers, ...judged(story, [finding], exhibits, finds.seals) }
  return { evaluation, all: gate(input) }
}

/** What the gate asks of this find, its exhibits and their seals: the same that it says when the search is to be closed. */
function lacksOfFind(all: readonly Lack[], form: FindForm, search: Search | null, finding: Finding, exhibits: readonly Exhibit[]): Lack[] {
  const ids = new Set(exhibits.map((x) => x.id))
  const mine = (l: Lack): boolean => l.finding === finding.id || l.row === finding.id || (l.exhibit !== undefined && ids.has(l.exhibit))
  const isItem = (l: Lack): boolean => l.path === undefined || (l.path.startsWith(`${form.repeat}.`) && isAnswerable(search, l.path.slice(form.repeat.length + 1)))
  return all.filter((l) => mine(l) && isItem(l))
}

/** Whether a seal is asked for, and none holds. */
export const awaitsSeal = (story: Story, { exhibit, seal }: Card): boolean => exhibit !== undefined && demandsSeal(story, exhibit.body.disposition) && seal === undefined
