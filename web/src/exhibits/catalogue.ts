import { byCodePoint, codePoints } from '../checklist/strings'
import { imeiTypeCode } from './identity'

/*
 * Which model of the catalogue a telephone may be of: docs/exhibits.md, The catalogue. models/match.go is the same on the server.
 */

/** A model as a release publishes it. Lengths are in millimetres in any order, mass in grams; what is absent or 0 is not known. */
export interface CatalogueModel {
  readonly id?: string
  readonly code: string
  readonly make: string
  readonly model: string
  readonly isTarget: boolean
  readonly mini?: boolean
  readonly tac?: readonly string[]
  readonly lengthMm?: number
  readonly widthMm?: number
  readonly depthMm?: number
  readonly massG?: number
}

/** What an officer sees of a telephone: IMEI as read, what is written on it, up to three lengths in any order, mass. */
export interface Seen {
  readonly imei?: readonly string[]
  readonly text?: string
  readonly lengths?: readonly number[]
  readonly massG?: number
}

const reasons = ['type_code', 'name', 'similar_name', 'size', 'mass'] as const

/** Why a model is offered, the best reason first. */
export type MatchReason = (typeof reasons)[number]

export interface Match<M extends CatalogueModel = CatalogueModel> {
  readonly model: M
  /** The best first; never empty. */
  readonly reasons: readonly MatchReason[]
}

/** Ranks the models of a catalogue, whose codes are distinct. Where a type code or a name was found, mere size and mass are left out. */
export function matchModels<M extends CatalogueModel>(catalogue: readonly M[], seen: Seen): Match<M>[] {
  const codes = (seen.imei ?? []).slice(0, 2).map(imeiTypeCode).filter((code) => code !== '')
  const words = foldedWords(seen.text ?? '')
  const all = catalogue.map((model) => ({ model, reasons: reasonsFor(model, codes, words, seen) })).filter((match) => match.reasons.length > 0)
  all.sort((a, b) => rankOf(a) - rankOf(b) || b.reasons.length - a.reasons.length || byCodePoint(a.model.code, b.model.code))
  const [best] = all
  if (best === undefined || rankOf(best) > reasons.indexOf('name')) return all
  return all.filter((match) => rankOf(match) < reasons.indexOf('size'))
}

const rankOf = ({ reasons: [best = 'mass'] }: Match): number => reasons.indexOf(best)

function reasonsFor(model: CatalogueModel, codes: readonly string[], words: readonly string[], seen: Seen): MatchReason[] {
  const named = nameAmong(model, words)
  const applies: Readonly<Record<MatchReason, boolean>> = {
    type_code: codes.some((code) => (model.tac ?? []).includes(code)),
    name: named === 'same',
    similar_name: named === 'similar',
    size: isSameSize(lengthsOf([model.lengthMm, model.widthMm, model.depthMm]), lengthsOf((seen.lengths ?? []).slice(0, 3))),
    mass: isSameMass(model.massG ?? 0, seen.massG ?? 0),
  }
  return reasons.filter((reason) => applies[reason])
}

const plain: ReadonlyMap<string, string> = new Map(
  (
    [
      ['a', 'àáâãäå'],
      ['ae', 'æ'],
      ['c', 'çčć'],
      ['e', 'èéêëěę'],
      ['i', 'ìíîï'],
      ['l', 'ł'],
      ['n', 'ñńň'],
      ['o', 'òóôõöø'],
      ['oe', 'œ'],
      ['s', 'šś'],
      ['ss', 'ß'],
      ['u', 'ùúûüů'],
      ['y', 'ýÿ'],
      ['z', 'žźż'],
    ] as const
  ).flatMap(([letter, family]) => [...family].map((accented) => [accented, letter] as const)),
)

/** A text in small letters and without accents. It goes code point by code point: of a whole text toLowerCase makes a final sigma. */
export const folded = (text: string): string =>
  [...text]
    .map((point) => String.fromCodePoint(point.toLowerCase().codePointAt(0) ?? 0))
    .filter((point) => point < '\u0300' || point > '\u036f')
    .map((point) => plain.get(point) ?? point)
    .join('')

/** The words of a text: letters and digits, folded. */
const wordsOf = (text: string): string[] => folded(text).match(/[\p{L}\p{Nd}]+/gu) ?? []

/** The words of a text, and each two and each three that stand together as one. */
function foldedWords(text: string): string[] {
  const words = wordsOf(text)
  return [...words, ...words.slice(1).map((_, i) => words.slice(i, i + 2).join('')), ...words.slice(2).map((_, i) => words.slice(i, i + 3).join(''))]
}

/** Whether the model, alone or after its make, is among the words, or one that is similar; a name of fewer than four letters must be right. */
function nameAmong({ make, model }: CatalogueModel, words: readonly string[]): 'same' | 'similar' | null {
  const names = [model, `${make} ${model}`].map((name) => wordsOf(name).join('')).filter((name) => name !== '')
  if (names.some((name) => words.includes(name))) return 'same'
  const isSimilar = (name: string): boolean => {
    const letters = codePoints(name)
    const most = letters >= 8 ? 2 : letters >= 4 ? 1 : 0
    return most > 0 && words.some((word) => distance(name, word) <= most)
  }
  return names.some(isSimilar) ? 'similar' : null
}

/**
 * How many letters must be put in, left out, changed or exchanged with the next to make one of the other (optimal string
 * alignment), 3 for three or more, and for two of which one is longer than 80 letters.
 */
function distance(a: string, b: string): number {
  const [x, y] = [[...a], [...b]]
  if (Math.abs(x.length - y.length) > 2 || x.length > 80 || y.length > 80) return 3
  let before: number[] = []
  let above = y.map((_, j) => j)
  above.push(y.length)
  for (let i = 1; i <= x.length; i++) {
    const row = [i]
    for (let j = 1; j <= y.length; j++) {
      const changed = at(above, j - 1) + (x[i - 1] === y[j - 1] ? 0 : 1)
      const edits = Math.min(changed, at(above, j) + 1, at(row, j - 1) + 1)
      const exchanged = i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1]
      row.push(exchanged ? Math.min(edits, at(before, j - 2) + 1) : edits)
    }
    before = above
    above = row
  }
  return Math.min(at(above, y.length), 3)
}

const at = (row: readonly number[], j: number): number => row[j] ?? 3

/** The lengths that are known, ascending. */
const lengthsOf = (all: readonly (number | undefined)[]): number[] => all.filter((mm): mm is number => mm !== undefined && mm > 0).sort((a, b) => a - b)

/** At least two lengths of each are known, and agree from the shortest on. Where one more is known of the one than of the other, any may be it. */
function isSameSize(model: readonly number[], seen: readonly number[]): boolean {
  if (Math.min(model.length, seen.length) < 2) return false
  const without = (all: readonly number[], i: number): number[] => all.filter((_, k) => k !== i)
  if (model.length === seen.length) return isAlike(model, seen)
  return [0, 1, 2].some((i) => (model.length > seen.length ? isAlike(without(model, i), seen) : isAlike(model, without(seen, i))))
}

/** Whether each differs from the model's by at most 2 mm or 5 % of that. */
const isAlike = (model: readonly number[], seen: readonly number[]): boolean => model.every((mm, i) => Math.abs(mm - (seen[i] ?? 0)) * 20 <= Math.max(40, mm))

/** Whether it differs from the model's by at most 2 g or 10 % of that. */
const isSameMass = (model: number, seen: number): boolean => model > 0 && seen > 0 && Math.abs(model - seen) * 10 <= Math.max(20, model)
