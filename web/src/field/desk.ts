import { type ReadonlySignal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { OriginalRow } from '../sync/database'
import type { Bytes } from '../sync/encoding'
import type { Head } from '../sync/head'
import type { Acts } from './acts'
import type { Papers } from './papers'
import type { Story } from './story'

/** What an officer works with once a package is open: the story as it stands, and the way to add to it. */
export interface Desk {
  readonly story: ReadonlySignal<Story>
  readonly acts: Acts
  /** The officer who is at the tablet, by id of the operation's officers; "" for nobody. */
  readonly me: ReadonlySignal<string>
  /** Milliseconds since 1970, of the tablet's clock. */
  readonly now: () => number
  /** Keeps a photograph, a drawing or a paper as it is, before an act names it. Rejects with StorageFull, or a SyncFault for an empty or too large file. */
  readonly keep: (bytes: Bytes, mediaType: string) => Promise<OriginalRow>
  /** The bytes of an original of this tablet; undefined if it is not here. Rejects with Locked while nobody has given a PIN. */
  readonly original: (sha256: string) => Promise<Bytes | undefined>
  /** Called before the tablet locks itself: whoever holds what is typed and not written writes it then, in the name of who typed it. */
  readonly leaving?: Set<() => void>
  /** The next number for an exhibit (docs/exhibits.md, Numbers): spent at once, also when the exhibit is not recorded in the end. */
  readonly nextNumber: () => Promise<string>
  /** Where an act of this tablet stands in its journal, for the code on an evidence bag; undefined for another's. */
  readonly entry: (id: string) => Written | undefined
  /** Which cells are being keyed in from paper. */
  readonly papers?: Papers
  /** Makes sure by a PIN that an officer of the operation is there, beside whoever is at the tablet. Rejects with PinRefused, Locked, or NoPin for one who has none here. */
  readonly prove?: (officer: string, pin: string) => Promise<void>
  /** The newest head of this tablet's stream in the operation, for another tablet to see; undefined while nothing was recorded. */
  readonly newestHead?: () => Promise<Announced | undefined>
}

/** An officer has no PIN of his own at this tablet. */
export class NoPin extends Error {
  override readonly name = 'NoPin'
}

/** An entry as it stands in its stream. */
export interface Written {
  readonly stream: string
  readonly seq: number
  readonly hash: string
}

/** A head with the key that signed it, base64url: the stream's name follows from key and operation. */
export interface Announced {
  readonly stream: string
  readonly signingKey: string
  readonly head: Head
}

export const DeskContext = createContext<Desk | null>(null)

/** The desk of the page. Throws outside of one: no screen that records is shown before there is an operation. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (desk === null) throw new Error('there is no desk here')
  return desk
}
