// What any client of the field journal does by itself: keys, enrolment, sessions, and entries that are numbered, chained and signed.
import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto'

const text = (...parts) => parts.join('\n')
const sha256 = (what) => createHash('sha256').update(what).digest()
const hex = (what) => sha256(what).toString('hex')
const raw = (key) => key.export({ format: 'jwk' }).x // base64url of the 32 bytes

export class Tablet {
  #signing = generateKeyPairSync('ed25519')
  #agreement = generateKeyPairSync('x25519')
  #tip = { seq: 0, hash: '0'.repeat(64) }
  #n = 0
  #token = ''

  constructor(fetch) {
    this.fetch = fetch
    this.signingKey = raw(this.#signing.publicKey)
  }

  #sign(...parts) {
    return sign(null, Buffer.from(text(...parts)), this.#signing.privateKey).toString('base64url')
  }

  async #ask(path, body) {
    const response = await this.fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }

  /** Enrols with a coordinator's code (section 3). */
  async enrol(code, site, label) {
    const agreementKey = raw(this.#agreement.publicKey)
    const sig = this.#sign('cellsweep-enrol/1', hex(code), this.signingKey, agreementKey, site)
    const { tabletId, keys } = await this.#ask('/v1/tablets', { code, site, label, appVersion: 'rxdb', signingKey: this.signingKey, agreementKey, sig })
    Object.assign(this, { tabletId, site, root: keys.find((k) => k.use === 'root').key })
  }

  /** A token for pulls; signed for once, as a trial is shorter than a session. */
  async token() {
    if (this.#token !== '') return this.#token
    const { nonce } = await this.#ask(`/v1/tablets/${this.tabletId}/challenge`, {})
    const sig = this.#sign('cellsweep-login/1', this.root, this.tabletId, nonce)
    const { token } = await this.#ask(`/v1/tablets/${this.tabletId}/token`, { nonce, sig })
    return (this.#token = token)
  }

  /** Begins the stream of an operation. */
  open(operation) {
    this.operation = operation
    this.stream = sha256(text('cellsweep-stream/1', this.signingKey, operation)).toString('base64url').slice(0, 22)
  }

  /** Writes the next entry of the chain (section 4): its id, its hash, and the text that is sent as it stands. */
  entry(type, members, entity, at) {
    const [seq, id, prev, version] = [this.#tip.seq + 1, randomUUID(), this.#tip.hash, 1]
    const body = JSON.stringify({ salt: randomBytes(16).toString('base64url'), ...members })
    const message = text('cellsweep-entry/1', this.stream, seq, prev, id, this.operation, this.site, type, version, '', at, '', entity, '', '', hex(body))
    const sig = sign(null, Buffer.from(message), this.#signing.privateKey).toString('base64url')
    this.#tip = { seq, hash: hex(message), at }
    const wire = { seq, id, operation: this.operation, site: this.site, type, version, at, base: { entity }, body, prev, sig }
    return { id, hash: this.#tip.hash, raw: JSON.stringify(wire) }
  }

  /** How far the stream reaches (section 5); signed anew for each push. */
  head(left, at) {
    const { seq, hash } = this.#tip
    const unsigned = [++this.#n, seq, hash, left, 0, left > 0 ? at : '', at]
    const [n, , , entries, files, oldestAt] = unsigned
    return { n, seq, hash, entries, files, oldestAt, at, sig: this.#sign('cellsweep-head/1', this.stream, ...unsigned) }
  }
}
