// @vitest-environment node
import { bech32 } from '@scure/base'
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { describe, expect, it, vi } from 'vitest'
import { entryText } from './kept'
import { takeAcks } from './carried'
import { sha256Hex, toBase64url, type Bytes } from './encoding'
import { exportFiles, type ExportSettings } from './export'
import { keepOriginal } from './originals'
import { leftOf } from './outbox'
import { verified } from './keys'
import { fileMessage } from './statements'
import { seeded } from './trial/server'
import { never, newTablet, note, type Tablet } from './trial/tablet'

vi.setConfig({ testTimeout: 30_000 })

interface Record_ {
  readonly line: Record<string, unknown>
  readonly bytes: Bytes | null
}

/** The records of a plaintext, read as docs/export-file.md says. */
function read(plain: Uint8Array): Record_[] {
  const records: Record_[] = []
  for (let at = 0; at < plain.length; ) {
    const end = plain.indexOf(10, at)
    const line = JSON.parse(new TextDecoder().decode(plain.subarray(at, end))) as Record<string, unknown>
    at = end + 1
    if (typeof line.size !== 'number') {
      records.push({ line, bytes: null })
      continue
    }
    expect(plain[at + line.size]).toBe(10)
    records.push({ line, bytes: Uint8Array.from(plain.subarray(at, at + line.size)) })
    at += line.size + 1
  }
  return records
}

async function office() {
  const secret = await generateX25519Identity()
  const raw = bech32.decodeToBytes(await identityToRecipient(secret)).bytes
  const open = async (file: Blob): Promise<Record_[]> => {
    const decrypter = new Decrypter()
    decrypter.addIdentity(secret)
    return read(await decrypter.decrypt(new Uint8Array(await file.arrayBuffer())))
  }
  return { age: { id: 'age', key: toBase64url(raw) }, open }
}

async function withKey(): Promise<Tablet> {
  const tablet = await newTablet()
  // An export signs by the stream's own key, wherever it lies.
  const key = await import('./trial/seed').then(async ({ pairFromSeed }) => pairFromSeed(await sha256Hex('trial tablet')))
  await tablet.database.keys.put({ signingKey: tablet.signingKey, identity: { signingKey: tablet.signingKey, agreementKey: '', signing: key.key, agreement: key.key }, enrolled: null })
  return tablet
}

async function exported(tablet: Tablet, age: { id: string; key: string }, more: Partial<ExportSettings> = {}) {
  const all = []
  const settings = { database: tablet.database, tablet: 'the tablet', label: 'Aile B / 7', appVersion: '1.0.0', now: tablet.now, age, ...more }
  for await (const file of exportFiles(settings)) all.push(file)
  return all
}

const photograph = (size: number, seed: number): Bytes => {
  const random = seeded(seed)
  return Uint8Array.from({ length: size }, () => Math.floor(random() * 256))
}

describe('the export', () => {
  it('carries every unacknowledged entry and photograph, which the server takes as it takes pushes, and marks nothing as sent', async () => {
    const [tablet, { age, open }] = [await withKey(), await office()]
    const { database, stream, outbox } = tablet
    await outbox.append(stream, note('sent before'))
    await tablet.pump().drain(stream, never())
    const original = await keepOriginal(database, photograph(70_000, 1), 'image/jpeg', tablet.now())
    await outbox.append(stream, note('é only here', { files: [original.sha256] }))
    await outbox.append(stream, note('this too'))

    const [file, ...others] = await exported(tablet, age)
    expect(others).toEqual([])
    expect(file).toMatchObject({ name: 'cellsweep-Aile-B-7-20260520T060000Z.cellsweep', pushes: 1, files: 1 })
    const records = await open(file?.file as Blob)
    expect(records.map((r) => r.line.record)).toEqual(['cellsweep-export/1', 'push', 'file', 'end'])
    const [header, push, photo, end] = records
    expect(header?.line).toEqual({ record: 'cellsweep-export/1', tablet: 'the tablet', key: 'age', appVersion: '1.0.0', at: '2026-05-20T06:00:00.000Z', pushes: 1, files: 1 })
    expect(end?.line).toEqual({ record: 'end', pushes: 1, files: 1 })
    expect(push?.line.sha256).toBe(await sha256Hex(push?.bytes as Bytes))
    expect(await sha256Hex(photo?.bytes as Bytes)).toBe(original.sha256)
    const claim = { stream, sha256: original.sha256, size: 70_000 }
    expect(photo?.line).toMatchObject(claim)
    expect(await verified(tablet.signingKey, fileMessage(claim), String(photo?.line.sig))).toBe(true)
    expect(await leftOf(database, stream)).toMatchObject({ entries: 2, files: 1 })

    const answer = (await (await tablet.server.push(push?.bytes as Bytes)).json()) as { ack: object }
    expect(tablet.server.journal.map((j) => [j.seq, j.verdict])).toEqual([[1, 'stored'], [2, 'stored'], [3, 'stored']])
    const carried = JSON.stringify({ format: 'cellsweep-acks/1', acks: [{ stream, ...answer.ack, filesMissing: 0 }] })
    expect(await takeAcks(database, carried, tablet.server.keys, tablet.now())).toEqual([{ stream, seq: 3, became: 'taken' }])
    expect(await leftOf(database, stream)).toMatchObject({ entries: 0, files: 1 })
    expect(await database.streams.get(stream)).toMatchObject({ acked: 3 })
  })

  it('is split where there is much to carry: each file whole by itself, together everything once', async () => {
    const [tablet, { age, open }] = [await withKey(), await office()]
    for (let i = 0; i < 6; i++) {
      const { sha256 } = await keepOriginal(tablet.database, photograph(40_000, i), 'image/jpeg', tablet.now())
      await tablet.outbox.append(tablet.stream, note(`act ${i}`, { files: [sha256] }))
    }
    const files = await exported(tablet, age, { most: 100_000 })
    expect(files.length).toBe(3)
    expect(files.map((f) => f.name.slice(-12))).toEqual(['1.cellsweep', '2.cellsweep', '3.cellsweep'].map((n) => `-${n}`))
    const all = await Promise.all(files.map((f) => open(f.file)))
    for (const [i, records] of all.entries()) {
      const [header, end] = [records[0]?.line, records.at(-1)?.line]
      expect([header?.pushes, header?.files]).toEqual([files[i]?.pushes, files[i]?.files])
      expect(end).toEqual({ record: 'end', pushes: header?.pushes, files: header?.files })
      expect(records.length).toBe(2 + (files[i]?.pushes ?? 0) + (files[i]?.files ?? 0))
    }
    expect(new Set(all.flat().filter((r) => r.line.record === 'file').map((r) => r.line.sha256)).size).toBe(6)
    for (const { line, bytes } of all.flat()) if (line.record === 'push') await tablet.server.push(bytes as Bytes)
    expect(tablet.server.journal.length).toBe(6)
  })

  it('is not made when there is nothing to carry, nor to a key that is none', async () => {
    const [tablet, { age }] = [await withKey(), await office()]
    expect(await exported(tablet, age)).toEqual([])
    await tablet.outbox.append(tablet.stream, note('a'))
    await expect(exported(tablet, { id: 'age', key: 'no key' })).rejects.toThrow(TypeError)
  })
})

describe('an ack that was carried back', () => {
  it('counts only when the server has signed it, for a stream of this tablet, at a hash that is its own', async () => {
    const tablet = await newTablet()
    const { database, stream, outbox, server } = tablet
    await outbox.append(stream, note('a'))
    await server.fetch('', { body: JSON.stringify({ stream, entries: (await Promise.all((await database.entries.toArray()).map((e) => entryText(database, e)))).map((raw) => JSON.parse(raw) as unknown) }) })
    const good = await server.ack(stream, 1)
    const take = (acks: object[]) => takeAcks(database, JSON.stringify({ format: 'cellsweep-acks/1', acks }), server.keys, tablet.now())
    expect(await take([{ stream, ...good, time: '2026-05-20T06:00:00.001Z' }, { ...good, stream: 'A'.repeat(22) }])).toMatchObject([{ became: 'not_signed' }, { became: 'not_ours' }])
    expect((await leftOf(database, stream)).entries).toBe(1)
    expect(await database.streams.get(stream)).toMatchObject({ epoch: '', acked: 0, stopped: '' })
    const receipt = JSON.stringify({ format: 'cellsweep-receipt/1', acks: { format: 'cellsweep-acks/1', acks: [{ stream, ...good }] } })
    expect(await takeAcks(database, receipt, server.keys, tablet.now())).toMatchObject([{ became: 'taken' }])
    expect((await leftOf(database, stream)).entries).toBe(0)
    expect((await database.streams.get(stream))?.heardAt).toBe('') // somebody carried it: headquarters was not heard

    tablet.waited.push(1000)
    server.epoch = '2'
    await tablet.pump().drain(stream, never())
    await tablet.pump().beacon(stream)
    expect(await take([{ stream, ...good }])).toMatchObject([{ became: 'old' }])
    expect(await database.streams.get(stream)).toMatchObject({ epoch: '2', acked: 1 })
    await expect(takeAcks(database, '{"format":"other"}', server.keys, 0)).rejects.toMatchObject({ reason: 'format' })
  })

  it('is an alarm when the server holds another branch', async () => {
    const [tablet, clone] = [await newTablet(), await newTablet()]
    await tablet.outbox.append(tablet.stream, note('a'))
    await tablet.pump().drain(tablet.stream, never())
    await clone.outbox.append(clone.stream, note('b'))
    const ack = { stream: tablet.stream, ...(await tablet.server.ack(tablet.stream, 1)) }
    expect(await takeAcks(clone.database, JSON.stringify({ format: 'cellsweep-acks/1', acks: [ack] }), tablet.server.keys, 0)).toMatchObject([{ became: 'alarm' }])
    expect((await leftOf(clone.database, clone.stream)).entries).toBe(1)
  })
})
