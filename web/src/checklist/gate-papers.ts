import { allows, localTime, type Document } from './basis'
import type { GateInput, GateSignature, Lack } from './gate'
import { officerName, sentence } from './gate-words'
import { isInstant } from './instants'
import { isBlank } from './strings'

/** Whether a signature stands: a drawing, or a reason for its absence. */
export const stands = ({ file = '', refusedBecause = '' }: GateSignature): boolean => file !== '' || !isBlank(refusedBecause)

/** The signatures that stand in one of the roles, in the order of the closing. */
const standing = (input: GateInput, ...roles: readonly string[]): GateSignature[] => (input.signatures ?? []).filter((s) => roles.includes(s.role) && stands(s))

const occupantOf = (input: GateInput): string => input.presence?.occupant ?? ''

const isAttended = (input: GateInput): boolean => input.basis?.presence === 'occupant_or_two_witnesses'

/** How many witnesses are needed in the occupant's place. */
function witnessesNeeded(input: GateInput): 0 | 2 {
  const occupant = occupantOf(input)
  return occupant === 'two_witnesses' || ((occupant === 'refused' || occupant === 'impossible') && isAttended(input)) ? 2 : 0
}

/** Those who signed as witness, told apart by officer or name; each who gives neither is one more. */
function witnessesSigned(input: GateInput): number {
  const known = new Set<string>()
  let nameless = 0
  for (const { officer = '', name = '' } of standing(input, 'witness')) {
    if (officer !== '') known.add(`officer ${officer}`)
    else if (!isBlank(name)) known.add(`name ${name}`)
    else nameless++
  }
  return known.size + nameless
}

export function presenceLacks(input: GateInput): Lack[] {
  const occupant = occupantOf(input)
  const lacks: Lack[] = []
  const isNoted = occupant !== '' && occupant !== 'not_required'
  if (isAttended(input) && !isNoted) lacks.push({ code: 'presence_missing', text: sentence('presence_missing') })
  if (isNoted && standing(input, 'occupant', 'witness').length === 0) lacks.push({ code: 'presence_unsigned', text: sentence('presence_unsigned') })
  const names = new Set((input.presence?.witnesses ?? []).filter((name) => !isBlank(name)))
  const [needed, named] = [witnessesNeeded(input), Math.max(names.size, witnessesSigned(input))]
  if (named < needed) lacks.push({ code: 'witness_missing', text: sentence('witness_missing', String(named), String(needed)) })
  return lacks
}

/** The roles of the basis in which nobody signed; occupant and witnesses are left to presence_unsigned while that is told. */
export function signerLacks(input: GateInput, isUnsigned: boolean): Lack[] {
  const signers = input.basis?.signers ?? []
  const lacks: Lack[] = signers.includes('searcher') ? searcherLacks(input) : []
  if (signers.includes('lead') && standing(input, 'lead').length === 0) lacks.push({ code: 'signer_missing', role: 'lead', text: sentence('signer_missing_lead') })
  if (isUnsigned) return lacks
  if (signers.includes('occupant') && occupantOf(input) === 'present' && standing(input, 'occupant').length === 0) {
    lacks.push({ code: 'signer_missing', role: 'occupant', text: sentence('signer_missing_occupant') })
  }
  const [needed, signed] = [witnessesNeeded(input), standing(input, 'witness').length]
  if (signers.includes('witness') && signed < needed) {
    lacks.push({ code: 'signer_missing', role: 'witness', text: sentence('signer_missing_witness', String(signed), String(needed)) })
  }
  return lacks
}

/** The searchers who did not sign, each once. A signature that names nobody stands for the first who is left. */
function searcherLacks(input: GateInput): Lack[] {
  const signatures = standing(input, 'searcher', 'lead')
  const searchers = [...new Set(input.searchers ?? [])]
  if (searchers.length === 0) {
    return signatures.length > 0 ? [] : [{ code: 'signer_missing', role: 'searcher', text: sentence('signer_missing_searchers') }]
  }
  const signed = new Set(signatures.map(({ officer = '' }) => officer))
  const left = searchers.filter((officer) => !signed.has(officer))
  const nameless = signatures.filter(({ role, officer = '' }) => role === 'searcher' && officer === '').length
  return left
    .slice(nameless)
    .map((officer) => ({ code: 'signer_missing', role: 'searcher', officer, text: sentence('signer_missing_searcher', officerName(input, officer)) }))
}

/** The documents of the basis whose moment has come, and that nobody recorded. */
export function documentLacks(input: GateInput): Lack[] {
  const isFind = findsOf(input) > 0
  const isSeized = (input.exhibits ?? []).some((x) => x.voided !== true && x.disposition === 'seized')
  const isDue = ({ when }: Document): boolean => when === 'always' || (when === 'find' && isFind) || (when === 'seized' && isSeized)
  return (input.basis?.documents ?? [])
    .filter((document) => isDue(document) && !(input.documents ?? []).includes(document.code))
    .map(({ code, labels }) => ({ code: 'document_missing', document: code, text: sentence('document_missing', labels) }))
}

/** The start, where it is not within the hours of the basis by the clocks of the site. */
export function hourLacks({ basis, startedAt = '', timeZone = '' }: GateInput): Lack[] {
  const local = basis === undefined || !isInstant(startedAt) ? null : localTime(Date.parse(startedAt), timeZone)
  if (basis === undefined || local === null || allows(basis.hours, local)) return []
  return [{ code: 'outside_hours', text: sentence('outside_hours', local.clock.slice(0, 5)) }]
}

/** Finds and exhibits that are not voided. */
const findsOf = (input: GateInput): number => [...(input.findings ?? []), ...(input.exhibits ?? [])].filter((thing) => thing.voided !== true).length

export function outcomeLacks(input: GateInput): Lack[] {
  const finds = findsOf(input)
  if (input.outcome === 'done_clear' && finds > 0) return [{ code: 'outcome_contradicts', text: sentence('outcome_clear') }]
  if (input.outcome === 'done_find' && finds === 0) return [{ code: 'outcome_contradicts', text: sentence('outcome_find') }]
  return []
}
