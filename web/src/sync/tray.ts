import { Locked } from '../vault/vault'
import type { AttentionRow, StreamRow, TabletDatabase } from './database'
import { knownKey } from './identity'
import { Inbox } from './inbox'
import { looseOriginals } from './originals'
import { leftOf, waitForPin } from './outbox'
import { isLow, type StorageState } from './storage'
import { timeText } from './text'

/** What may need somebody, each with its words in traywords.ts. */
export const trayCodes = [
  // an act: not verified, quarantined, not applied, not readable
  'bad_signature', 'wrong_stream', 'unknown_stream', 'malformed', 'too_large_to_send', 'out_of_scope', 'tablet_revoked', 'seq_fork', 'operation_closed',
  'too_large', 'held', 'held_pending', 'refused', 'refused_for_now', 'contested', 'unknown_code',
  // a photograph
  'file_refused', 'original_gone', 'missing_again', 'loose_photograph',
  // the journal as a whole
  'stream_forked', 'stream_restored', 'tree_conflict', 'ack_not_signed', 'not_enrolled', 'not_confirmed', 'pin_to_send',
  // the tablet
  'storage_low', 'storage_not_kept', 'clock_off', 'program_too_old', 'not_allowed', 'long_unsent',
] as const
export type TrayCode = (typeof trayCodes)[number]

/** One thing that needs somebody. */
export interface TrayItem {
  readonly code: TrayCode
  readonly grave: boolean // evidence may be at stake: shown first, and in vermilion
  readonly stream: string // "" for the tablet
  readonly seq: number // 0 for none
  readonly subject: string // id or hash of what it is about: an act, a photograph, an answer; "" for none
  readonly detail: string // for whoever helps: a code of the server's, a status, a size; "" for none
  /** Why headquarters holds, refuses or cannot read it: a code (trayWhys) and the server's own sentence (words/told.ts); "" for none. */
  readonly why: string
  readonly told: string
  readonly type: string // of the entry, where headquarters has it; "" for unknown
  readonly at: string // since when; "" for unknown
  readonly count: number // how many things of the same kind this item stands for
}

export interface TraySettings {
  readonly database: TabletDatabase
  readonly operation: string
  readonly now: number
  readonly storage: StorageState
  /** The documents of a kind where they are open already; undefined: they are opened here, which takes long where there are thousands. */
  readonly documents?: (kind: 'receipt' | 'answer') => Iterable<Document>
}

type Document = Readonly<Record<string, unknown>>

/** A clock that is this far off is told, milliseconds; times of acts are claims and never order anything. */
export const clockTolerance = 120_000

/** Entries that wait longer than this are told, milliseconds. */
export const unsentTolerance = 6 * 3_600_000

const grave = new Set<TrayCode>(['bad_signature', 'wrong_stream', 'malformed', 'too_large_to_send', 'seq_fork', 'stream_forked', 'stream_restored', 'tree_conflict', 'ack_not_signed', 'original_gone', 'storage_low', 'storage_not_kept', 'tablet_revoked', 'contested'])

function item(code: TrayCode, more: Partial<TrayItem> = {}): TrayItem {
  return { code, grave: grave.has(code), stream: '', seq: 0, subject: '', detail: '', why: '', told: '', type: '', at: '', count: 1, ...more }
}

/**
 * What needs somebody on this tablet in an operation, grave things first, then by age. It only reads; an item is gone when
 * its cause is. What is merely not sent yet is no such thing: leftOf counts that, and it is shown all the time.
 */
export async function tray(with_: TraySettings): Promise<TrayItem[]> {
  const { database, operation } = with_
  const streams = await database.streams.where({ operation }).toArray()
  const parts = await Promise.all([acts(with_, streams), photographs(database, streams), journal(database, streams), tablet(with_, streams)])
  return parts.flat().sort((a, b) => Number(b.grave) - Number(a.grave) || (a.at < b.at ? -1 : a.at > b.at ? 1 : a.seq - b.seq))
}

/** From the push: what was not verified or was quarantined. From the pull: what is held or refused, and what others contradict. */
async function acts({ database, operation, documents }: TraySettings, streams: readonly StreamRow[]): Promise<TrayItem[]> {
  const inbox = new Inbox({ database, fetch: () => Promise.reject(new Error('the tray does not ask')), base: '', token: () => Promise.resolve('') })
  const own = new Set(streams.map((s) => s.stream))
  // Without a PIN nothing that headquarters said can be read; what this tablet knows by itself is shown all the same.
  const opened = (kind: string): Promise<Document[]> => inbox.documents(operation, kind).catch((thrown: unknown) => (thrown instanceof Locked ? [] : Promise.reject(thrown)))
  const read = async (kind: 'receipt' | 'answer'): Promise<Document[]> => (documents === undefined ? opened(kind) : [...documents(kind)])
  const receipts = (await read('receipt')).filter((r) => own.has(String(r.stream)))
  const settled = new Set(receipts.filter((r) => r.status === 'applied' || r.status === 'settled').map((r) => r.hash))
  const told = (await attentionOf(database, streams)).filter((a) => a.seq > 0 && !settled.has(a.hash) && !fileCodes.has(a.code))
  const waiting = receipts.filter((r) => r.status === 'held' || r.status === 'refused').map(
    (r) => item(waitingCode(r), { stream: String(r.stream), seq: Number(r.seq), subject: String(r.entry), why: String(r.statusCode ?? ''), told: String(r.detail ?? ''), type: String(r.type ?? ''), at: String(r.receivedAt ?? '') }),
  )
  const contested = (await read('answer')).filter((a) => a.state === 'contested' && isOurs(a, own))
  return [
    ...together('unknown_stream', told).map((a) => item(known(a.code), { stream: a.stream, seq: a.seq, subject: a.hash, detail: known(a.code) === 'unknown_code' ? a.code : '', told: a.reason, at: a.at, count: a.count })),
    ...together('held_pending', waiting),
    ...contested.map((a) => item('contested', { subject: String(a.id), detail: String(a.item ?? '') })),
  ]
}

/** Which of the things that wait a receipt tells of: what headquarters' program could not do, a later one does, and recording it anew would make two of it. */
function waitingCode({ status, statusCode }: Document): TrayCode {
  if (status === 'held') return statusCode === 'tablet_pending' ? 'held_pending' : 'held'
  return statusCode === 'unknown_type' || statusCode === 'internal' ? 'refused_for_now' : 'refused'
}

/** Rows that say the same of many acts as one: a tablet that is not enrolled, or not confirmed, has it of all of them. */
function together<R extends { readonly code: string; readonly seq: number }>(code: TrayCode, rows: readonly R[]): (R & { count: number })[] {
  const [same, others] = [rows.filter((a) => a.code === code), rows.filter((a) => a.code !== code)]
  const first = same.reduce<R | undefined>((least, a) => (least === undefined || a.seq < least.seq ? a : least), undefined)
  return [...others.map((a) => ({ ...a, count: 1 })), ...(first === undefined ? [] : [{ ...first, count: same.length }])]
}

/** Whether this tablet has given one of the values that stand against each other. */
function isOurs(answer: Document, own: ReadonlySet<string>): boolean {
  const assertions = Array.isArray(answer.assertions) ? (answer.assertions as Document[]) : []
  return assertions.some((a) => own.has(String(a.stream)) && a.superseded !== true)
}

const fileCodes = new Set<string>(['file_refused', 'original_gone', 'missing_again'])
const codes = new Set<string>(trayCodes)
const known = (code: string): TrayCode => (codes.has(code) ? (code as TrayCode) : 'unknown_code')

async function attentionOf(database: TabletDatabase, streams: readonly StreamRow[]): Promise<AttentionRow[]> {
  const own = new Set(streams.map((s) => s.stream))
  return (await database.attention.toArray()).filter((a) => own.has(a.stream))
}

async function photographs(database: TabletDatabase, streams: readonly StreamRow[]): Promise<TrayItem[]> {
  // There are thousands of photographs, and a few of which something is known (Uploader.note): those alone are read.
  const reasons = (await attentionOf(database, streams)).filter((a) => fileCodes.has(a.code))
  const files = await database.files.bulkGet(reasons.map((a): [string, string] => [a.stream, a.hash]))
  const loose = await looseOriginals(database)
  return [
    ...reasons.flatMap((a, i) => {
      const file = files[i]
      return file?.due === 1 && file.code !== '' ? [item(known(file.code), { stream: a.stream, seq: file.seq, subject: a.hash, detail: a.reason, at: a.at })] : []
    }),
    ...loose.map((o) => item('loose_photograph', { subject: o.sha256, at: o.at })),
  ]
}

async function journal(database: TabletDatabase, streams: readonly StreamRow[]): Promise<TrayItem[]> {
  const enrolled = new Set((await database.keys.filter((k) => k.enrolled !== null).toArray()).map((k) => k.signingKey))
  // A fork is over for the officer when the stream that goes on is known at headquarters.
  const over = (stream: string): boolean => {
    const next = streams.find((s) => s.stream === stream)?.continuedBy
    return enrolled.has(streams.find((s) => s.stream === next)?.signingKey ?? '')
  }
  const items = (await attentionOf(database, streams)).filter((a) => a.seq === 0).map((a) => {
    const code = a.code === 'seq_fork' ? 'stream_forked' : a.code === 'restored' ? 'stream_restored' : known(a.code)
    return item(code, { stream: a.stream, detail: code === 'unknown_code' ? a.code : a.reason, at: a.at })
  })
  const current = await knownKey(database)
  const state = current?.enrolled?.state ?? ''
  if (state === '') items.push(item('not_enrolled'))
  else if (state === 'pending') items.push(item('not_confirmed'))
  return items.filter((i) => !(i.code === 'stream_forked' || i.code === 'stream_restored') || !over(i.stream))
}

async function tablet({ database, operation, now, storage }: TraySettings, streams: readonly StreamRow[]): Promise<TrayItem[]> {
  const items: TrayItem[] = []
  if (isLow(storage)) items.push(item('storage_low', { detail: String(Math.max(0, storage.quota - storage.usage)) }))
  if (!storage.persisted) items.push(item('storage_not_kept'))
  // Only the newest answer says how far the clock is off: it may have been set since.
  const [newest] = streams.filter((s) => s.heardAt !== '').sort((a, b) => (a.heardAt < b.heardAt ? 1 : -1))
  if (newest !== undefined && Math.abs(newest.ahead) > clockTolerance) items.push(item('clock_off', { detail: String(newest.ahead), at: newest.heardAt }))
  const trouble = (await database.pulls.get(operation))?.trouble ?? ''
  if (trouble !== '') items.push(item(trouble))
  for (const { stream } of streams) {
    const { entries, oldestAt } = await leftOf(database, stream)
    const locked = await waitForPin(database, stream)
    if (locked > 0) items.push(item('pin_to_send', { stream, count: locked }))
    if (entries > 0 && oldestAt < timeText(now - unsentTolerance)) items.push(item('long_unsent', { stream, at: oldestAt, count: entries }))
  }
  return items
}
