import { readForm } from '../../checklist/form'
import type { GateSignature } from '../../checklist/gate'
import type { Labels } from '../../checklist/template'
import { basesOf, list, officerOf, text } from '../../field/documents'
import { basisNamed, checklistNamed, placesAround, presenceOf, signaturesOf, standingAnswers } from '../../field/gate'
import type { Exhibit, Search, Story } from '../../field/story'
import { isNumbered } from './steps'
import { byCodePoint } from '../../checklist/strings'

/** What stands on a receipt, before it is put into a language. */
export interface ReceiptFacts {
  readonly operation: string
  readonly reference: string
  readonly site: string
  /** The way to the place, from the top down. */
  readonly place: string
  readonly zone: string
  readonly basis: Labels | undefined
  readonly basisCode: string
  readonly startedAt: string
  /** "" while the search is not closed. */
  readonly endedAt: string
  readonly searchers: readonly string[]
  readonly taken: readonly ReceiptLine[]
  readonly left: readonly ReceiptLine[]
  readonly presence: string
  readonly witnesses: readonly string[]
  readonly remarks: string
  readonly signatures: readonly (GateSignature & { readonly shownName: string })[]
  /** How many of the exhibits headquarters has confirmed to this tablet. */
  readonly known: number
}

export interface ReceiptLine {
  readonly id: string
  readonly number: string
  readonly description: string
  readonly model: string
  readonly quantity: number
  readonly unit: string
  readonly identity: readonly { readonly kind: 'imei1' | 'imei2' | 'iccid' | 'serial'; readonly text: string }[]
  readonly unreadable: string
  readonly seal: string
  readonly sealType: Labels | undefined
  readonly sealTypeCode: string
  readonly disposition: Labels | undefined
  readonly dispositionCode: string
  /** The first 12 digits of the SHA-256 of each photograph. */
  readonly photos: readonly string[]
}

/** Digits of a hash that are printed: enough to find the photograph, short enough for a roll of 80 mm. */
const shortHash = 12

/** Gathers what a receipt of a search says, from what this tablet knows now. */
export function receiptOf(story: Story, search: Search): ReceiptFacts {
  const operation = [...story.documents.operation.values()][0]
  const site = story.documents.site.get(search.site)
  const closing = search.closing?.body ?? {}
  const exhibits = story.exhibitsOf(search.id).filter((x) => !x.voided).sort((a, b) => byCodePoint(a.body.number ?? a.id, b.body.number ?? b.id))
  const basisCode = basisNamed(story, search)
  const lines = exhibits.map((x) => lineOf(story, search, x))
  return {
    operation: text(operation, 'name'), reference: text(operation, 'reference'), site: text(site, 'name') || text(site, 'code'), zone: text(site, 'timeZone'),
    place: placesAround(story, search.location).reverse().map((id) => text(story.documents.location.get(id), 'code')).filter((code) => code !== '').join(' / '),
    basis: basesOf(operation).get(basisCode)?.labels, basisCode, startedAt: search.startedAt, endedAt: search.closing?.at ?? '',
    searchers: list<string>(search.body, 'searchers').map((id) => nameOf(story, id)),
    taken: lines.filter((l) => isNumbered(story, l.dispositionCode)), left: lines.filter((l) => !isNumbered(story, l.dispositionCode)),
    presence: presenceOf(closing)?.occupant ?? presenceAnswered(story, search), witnesses: presenceOf(closing)?.witnesses ?? [], remarks: text(closing, 'remarks') || answered(story, search, 'remarks'),
    signatures: signaturesFor(story, search).map((s) => ({ ...s, shownName: s.name ?? (s.officer === undefined ? '' : nameOf(story, s.officer)) })),
    known: exhibits.filter((x) => story.documents.exhibit.has(x.id)).length,
  }
}

const nameOf = (story: Story, id: string): string => {
  const d = story.documents.officer.get(id)
  return d === undefined ? id : officerOf(d).name
}

function answered(story: Story, search: Search, item: string): string {
  const value = standingAnswers(story, search.id).find((a) => a.path === item && a.row === undefined)?.value
  return typeof value === 'string' ? value : ''
}

const presenceAnswered = (story: Story, search: Search): string => answered(story, search, 'presence')

/** Those of the closing; before that, what was signed in the checklist so far. */
function signaturesFor(story: Story, search: Search): readonly GateSignature[] {
  if (search.closing !== null) return signaturesOf(search.closing.body)
  const checklist = checklistNamed(story, search)
  if (checklist === undefined) return []
  const nodes = readForm(checklist.template).nodes.filter((n) => n.item.type === 'signature' && n.item.role !== undefined && n.outer === null)
  return nodes.flatMap((node) =>
    standingAnswers(story, search.id).filter((a) => a.path === node.path && typeof a.value === 'string').map((a): GateSignature => ({
      role: node.item.role ?? '', ...(a.row === undefined ? {} : { officer: a.row }), ...(a.value === 'refused' ? { refusedBecause: a.comment ?? '' } : { file: a.value as string }),
    })),
  )
}

function lineOf(story: Story, search: Search, x: Exhibit): ReceiptLine {
  const lists = checklistNamed(story, search)?.lists ?? {}
  const { number = '', description, quantity, unit, device, disposition, photos = [] } = x.body
  const seal = story.sealsOf(x.id).find((s) => s.holds)
  const model = story.documents.deviceModel.get(device?.model ?? '')
  const identity = (['imei1', 'imei2', 'iccid', 'serial'] as const).flatMap((kind) => ((device?.[kind] ?? '') === '' ? [] : [{ kind, text: device?.[kind] ?? '' }]))
  const labelsOf = (name: string, code: string): Labels | undefined => lists[name]?.find((p) => p.code === code)?.labels
  return {
    id: x.id, number, description, model: model === undefined ? (device?.modelText ?? '') : `${text(model, 'make')} ${text(model, 'model')}`.trim(), quantity, unit, identity,
    unreadable: device?.unreadableBecause ?? '', seal: seal?.body.number ?? '', sealType: labelsOf('seal-types', seal?.body.type ?? ''), sealTypeCode: seal?.body.type ?? '',
    disposition: labelsOf('dispositions', disposition), dispositionCode: disposition,
    photos: [...new Set([...photos.map((p) => p.sha256), ...(story.findings.get(x.body.finding ?? '')?.body.photos ?? []).map((p) => p.sha256)])].map((h) => h.slice(0, shortHash)),
  }
}

