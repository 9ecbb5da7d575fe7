import type { ExhibitSeizedV1, FindingRecordedV1, SealAppliedV1 } from '../api/bodies.gen'
import type { Answer } from '../checklist/sheet'
import { byCodePoint, inOrder } from '../checklist/strings'
import type { Template } from '../checklist/template'

/*
 * The rows of a repeat of findings (docs/exhibits.md, The rows of the checklist): what a tablet recorded of a find, its exhibit
 * and its seal answers the items of those codes. Bodies are taken as they stand after what amended them.
 */

type Body<T> = Omit<T, 'salt'>

export interface LocalFinding {
  readonly id: string
  readonly voided?: boolean
  readonly body: Body<FindingRecordedV1>
}

export interface LocalExhibit {
  readonly id: string
  readonly voided?: boolean
  readonly body: Body<ExhibitSeizedV1>
}

export interface LocalSeal {
  readonly id: string
  /** The instant of its entry. */
  readonly at: string
  /** It is neither broken nor replaced. */
  readonly holds: boolean
  readonly body: Body<SealAppliedV1>
}

/** What lies on a tablet of one search. */
export interface LocalFinds {
  readonly findings: readonly LocalFinding[]
  readonly exhibits: readonly LocalExhibit[]
  readonly seals: readonly LocalSeal[]
}

/** The finds that are not voided, by id: the rows. */
export const findRows = ({ findings }: LocalFinds): string[] => inOrder(findings.filter((f) => f.voided !== true).map((f) => f.id))

/** The answers of a search: the officer's own, and over them what finds, exhibits and seals say. */
export function withFinds(template: Template, own: readonly Answer[], finds: LocalFinds): Answer[] {
  const repeats = template.sections.flatMap((section) => section.items).filter((item) => item.type === 'repeat' && item.of === 'findings')
  const told = first(finds.findings).filter((f) => f.voided !== true).map((finding) => [finding.id, saidOf(finding, finds)] as const)
  return [
    ...own,
    ...repeats.flatMap(({ code, items }) => {
      const asked = new Set((items ?? []).map((item) => item.code))
      return told.flatMap(([row, said]) => said.filter(([item]) => asked.has(item)).map(([item, value, comment]): Answer => ({ path: `${code}.${item}`, row, value, ...(comment === '' ? {} : { comment }) })))
    }),
  ]
}

/** An item's code, its value, and the comment beside it. */
type Said = readonly [item: string, value: unknown, comment: string]

const first = <T extends { readonly id: string }>(things: readonly T[]): T[] => [...things].sort((a, b) => byCodePoint(a.id, b.id))

/** All that a find, the first of its exhibits and the first seal on that which holds have to say. */
function saidOf(finding: LocalFinding, { exhibits, seals }: LocalFinds): Said[] {
  const exhibit = first(exhibits).find((x) => x.body.finding === finding.id && x.voided !== true)
  const seal = exhibit === undefined ? undefined : first(seals).find((s) => s.holds && s.body.exhibits.includes(exhibit.id))
  const all = [...saidOfFind(finding.body, exhibit?.body), ...saidOfDevice(exhibit?.body.device), ...saidOfSeal(seal, exhibit?.body)]
  return all.filter(([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0))
}

type Photos = readonly { readonly sha256: string; readonly role: string }[] | undefined

const hashesOf = (role: string, ...photos: readonly Photos[]): string[] => photos.flatMap((list) => (list ?? []).filter((photo) => photo.role === role).map((photo) => photo.sha256))

function saidOfFind(f: Body<FindingRecordedV1>, e: Body<ExhibitSeizedV1> | undefined): Said[] {
  const { quantity, unit } = e ?? f
  const attributed = e?.attributedTo ?? f.attributedTo
  const route = e?.route ?? f.route
  return [
    ['how', f.how, f.howText ?? ''],
    ['description', f.description, ''],
    ['category', f.category, ''],
    ['place', f.concealment?.code, f.concealment?.text ?? ''],
    ['place_detail', f.concealment?.text, ''],
    ['photo_in_place', inOrder(hashesOf('in_place', f.photos, e?.photos)), ''],
    ['quantity', quantity === undefined || unit === undefined ? undefined : { number: quantity, unit }, ''],
    ['attributed_to', attributed?.person, ''],
    ['attributed_role', attributed?.role, ''],
    ['attributed_confidence', attributed?.confidence, ''],
    ['route', route?.code, route?.text ?? ''],
    ['route_confidence', route?.confidence, ''],
    ['disposition', e?.disposition, ''],
    ['exhibit', e?.number, ''],
  ]
}

function saidOfDevice(d: ExhibitSeizedV1['device']): Said[] {
  if (d === undefined) return []
  const { imei1 = '', imei2 = '', iccid = '', unreadableBecause: why = '', iccidUnreadableBecause: whyCard = '' } = d
  const isUnreadable = imei1 === '' && imei2 === '' && why !== ''
  return [
    (d.model ?? '') !== '' ? ['device', d.model, ''] : ['device', (d.modelText ?? '') === '' ? undefined : 'other', d.modelText ?? ''],
    ['mini', d.mini === undefined ? undefined : d.mini ? 'yes' : 'no', ''],
    ['powered', d.powered, ''],
    ['imei_readable', imei1 !== '' ? 'yes' : isUnreadable ? 'no' : undefined, ''],
    ['imei_1', imei1, ''],
    ['imei_2', imei2, ''],
    ['imei_unreadable', isUnreadable ? (d.unreadableCode || 'other') : undefined, why],
    ['iccid_readable', iccid !== '' ? 'yes' : whyCard !== '' ? 'no' : undefined, ''],
    ['iccid', iccid, ''],
    ['iccid_unreadable', whyCard, ''],
    ['serial', d.serial, ''],
  ]
}

function saidOfSeal(s: LocalSeal | undefined, e: Body<ExhibitSeizedV1> | undefined): Said[] {
  const bag = [...hashesOf('sealed_bag', e?.photos), ...(s?.body.photo === undefined ? [] : [s.body.photo])]
  const { file = '', refusedBecause = '' } = s?.body.witnessSignature ?? {}
  return [
    ['seal', s?.body.number, ''],
    ['seal_type', s?.body.type, ''],
    ['sealed_by', s?.body.appliedBy, ''],
    ['sealed_at', s?.at, ''],
    file !== '' ? ['seal_witness', file, ''] : ['seal_witness', refusedBecause === '' ? undefined : 'refused', refusedBecause],
    ['photo_sealed', inOrder(bag), ''],
  ]
}
