import { fromBase64url, toHex, type Bytes } from './encoding'

/*
 * The curves of RFC 8032 and RFC 7748: p = 2^255 − 19, d = −121665/121666. WebCrypto takes weak keys without a word: a
 * signature under a key of small order can be valid for many texts.
 */
const p = 2n ** 255n - 19n

/** Encodings of the points whose order divides 8, without the sign bit. */
const smallEdwards = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
])
const smallMontgomery = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
])

const mod = (n: bigint): bigint => ((n % p) + p) % p

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) if ((e & 1n) === 1n) result = mod(result * b)
  return result
}

const inverse = (n: bigint): bigint => power(n, p - 2n)
const d = mod(-121665n * inverse(121666n))

const littleEndian = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(Uint8Array.from(bytes).reverse())}`)

/** Whether an x exists with −x² + y² = 1 + d·x²·y², that is, whether (y² − 1)/(d·y² + 1) is a square (Euler's criterion). */
function onEdwards(y: bigint): boolean {
  const x2 = mod((y * y - 1n) * inverse(mod(d * y * y + 1n)))
  return x2 === 0n || power(x2, (p - 1n) / 2n) === 1n
}

/**
 * The 32 bytes of an Ed25519 public key in base64url. Null for what is not 32 bytes, a coordinate ≥ p, a point of small
 * order, and bytes that are no point of the curve (RFC 8032, 5.1.3).
 */
export function signingKeyBytes(text: string): Bytes | null {
  const raw = fromBase64url(text, 32)
  if (raw === null) return null
  const unsigned = raw.slice()
  unsigned[31] = (unsigned[31] ?? 0) & 0x7f
  const y = littleEndian(unsigned)
  return y < p && !smallEdwards.has(toHex(unsigned)) && onEdwards(y) ? raw : null
}

/** The 32 bytes of an X25519 public key in base64url; null for a coordinate ≥ p (or with its top bit set) and small order (RFC 7748, 6.1). */
export function agreementKeyBytes(text: string): Bytes | null {
  const raw = fromBase64url(text, 32)
  return raw !== null && littleEndian(raw) < p && !smallMontgomery.has(toHex(raw)) ? raw : null
}
