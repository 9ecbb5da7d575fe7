// A vault with officers whose PINs are known, on a disk in memory, with clocks that a test sets.
import { newTablet, type Tablet } from '../sync/trial/tablet'
import { Locked, PinRefused, Vault } from './vault'

export const ada = '0198f2a0-0000-7000-8000-0000000000a1'
export const ben = '0198f2a0-0000-7000-8000-0000000000b2'
export const hour = 3_600_000
export const text = (s: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(s)
export const words = (b: Uint8Array): string => new TextDecoder().decode(b)

export interface Trial {
  readonly tablet: Tablet
  readonly vault: Vault
  /** The program once more on the same disk. */
  readonly restart: () => Vault
  now: number
  steady: number
}

export async function newVault(work = 2 ** 8): Promise<Trial> {
  const tablet = await newTablet()
  const trial = { tablet, now: Date.parse('2026-05-20T06:00:00Z'), steady: 0 } as { -readonly [K in keyof Trial]: Trial[K] }
  const restart = (): Vault => new Vault({ database: tablet.again(), now: () => trial.now, steady: () => trial.steady, ...(work === 0 ? {} : { work }) })
  Object.assign(trial, { restart, vault: restart() })
  return trial
}

export interface AtAdas extends Trial {
  server: number // the server's clock, which nobody at the tablet can set
  /** The server is heard: it gives the lease anew. */
  readonly heard: () => Promise<void>
  /** A wrong PIN of Ada's at the lock, when it may be tried: how many attempts are left, or why there are none. */
  readonly wrong: () => Promise<unknown>
}

export async function withAda(work?: number): Promise<AtAdas> {
  const trial = await newVault(work)
  const share = crypto.getRandomValues(new Uint8Array(32))
  const at = Object.assign(trial, {
    server: trial.now,
    heard: () => trial.vault.keepLease(share, trial.now + 72 * hour, at.server),
    wrong: async () => {
      trial.now += hour
      const said = await refusal(trial.restart().unlock(ada, '000001'))
      return said instanceof PinRefused ? said.left : said.code
    },
  })
  await at.heard()
  await at.vault.admit(ada, 'Ada', '271828')
  return at
}

/** Why a PIN was not taken. Rejects when it was. */
export const refusal = async (work: Promise<unknown>): Promise<PinRefused | Locked> => {
  try {
    await work
  } catch (thrown) {
    if (thrown instanceof PinRefused || thrown instanceof Locked) return thrown
    throw thrown
  }
  throw new Error('nothing was refused')
}

/** Ada has the tablet, Ben is to confirm; each step of the clock is over every wait. */
export async function withBoth(): Promise<Awaited<ReturnType<typeof withAda>> & { readonly wrongSecond: (vault: Vault, officer: string) => Promise<PinRefused | Locked>; readonly wrongUnlock: () => Promise<PinRefused | Locked> }> {
  const trial = await withAda()
  await trial.vault.admit(ben, 'Ben', '314159')
  const [wrongSecond, wrongUnlock] = [
    (vault: Vault, officer: string) => { trial.now += hour; return refusal(vault.prove(officer, '000001')) },
    () => { trial.now += hour; return refusal(trial.restart().unlock(ada, '000001')) },
  ]
  return Object.assign(trial, { wrongSecond, wrongUnlock })
}

