import { joined } from './identity'

/*
 * The numbers of exhibits (docs/exhibits.md, Numbers): K7M-042-Q is the tablet's tag, its counter and a check character.
 * The server gives each tablet a tag of its own, so that tablets without network cannot make the same number.
 */

const alphabet = '0123456789ABCDEFGHJKMNPQRTVWXYZ'
const modulus = 31
const greatest = 9999999

/** A number of ours as it was made. */
export interface ExhibitNumber {
  readonly tag: string
  readonly counter: number
}

const isTag = (tag: string): boolean => /^[ABCDEFGHJKMNPQRTVWXYZ][0-9ABCDEFGHJKMNPQRTVWXYZ]{2}$/.test(tag)

/** Writes the number that a tablet's counter gives; null where there is none. */
export function writeNumber({ tag, counter }: ExhibitNumber): string | null {
  if (!isTag(tag) || !Number.isInteger(counter) || counter < 1 || counter > greatest) return null
  const digits = String(counter).padStart(3, '0')
  return `${tag}-${digits}-${checkCharacter(tag + digits)}`
}

/** The sum of a text by the weights 3^i from the right, i from 0, modulo 31. */
function sumOf(text: string): number {
  let sum = 0
  for (const character of text) sum = (sum * 3 + alphabet.indexOf(character)) % modulus
  return sum
}

/** The character that makes the sum of all 1 (a pure system as in ISO/IEC 7064). */
const checkCharacter = (body: string): string => alphabet.charAt((1 + modulus - sumOf(`${body}0`)) % modulus)

/** Reads a number as people write it: case and separators do not matter, I and L are 1, O is 0, S is 5, U is V. Null for any other number. */
export function readExhibitNumber(text: string): ExhibitNumber | null {
  const plain = joined(text).replace(/[ILOSU]/g, (letter) => ({ I: '1', L: '1', O: '0', S: '5', U: 'V' })[letter] ?? letter)
  const parts = /^(...)([0-9]{3,7})(.)$/s.exec(plain)
  const number = { tag: parts?.[1] ?? '', counter: Number(parts?.[2]) }
  return parts !== null && writeNumber(number)?.replaceAll('-', '') === plain ? number : null
}

/** What two numbers of one operation are compared by: the number of ours, or the normal form of any other. */
export function numberKey(text: string): string {
  const ours = readExhibitNumber(text)
  return (ours === null ? null : writeNumber(ours)) ?? joined(text)
}
