import { toBase64url, utf8Length } from './encoding'
import { SyncFault } from './fault'
import { escapePointer, readStrict, type JsonValue } from './strictjson'
import { hasLoneSurrogate, isStream, limits } from './text'

/** 128 fresh random bits in base64url, without which an erased body could be guessed from its hash. */
export const newSalt = (): string => toBase64url(crypto.getRandomValues(new Uint8Array(16)))

/**
 * Writes the body of an entry: the salt first, then the members. Throws a SyncFault for what could not be signed: more
 * than 48 KiB, a member named salt, half a surrogate pair, U+0000, a number past 400 digits.
 */
export function writeBody(members: Readonly<Record<string, unknown>>, salt: string = newSalt()): string {
  if ('salt' in members) throw new SyncFault('repeated', '/salt', 'the salt is not for the caller to choose')
  // A name that looks like a whole number would be moved before the salt by the order of an object's members.
  const text = JSON.stringify(members)
  const body = `{"salt":${JSON.stringify(salt)}${text === '{}' ? '' : ','}${text.slice(1)}`
  checkBody(body)
  return body
}

/** Throws a SyncFault unless the body is what every body must be: at most 48 KiB of strict JSON, an object, the salt first. */
export function checkBody(body: string): void {
  if (hasLoneSurrogate(body)) throw new SyncFault('lone_surrogate', '', 'half of a surrogate pair stands alone')
  if (utf8Length(body) > limits.body) throw new SyncFault('too_large', '', `a body has at most ${limits.body} bytes`)
  const value = readStrict(body)
  if (value.kind !== 'object') throw new SyncFault('type', '', 'a body is an object')
  const [first] = value.members
  if (first?.[0] !== 'salt') throw new SyncFault('required', '/salt', 'the first member of a body is its salt')
  if (first[1].kind !== 'string' || !isStream(first[1].text)) throw new SyncFault('format', '/salt', 'a salt has 22 base64url characters')
  checkNumbers(value, '')
}

/** The greatest exponent and length of a number: 1e999999999 is eleven characters to send and gigabytes to compute with. */
const reach = 400

function checkNumbers(value: JsonValue, pointer: string): void {
  if (value.kind === 'number') {
    const exponent = /e(.*)$/i.exec(value.text)?.[1]
    if (value.text.length > reach || Math.abs(Number(exponent ?? 0)) > reach) {
      throw new SyncFault('range', pointer, 'no number of this size can be kept')
    }
  } else if (value.kind === 'array') {
    value.items.forEach((item, i) => checkNumbers(item, `${pointer}/${i}`))
  } else if (value.kind === 'object') {
    value.members.forEach((item, name) => checkNumbers(item, `${pointer}/${escapePointer(name)}`))
  }
}
