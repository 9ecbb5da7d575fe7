import { computed, effect, signal } from '@preact/signals'
import { liveQuery } from 'dexie'
import type { Station } from '../field/station'
import { leftOf } from '../sync/outbox'
import { askToPersist, storageState, type StorageState } from '../sync/storage'
import { tray, type TrayItem } from '../sync/tray'

/** What is on this tablet only, over all operations. */
export interface OnlyHere {
  readonly entries: number
  readonly files: number
  readonly oldestAt: string // "" for nothing
  /** When headquarters last answered, by this tablet's clock; "" for never. */
  readonly heardAt: string
}

export interface Battery {
  readonly level: number // 0 … 1
  readonly charging: boolean
}

export const onlyHere = signal<OnlyHere>({ entries: 0, files: 0, oldestAt: '', heardAt: '' })
export const trayItems = signal<readonly TrayItem[]>([])
export const storage = signal<StorageState>({ persisted: true, usage: 0, quota: 0 })
export const battery = signal<Battery | null>(null)
export const online = signal(true)

/** How often is counted what is here only, milliseconds. */
const countEvery = 2_000

/** How often the tray and the room are looked at, milliseconds. */
const lookEvery = 15_000

/** The least time between two looks at the tray, milliseconds: it reads the name of every photograph, and a write waits for whoever reads. */
const lookPause = 2_000

/** The least time between two counts, milliseconds: an answer is told of by its own writing, and by the tables that it changed. */
const countPause = 100

/** Keeps what every screen shows up to date: counts at once, tray, room and battery now and then. */
export function startStatus(station: Station): void {
  const { database, now } = station.with_
  const count = async (): Promise<void> => {
    const streams = await database.streams.toArray()
    const left = await Promise.all(streams.map(({ stream }) => leftOf(database, stream)))
    const oldest = left.map((l) => l.oldestAt).filter((at) => at !== '').sort()[0] ?? ''
    const found = { entries: sum(left.map((l) => l.entries)), files: sum(left.map((l) => l.files)), oldestAt: oldest, heardAt: streams.map((s) => s.heardAt).sort().at(-1) ?? '' }
    if (JSON.stringify(found) !== JSON.stringify(onlyHere.value)) onlyHere.value = found
  }
  const again = calmly(count, countPause)
  // What this tab writes, what another tab or the sender writes, and, whatever may be missed of both, every other second.
  effect(() => {
    if (station.desk()?.acts.writing.value.length === 0) again()
  })
  liveQuery(() => Promise.all([database.streams.toArray(), database.files.count()])).subscribe({ next: again, error: () => undefined })
  setInterval(again, countEvery)
  const look = async (): Promise<void> => {
    storage.value = { ...(await storageState()), full: await database.reserve.isSpent() }
    const documents = (kind: 'receipt' | 'answer') => station.story.peek().documents[kind].values()
    trayItems.value = await tray({ database, operation: station.operation.value, now: now(), storage: storage.value, documents })
  }
  const looking = calmly(look, lookPause)
  setInterval(looking, lookEvery)
  database.reserve.told = looking
  // An act that is recorded needs nobody: only what headquarters said of it may, or a photograph.
  const heard = computed(() => `${onlyHere.value.files} ${onlyHere.value.heardAt}`)
  const pulled = computed(() => station.story.value.documents)
  effect(() => {
    void [station.phase.value, heard.value, pulled.value]
    looking()
  })
  watchNetwork(station)
  // What is being written, or could not be, is in memory alone: whoever loads the page anew is asked first.
  addEventListener('beforeunload', (event) => {
    const acts = station.desk()?.acts
    if (acts !== undefined && acts.unwritten.value.length + acts.writing.value.length > 0) event.preventDefault()
  })
  void watchBattery().catch(() => undefined)
}

/** Runs work when it is asked for, one at a time, and however often it is asked for, once in so many milliseconds: the first time at once. */
export function calmly(work: () => Promise<unknown>, pause: number): () => void {
  let [busy, again] = [false, false]
  const run = (): void => {
    if (busy) return void (again = true)
    busy = true
    again = false
    void work().catch(() => undefined).then(() => setTimeout(() => {
      busy = false
      if (again) run()
    }, pause))
  }
  return run
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** Asks the browser to keep everything here; what it says is shown. */
export async function persist(): Promise<boolean> {
  const kept = await askToPersist()
  storage.value = { ...storage.value, ...(await storageState()) }
  return kept
}

function watchNetwork(station: Station): void {
  const look = (): void => {
    online.value = navigator.onLine
    if (navigator.onLine) station.wake()
  }
  online.value = navigator.onLine
  addEventListener('online', look)
  addEventListener('offline', look)
}

interface BatteryManager extends EventTarget {
  readonly level: number
  readonly charging: boolean
}

async function watchBattery(): Promise<void> {
  const ask = (navigator as Navigator & { getBattery?: () => Promise<BatteryManager> }).getBattery
  if (ask === undefined) return // Safari and Firefox do not say
  const manager = await ask.call(navigator)
  const look = (): void => void (battery.value = { level: manager.level, charging: manager.charging })
  look()
  manager.addEventListener('levelchange', look)
  manager.addEventListener('chargingchange', look)
}
