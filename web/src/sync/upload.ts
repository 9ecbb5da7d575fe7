import { liveQuery, type Subscription } from 'dexie'
import { DetailedError, Upload } from 'tus-js-client'
import type { FileRow, TabletDatabase } from './database'
import { isPutOff, longestPause } from './due'
import type { Bytes } from './encoding'
import type { Sign } from './keys'
import { bytesOf, dueFiles, nextFiles } from './originals'
import { backOff, jittered, retryAfter } from './post'
import { fileMessage } from './statements'
import { timeText } from './text'

export interface UploaderSettings {
  readonly database: TabletDatabase
  readonly sign: Sign // by the key of the stream
  readonly base: string // of the server, "" for that of the page
  readonly now: () => number
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void> // resolves early when aborted
  readonly random: () => number // 0 … 1
  readonly said: (stream: string) => Promise<unknown> // a beacon: only its answer tells that a file is whole
  readonly locks?: Pick<LockManager, 'request'> | undefined
  readonly chunk?: number // bytes of one PATCH
  readonly stall?: number // milliseconds without a byte carried, after which an attempt is given up
}

/** How one upload ended. */
export type Ended =
  | { readonly kind: 'sent' }
  | { readonly kind: 'gone' } // the original is not on this tablet
  | { readonly kind: 'failed'; readonly status: number; readonly after: number } // status 0: no answer; after: milliseconds at least

const filesPath = '/v1/files/'

/** The server is asked whether files are whole when all have gone, and while more go this often, milliseconds: its answer names every one that it misses. */
const tellEvery = 2_000

/** How many files go at once: one alone mostly waits, for the line and for the server's disk. */
const atOnce = 3

/** How many are looked for at a time, of what may be thousands. */
const roundOf = 60

/** A file that the server will not take now is tried again after this many milliseconds at most, and shown meanwhile. */
const refusedPause = 300_000

/** Brings a stream's photographs to the server after their entries, by tus 1.0, resumed where they were cut. No limit of attempts; nothing is deleted. */
export class Uploader {
  private napping: AbortController | null = null
  /** The last upload was not answered: the others would not be either, and a tablet in flight mode has to keep its battery. */
  private away = false

  constructor(private readonly with_: UploaderSettings) {}

  /** Uploads until the signal, in one tab at a time where the browser has locks. */
  async run(stream: string, signal: AbortSignal): Promise<void> {
    const { locks } = this.with_
    if (locks === undefined) return this.loop(stream, signal)
    try {
      await locks.request(`cellsweep-files:${stream}`, { signal }, () => this.loop(stream, signal))
    } catch (thrown) {
      if (!signal.aborted) throw thrown
    }
  }

  private async loop(stream: string, signal: AbortSignal): Promise<void> {
    const { database, now, random } = this.with_
    let unanswered = 0
    while (!signal.aborted) {
      // No room to note how it went, or the disk could not be read: it would go again at once, and to end here would end it until the page is loaded anew.
      const next = await this.drain(stream, signal).then(() => this.untilNext(stream)).catch(() => (this.away = true, 0))
      unanswered = this.away ? unanswered + 1 : 0
      const napping = this.nap(this.away ? backOff(unanswered, random) : next, signal)
      const watch = this.whenHeard(stream, !this.away, async () => (await nextFiles(database, stream, now(), 1)).length > 0 && this.wake())
      await napping
      watch.unsubscribe()
    }
  }

  /** Calls at once if it is said so, and again whenever the server has answered: only then may another file go. What is recorded meanwhile, at every tap, changes nothing. */
  private whenHeard(stream: string, atOnce: boolean, then: () => Promise<unknown>): Subscription {
    let heard: string | null = null
    return liveQuery(async () => (await this.with_.database.streams.get(stream))?.heardAt ?? '').subscribe({
      next: (at) => {
        const isNew = heard === null ? atOnce : at !== heard
        heard = at
        if (isNew) void then().catch(() => undefined)
      },
      error: () => undefined,
    })
  }

  /** Milliseconds until a file that failed may be tried again; half a minute where none waits for its time. */
  private async untilNext(stream: string): Promise<number> {
    const { database, now } = this.with_
    const times = (await dueFiles(database, stream)).filter((f) => f.sentAt === 0 && isPutOff(f.retryAt, now())).map((f) => f.retryAt - now())
    return Math.max(100, Math.min(30_000, ...times))
  }

  /** Uploads what may be uploaded now, until there is no answer. True if all of it went; what failed has its time to be tried again. */
  async drain(stream: string, signal: AbortSignal): Promise<boolean> {
    this.away = false
    let [whole, untold, told] = [true, false, performance.now()]
    for (;;) {
      const files = signal.aborted ? [] : await nextFiles(this.with_.database, stream, this.with_.now(), roundOf)
      const isTime = (): boolean => untold && performance.now() - told > tellEvery
      if (untold && !signal.aborted && (files.length === 0 || isTime())) {
        await this.with_.said(stream)
        ;[untold, told] = [false, performance.now()]
        continue // what is missed again comes in its turn
      }
      if (files.length === 0) return whole && !signal.aborted
      const lane = async (): Promise<void> => {
        for (let file = files.shift(); file !== undefined && !signal.aborted && !this.away && !isTime(); file = files.shift()) {
          const ended = await this.send(file, signal)
          if (signal.aborted) return
          await this.note(file, ended)
          untold ||= ended.kind === 'sent'
          whole &&= ended.kind === 'sent'
          this.away ||= ended.kind === 'failed' && ended.status === 0
        }
      }
      // All lanes end before anything is thrown: what runs on would be sent a second time beside itself.
      const failed = (await Promise.allSettled(Array.from({ length: atOnce }, lane))).find((l) => l.status === 'rejected')
      if (failed !== undefined) throw failed.reason
      if (this.away) return false
    }
  }

  /** Ends the pause between two rounds. */
  wake(): void {
    this.napping?.abort()
  }

  private async nap(milliseconds: number, signal: AbortSignal): Promise<void> {
    this.napping = new AbortController()
    await this.with_.wait(milliseconds, AbortSignal.any([signal, this.napping.signal]))
    this.napping = null
  }

  private async send(file: FileRow, signal: AbortSignal): Promise<Ended> {
    const { database, sign, now } = this.with_
    const bytes = await bytesOf(database, file.sha256)
    if (bytes === undefined) return { kind: 'gone' }
    const { stream, sha256 } = file
    const size = bytes.length
    try {
      const sig = await sign(fileMessage({ stream, sha256, size }))
      await this.tus(file, bytes, { stream, sha256, size: String(size), sig }, signal)
      return { kind: 'sent' }
    } catch (thrown) {
      const answer = thrown instanceof DetailedError ? thrown.originalResponse : null
      const status = answer?.getStatus() ?? (thrown as { status?: number }).status ?? 0
      return { kind: 'failed', status, after: retryAfter(answer?.getHeader('Retry-After') ?? null, now()) }
    }
  }

  /**
   * One attempt by tus-js-client. It retries nothing itself: the pauses have to outlive the program, so they are ours. It is
   * given no endpoint while it resumes, or it would begin anew whenever the server is only busy. The signature is the
   * credential: an expired session cannot strand a photograph.
   */
  private tus(file: FileRow, bytes: Bytes, metadata: Record<string, string>, signal: AbortSignal): Promise<void> {
    const { base, database, chunk = 4 * 1024 * 1024, stall = 60_000 } = this.with_
    const to = file.upload === '' ? { endpoint: `${base}${filesPath}` } : { uploadUrl: `${base}${file.upload}` }
    return new Promise((resolve, reject) => {
      const upload = new Upload(new Blob([]), {
        ...to, metadata, retryDelays: null, chunkSize: chunk,
        storeFingerprintForResuming: false, fileReader: { openFile: () => Promise.resolve(sourceOf(bytes)) },
        onUploadUrlAvailable: () => {
          const at = pathOf(upload.url ?? '')
          if (at !== file.upload) void database.files.update([file.stream, file.sha256], { upload: at }).catch(() => undefined)
        },
        onProgress: () => watch.heard(),
        onSuccess: () => watch.end(resolve),
        onError: (error) => watch.end(() => reject(error)),
      })
      // A line that is up and carries nothing is not noticed by tus-js-client: it would wait for ever.
      const watch = new Watch(stall, signal, () => void upload.abort().then(() => reject(new Error('stopped or stalled')), reject))
      if (!signal.aborted) upload.start()
    })
  }

  private async note(file: FileRow, ended: Ended): Promise<void> {
    const { database, now } = this.with_
    const { stream, sha256, seq } = file
    await database.transaction('rw', [database.files, database.streams, database.attention], async () => {
      const row = await database.files.get([stream, sha256])
      if (row === undefined) return
      await database.attention.where({ stream, seq }).filter((a) => a.hash === sha256).delete()
      if (ended.kind === 'sent') {
        const { n = 0 } = (await database.streams.get(stream)) ?? {}
        await database.files.put({ ...row, upload: '', sentAt: Math.max(1, n), retryAt: 0, code: '' })
        return
      }
      const failures = row.failures + 1
      const code = codeOf(ended)
      const upload = begunAnew(ended) ? '' : row.upload
      await database.files.put({ ...row, upload, failures, code, retryAt: now() + this.pauseAfter(ended, failures) })
      if (code !== '') await database.attention.put({ stream, seq, hash: sha256, code, reason: reasonOf(ended), at: timeText(now()) })
    })
  }

  private pauseAfter(ended: Ended, failures: number): number {
    const { random } = this.with_
    // The server had some of it already, from an upload whose address was lost: it is asked how much.
    if (ended.kind === 'failed' && ended.status === 409 && failures === 1) return 0
    if (ended.kind === 'failed' && ended.after > 0) return Math.min(jittered(ended.after, random), longestPause)
    return codeOf(ended) === '' ? backOff(failures, random) : refusedPause * (0.5 + random() / 2)
  }
}

/** What a person should know of it: nothing while the network or the server is only away, busy, or wants another session. */
function codeOf(ended: Ended): string {
  if (ended.kind === 'sent') return ''
  if (ended.kind === 'gone') return 'original_gone'
  const { status } = ended
  return status < 400 || status >= 500 || passing.includes(status) ? '' : 'file_refused'
}

const reasonOf = (ended: Ended): string => (ended.kind === 'failed' ? String(ended.status) : '')

/** What passes by itself: the stream is not enrolled yet, the upload was forgotten, is at another offset, or held by a request that hangs. */
const passing = [401, 404, 408, 409, 410, 423, 425, 429]

/** Whether the upload that was begun is of no more use. */
const begunAnew = (ended: Ended): boolean => codeOf(ended) !== '' || (ended.kind === 'failed' && (ended.status === 404 || ended.status === 410))

/** The path of an upload at the server that this tablet knows, wherever that is tomorrow; "" for one elsewhere. */
function pathOf(url: string): string {
  const { pathname } = new URL(url, 'http://localhost')
  return pathname.startsWith(filesPath) ? pathname : ''
}

/** Calls stop once when nothing was heard for so long, or when the signal is aborted. */
class Watch {
  private timer: ReturnType<typeof setTimeout> | undefined
  private ended = false

  constructor(private readonly stall: number, private readonly signal: AbortSignal, private readonly stop: () => void) {
    this.signal.addEventListener('abort', this.late)
    if (signal.aborted) this.late()
    else this.heard()
  }

  private readonly late = (): void => this.end(this.stop)

  heard(): void {
    clearTimeout(this.timer)
    if (!this.ended) this.timer = setTimeout(this.late, this.stall)
  }

  end(then: () => void): void {
    if (this.ended) return
    this.ended = true
    clearTimeout(this.timer)
    this.signal.removeEventListener('abort', this.late)
    then()
  }
}

/** The bytes in the pieces that tus-js-client asks for, in a browser and in Node alike; it looks for the size of a piece as of a Blob. */
function sourceOf(bytes: Bytes) {
  const slice = (start: number, end: number) => {
    const piece = bytes.subarray(start, end)
    return Promise.resolve({ value: Object.assign(piece, { size: piece.length }), done: end >= bytes.length })
  }
  return { size: bytes.length, slice, close: () => undefined }
}
