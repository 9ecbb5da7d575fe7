// @vitest-environment node
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateIdentity } from 'age-encryption'
import { describe, expect, it } from 'vitest'
import { believe, commitment, normalWords, openKey, openPackage, openWords, unpack, type BrakeAct, type Commitment, type PackageContent } from './bundle'
import { fromBase64url, toBase64url, utf8 } from './encoding'
import { newIdentity } from './keys'
import { agreementFrom, pack, seal, sealToTablet, sealToWords } from './trial/pack'

/* bundle/testdata holds packages that Go made and packages that this made; both open both. CELLSWEEP_UPDATE=1 makes ours anew. */

interface Vector {
  readonly name: string
  readonly identity: string
  readonly words: string
  readonly codes: readonly { act: BrakeAct; n: number; words: string }[]
  readonly package: string // base64
  readonly wordsFile: string // base64
  readonly tablet: { agreementKey: string; privateKey: string } // base64url
  readonly key: string // armoured
  readonly content: PackageContent
}

const folder = join(import.meta.dirname, '../../../bundle/testdata')
const read = (name: string): Vector[] => (existsSync(join(folder, name)) ? (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { vectors: Vector[] }).vectors : [])
const bytes = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(base64, 'base64'))

const codes = [
  { act: 'hold', n: 1, words: 'abaisser bambin zoologie galerie' },
  { act: 'hold', n: 2, words: 'abolir wagon ruban meuble' },
  { act: 'stand_down', n: 1, words: 'zeste vivre utile tonneau' },
] as const

async function made(name: string, words: string, decoy: boolean): Promise<Vector> {
  const identity = await generateIdentity()
  const blank = { format: 'cellsweep-package/1', bundle: crypto.randomUUID(), site: crypto.randomUUID(), decoy } as const
  const brakes: Commitment[] = []
  for (const c of codes) brakes.push({ act: c.act, n: c.n, hash: await commitment(blank, c.act, c.n, c.words) })
  const document = { id: blank.site, kind: 'site', rev: 1, _deleted: false, name: 'Maison d’arrêt «Été» 🔒' }
  const content: PackageContent = decoy ? blank : { ...blank, operation: crypto.randomUUID(), planVersion: 2, hHour: '2026-05-20T04:00:00.000Z', documents: [document], brakes }
  const pair = (await crypto.subtle.generateKey('X25519', true, ['deriveBits'])) as CryptoKeyPair
  const raw = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey)).slice(-32)
  const agreementKey = toBase64url(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)))
  return {
    name, identity, words, codes: decoy ? [] : codes, content,
    package: Buffer.from(await seal(await pack(content, 65536), identity)).toString('base64'),
    wordsFile: Buffer.from(await sealToWords(identity, words)).toString('base64'),
    tablet: { agreementKey, privateKey: toBase64url(raw) },
    key: await sealToTablet(identity, agreementKey),
  }
}

describe('sealed packages', () => {
  it.runIf(process.env.CELLSWEEP_UPDATE)('are written for Go to open', async () => {
    const vectors = [
      await made('a site, French words', 'abaisser abandon abdiquer abeille abolir aborder aboutir aboyer abrasif abreuver', false),
      await made('a decoy, English words', 'abandon ability able about above absent absorb abstract absurd abuse', true),
    ]
    writeFileSync(join(folder, 'typescript.json'), `${JSON.stringify({ vectors }, null, 1)}\n`)
  }, 60_000)

  const all = [...read('go.json'), ...read('typescript.json')]
  it('were made by both sides', () => expect(all.length).toBeGreaterThanOrEqual(4))

  for (const v of all) {
    it(`open by network: ${v.name}`, async () => {
      const raw = fromBase64url(v.tablet.privateKey, 32)
      if (raw === null) throw new Error('the vector has no key')
      const agreement = await agreementFrom(raw)
      await expect(crypto.subtle.exportKey('pkcs8', agreement)).rejects.toThrow()
      const identity = await openKey(v.key, agreement)
      expect(identity).toBe(v.identity)
      expect(await openPackage(bytes(v.package), identity)).toEqual(v.content)
      await expect(openKey(v.key, (await newIdentity()).agreement)).rejects.toThrow('does not open')
    })

    it(`open by ten words: ${v.name}`, async () => {
      expect(await openWords(bytes(v.wordsFile), `  ${v.words.toUpperCase().replaceAll(' ', ' \t')}\n`)).toBe(v.identity)
      await expect(openWords(bytes(v.wordsFile), `${v.words} zoo`)).rejects.toThrow('does not open')
    }, 120_000)

    it(`believe each order once: ${v.name}`, async () => {
      for (const c of v.codes) {
        const got = await believe(v.content, c.words.toUpperCase(), {})
        expect([got?.act, got?.n]).toEqual([c.act, c.n])
        expect(await believe(v.content, c.words, { [c.act]: c.n })).toBeNull()
        expect(await believe({ ...v.content, site: v.content.bundle }, c.words, {})).toBeNull()
      }
      expect(await believe(v.content, 'four words of nobody', {})).toBeNull()
    }, 120_000)
  }

  it('do not open with another identity, nor altered', async () => {
    const [v] = all
    if (v === undefined) throw new Error('there is no vector')
    await expect(openPackage(bytes(v.package), await generateIdentity())).rejects.toThrow('does not open')
    await expect(openPackage(bytes(v.package), 'AGE-SECRET-KEY-1NONE')).rejects.toThrow()
    const altered = bytes(v.package)
    altered[altered.length - 1]! ^= 1
    await expect(openPackage(altered, v.identity)).rejects.toThrow('does not open')
  })

  it('are said to be none where they are none', async () => {
    for (const bad of ['', 'cellsweep-package/2 1\n\0', 'cellsweep-package/1\nx', 'cellsweep-package/1 900\nx', 'cellsweep-package/1 3\nabc', 'cellsweep-package/1 -1\nx', 'cellsweep-package/1 0\n'])
      await expect(unpack(utf8(bad))).rejects.toThrow('not a package')
    const text = await pack({ format: 'cellsweep-package/1', bundle: 'b', site: 's', decoy: true }, 1024)
    expect((await unpack(text)).decoy).toBe(true)
    text[1023] = 7
    await expect(unpack(text)).rejects.toThrow('not a package')
  })

  it('take words however they were typed', () => {
    expect(normalWords(' Éle\u0301phant  \u00c7A\n')).toBe('elephant ca')
  })
})
