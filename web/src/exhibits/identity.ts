/*
 * What is read on telephones and cards: docs/exhibits.md, Identity. A number is kept as it was read; beside it stand its
 * normal form, by which it is compared, and what is to be remarked of it. Nothing is refused and nothing put right.
 */

export type NumberKind = 'imei' | 'imeisv' | 'tac' | 'iccid' | 'eid'

/** What can be remarked of a number, in the order in which it is. */
export type Check =
  | 'not_digits'
  | 'length'
  | 'no_check_digit'
  | 'software_version'
  | 'prefix'
  | 'check_digit'
  | 'placeholder'
  | 'test'
  | 'nibbles_swapped'

/** A number made comparable. */
export interface ReadNumber {
  readonly normal: string
  readonly checks: readonly Check[]
}

const invalidating: ReadonlySet<Check> = new Set(['not_digits', 'length', 'no_check_digit', 'software_version', 'prefix', 'check_digit'])

/** Whether a number can be one of its kind. */
export const isValid = (number: ReadNumber): boolean => !number.checks.some((check) => invalidating.has(check))

/** Whether a text is valid as a number of the kind; of no kind is nothing. Checklists ask this of four kinds. */
export const isValidAs = (kind: string, text: string): boolean => (kind === 'imei' || kind === 'imeisv' || kind === 'iccid' || kind === 'tac') && isValid(readNumber(kind, text))

/** A text without separators, and with a to z as capitals. */
export const joined = (text: string): string => text.replace(/[\p{White_Space}\-./\u2010-\u2015]/gu, '').replace(/[a-z]+/g, (letters) => letters.toUpperCase())

const isDigits = (text: string): boolean => /^[0-9]+$/.test(text)

/** Whether the last digit is right by Luhn: from the right every second digit is doubled, and the digits add up to a multiple of ten. */
export function isLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const weighed = i % 2 === 0 ? digit : digit * 2
    sum += weighed > 9 ? weighed - 9 : weighed
  }
  return sum % 10 === 0
}

const isOneDigit = (digits: string): boolean => digits !== '' && digits === digits.charAt(0).repeat(digits.length)

/** Reads a number of a kind. */
export function readNumber(kind: NumberKind, text: string): ReadNumber {
  const whole = joined(text)
  switch (kind) {
    case 'imei':
    case 'imeisv':
      return remarked(whole, imeiChecks(whole, kind === 'imei' ? 15 : 16))
    case 'tac':
      return remarked(whole, tacChecks(whole))
    case 'iccid':
      return readCard(whole)
    case 'eid':
      return remarked(whole, eidChecks(whole))
  }
}

/** Keeps the checks that apply. */
function remarked(normal: string, checks: readonly (readonly [Check, boolean])[]): ReadNumber {
  return { normal, checks: checks.filter(([, applies]) => applies).map(([check]) => check) }
}

type Remarks = readonly (readonly [Check, boolean])[]

const notDigits: Remarks = [['not_digits', true]]
const length: Remarks = [['length', true]]

/** Numbers that are right in form and on many telephones; without the check digit. */
const shared: ReadonlySet<string> = new Set(['12345678901234', '01234567890123', '35824005111111', '00499901064000'])

/** An IMEI (3GPP TS 23.003, 6.2.1 and annex B) or, of 16 digits, an IMEISV (6.2.2), which has no check digit. */
function imeiChecks(normal: string, wanted: 15 | 16): Remarks {
  if (normal !== '' && !isDigits(normal)) return notDigits
  const n = normal.length
  if (n !== wanted && !(wanted === 15 && (n === 14 || n === 16))) return length
  const body = normal.slice(0, 14)
  return [
    ['no_check_digit', n === 14],
    ['software_version', wanted === 15 && n === 16],
    ['check_digit', n === 15 && !isLuhn(normal)],
    ['placeholder', isOneDigit(body) || shared.has(body)],
    ['test', body.startsWith('00')],
  ]
}

function tacChecks(normal: string): Remarks {
  if (normal !== '' && !isDigits(normal)) return notDigits
  return normal.length === 8 ? [['test', normal.startsWith('00')]] : length
}

/** The number of an embedded SIM (GSMA SGP.02; ISO/IEC 7064, modulus 97). */
function eidChecks(normal: string): Remarks {
  if (normal !== '' && !isDigits(normal)) return notDigits
  if (normal.length !== 32) return length
  let rest = 0
  for (const digit of normal) rest = (rest * 10 + Number(digit)) % 97
  return [
    ['prefix', !normal.startsWith('89')],
    ['check_digit', rest !== 1],
  ]
}

/** The number of a SIM card (ITU-T E.118), filled up with F to whole bytes, the characters of which may have been read the wrong way round. */
function readCard(whole: string): ReadNumber {
  const plain = readPlainCard(whole)
  if (isValid(plain) || whole.length !== 20 || !whole.startsWith('98')) return plain
  const exchanged = whole.replace(/(.)(.)/g, '$2$1')
  return isValid(readPlainCard(exchanged)) ? { ...plain, checks: [...plain.checks, 'nibbles_swapped'] } : plain
}

function readPlainCard(whole: string): ReadNumber {
  const unfilled = whole.replace(/F+$/, '')
  const normal = isDigits(unfilled) ? unfilled : whole
  if (normal !== '' && !isDigits(normal)) return remarked(normal, notDigits)
  if (normal.length < 18 || normal.length > 20) return remarked(normal, length)
  return remarked(normal, [
    ['prefix', !normal.startsWith('89')],
    ['check_digit', !isLuhn(normal)],
    ['placeholder', isOneDigit(normal.slice(2, -1)) || normal === '89014103211118510720'],
  ])
}

/** The type code of an IMEI or IMEISV of 14 to 16 digits, or of eight digits themselves; empty for what has none. */
export function typeCodeOf(text: string): string {
  const normal = joined(text)
  return isDigits(normal) && (normal.length === 8 || (normal.length >= 14 && normal.length <= 16)) ? normal.slice(0, 8) : ''
}

/** What was read of a device, and why nothing could be. */
export interface DeviceNumbers {
  readonly imei1?: string
  readonly imei2?: string
  readonly iccid?: string
  readonly eid?: string
  readonly serial?: string
  readonly unreadableBecause?: string
}

export type DeviceCheck = 'same_imei' | 'type_codes_differ' | 'serial_is_imei' | 'read_and_unreadable'

/** What is to be remarked of a device as a whole. */
export function checkDevice({ imei1 = '', imei2 = '', serial = '', unreadableBecause = '' }: DeviceNumbers): DeviceCheck[] {
  const [first, second] = [imeiBody(imei1), imeiBody(imei2)]
  const [one, two] = [imeiTypeCode(imei1), imeiTypeCode(imei2)]
  const checks: [DeviceCheck, boolean][] = [
    ['same_imei', first !== '' && first === second],
    ['type_codes_differ', one !== '' && two !== '' && one !== two],
    ['serial_is_imei', isValid(readNumber('imei', serial))],
    ['read_and_unreadable', (imei1 !== '' || imei2 !== '') && unreadableBecause !== ''],
  ]
  return checks.filter(([, applies]) => applies).map(([check]) => check)
}

/** The first 14 digits of an IMEI that has so many. */
function imeiBody(text: string): string {
  const normal = joined(text)
  return isDigits(normal) && normal.length >= 14 && normal.length <= 16 ? normal.slice(0, 14) : ''
}

/** The type code of an IMEI or IMEISV of 14 to 16 digits; empty for what has none. */
export const imeiTypeCode = (text: string): string => imeiBody(text).slice(0, 8)

/** Whether a device is known by something, or says why nothing can be read. */
export const isIdentified = ({ imei1, imei2, iccid, eid, serial, unreadableBecause }: DeviceNumbers): boolean =>
  [imei1, imei2, iccid, eid, serial, unreadableBecause].some((text) => (text ?? '') !== '')
