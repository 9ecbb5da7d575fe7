import type { Basis } from './basis'
import { itemLacks } from './gate-items'
import { documentLacks, hourLacks, outcomeLacks, presenceLacks, signerLacks, stands } from './gate-papers'
import { byId, exhibitName, sentence } from './gate-words'
import type { ProblemCode } from './problems'
import type { Answer, Pick, Told } from './sheet'
import type { Labels, Template } from './template'

/** One code of a pick-list with its words. */
export interface WordedPick extends Pick {
  readonly labels?: Labels
}

/** All that the gate looks at (docs/checklist.md, The gate). What was voided is in it and said to be. */
export interface GateInput {
  /** What the search names: no template in one of a program that knew no checklist. */
  readonly named: { readonly template?: string; readonly basis?: string }
  /** Absent where the operation was not given it. */
  readonly template?: Template | undefined
  readonly basis?: Basis | undefined
  /** What the checklist is told; the gate itself puts sections and finds to it. */
  readonly context?: Told & { readonly lists?: Readonly<Record<string, readonly WordedPick[]>> }
  readonly answers?: readonly Answer[]
  /** The photographs of the search itself. */
  readonly photos?: readonly { readonly sha256: string; readonly role: string }[]
  /** An instant. */
  readonly startedAt?: string
  /** Of the site, IANA. */
  readonly timeZone?: string
  /** done_clear or done_find, as it would be closed. */
  readonly outcome?: string
  readonly presence?: { readonly occupant?: string; readonly witnesses?: readonly string[] }
  readonly signatures?: readonly GateSignature[]
  /** Officers. */
  readonly searchers?: readonly string[]
  /** Codes of those that were shown, handed over or made. */
  readonly documents?: readonly string[]
  readonly findings?: readonly GateFinding[]
  readonly exhibits?: readonly GateExhibit[]
  readonly seals?: readonly GateSeal[]
  /** The officers published for the operation, by id. */
  readonly officers?: Readonly<Record<string, { readonly name: string; readonly supervisor?: boolean }>>
}

/** A drawing, or why there is none. */
export interface GateSignature {
  readonly role: string
  readonly officer?: string
  readonly name?: string
  readonly file?: string
  readonly refusedBecause?: string
}

export interface GateFinding {
  readonly id: string
  readonly category: string
  readonly description: string
  readonly voided?: boolean
  readonly photos?: readonly string[]
}

export interface GateExhibit {
  readonly id: string
  readonly finding?: string
  readonly number?: string
  readonly category: string
  readonly description?: string
  readonly disposition: string
  readonly voided?: boolean
  readonly photos?: readonly string[]
  /** One of its photographs shows the sealed bag. */
  readonly sealedBag?: boolean
  /** An IMEI, ICCID or serial number is known, or why none can be read. */
  readonly identified: boolean
  /** exhibit_unsealed, exhibit_not_listed, exhibit_without_photo: what its disposition demands and it has not. */
  readonly lacks?: readonly string[]
}

export interface GateSeal {
  readonly id: string
  readonly number: string
  /** It holds. */
  readonly applied: boolean
  readonly exhibits: readonly string[]
  readonly photo?: string
}

export type LackCode =
  | 'template_unknown'
  | 'basis_unknown'
  | 'exhibit_unsealed'
  | 'exhibit_not_listed'
  | 'exhibit_without_photo'
  | 'device_unknown'
  | 'seal_without_photo'
  | 'find_without_photo'
  | 'presence_missing'
  | 'presence_unsigned'
  | 'witness_missing'
  | 'signer_missing'
  | 'document_missing'
  | 'outside_hours'
  | 'outcome_contradicts'
  | 'item_missing'
  | 'item_wrong'

/** One thing that a search must not be closed without: what it is about, and how to mend it. */
export interface Lack {
  readonly code: LackCode
  readonly path?: string
  readonly row?: string
  readonly problem?: ProblemCode
  readonly exhibit?: string
  readonly finding?: string
  readonly seal?: string
  readonly role?: string
  readonly officer?: string
  readonly document?: string
  readonly text: Labels
}

/** Lists exactly what a search lacks to be closed; nothing when it is whole. */
export function gate(input: GateInput): Lack[] {
  if ((input.named.template ?? '') === '') return older(input)
  const before = [...namedLacks(input), ...exhibitLacks(input), ...sealLacks(input), ...findLacks(input)]
  const presence = presenceLacks(input)
  const isUnsigned = presence.some(({ code }) => code === 'presence_unsigned')
  const papers = [...presence, ...signerLacks(input, isUnsigned), ...documentLacks(input), ...hourLacks(input), ...outcomeLacks(input)]
  const told = [...before, ...papers]
  return [...told, ...itemLacks(input, told)]
}

/** A search of a program that knew no checklist: its exhibits, and a signature under its presence. */
function older(input: GateInput): Lack[] {
  const occupant = input.presence?.occupant ?? ''
  const isSigned = (input.signatures ?? []).some((s) => (s.role === 'occupant' || s.role === 'witness') && stands(s))
  const unsigned: Lack[] = occupant !== '' && !isSigned ? [{ code: 'presence_unsigned', text: sentence('presence_unsigned') }] : []
  return [...exhibitLacks(input), ...unsigned]
}

function namedLacks({ named, template, basis }: GateInput): Lack[] {
  const lacks: Lack[] = []
  if (template === undefined) lacks.push({ code: 'template_unknown', text: sentence('template_unknown') })
  if (basis === undefined) lacks.push({ code: 'basis_unknown', text: sentence('basis_unknown', named.basis ?? '') })
  return lacks
}

const ofExhibits = ['exhibit_unsealed', 'exhibit_not_listed', 'exhibit_without_photo'] as const

/** What each exhibit lacks, all of one exhibit before the next. */
function exhibitLacks(input: GateInput): Lack[] {
  const whole = (input.named.template ?? '') !== ''
  return byId(input.exhibits).flatMap((exhibit) => {
    if (exhibit.voided === true) return []
    const codes: (LackCode & (typeof ofExhibits[number] | 'device_unknown'))[] = ofExhibits.filter((code) => (exhibit.lacks ?? []).includes(code))
    if (whole && exhibit.category === 'phone' && !exhibit.identified) codes.push('device_unknown')
    return codes.map((code) => ({ code, exhibit: exhibit.id, text: sentence(code, exhibitName(input, exhibit)) }))
  })
}

/** Seals that hold and of which no photograph shows the sealed bag: each by the first exhibit that shows none. */
function sealLacks(input: GateInput): Lack[] {
  return byId(input.seals).flatMap((seal) => {
    if (!seal.applied || (seal.photo ?? '') !== '') return []
    const bare = byId(input.exhibits).find((x) => seal.exhibits.includes(x.id) && x.voided !== true && x.sealedBag !== true)
    if (bare === undefined) return []
    return [{ code: 'seal_without_photo' as const, seal: seal.id, exhibit: bare.id, text: sentence('seal_without_photo', exhibitName(input, bare), seal.number) }]
  })
}

const findLacks = (input: GateInput): Lack[] =>
  byId(input.findings)
    .filter((finding) => finding.voided !== true && (finding.photos ?? []).length === 0)
    .map((finding) => ({ code: 'find_without_photo', finding: finding.id, text: sentence('find_without_photo', exhibitName(input, finding)) }))
