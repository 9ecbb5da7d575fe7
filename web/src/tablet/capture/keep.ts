import { useState } from 'preact/hooks'
import { useDesk } from '../../field/desk'
import type { Bytes } from '../../sync/encoding'
import { SyncFault } from '../../sync/fault'
import { StorageFull } from '../../sync/storage'

/** Why a picture is not on the disk. */
export type KeepFault = 'full' | 'too_large' | 'empty' | 'failed'

/** Pictures that were taken and could not be kept: they are in memory alone, until they are kept or the screen is left. */
export interface Unkept {
  readonly blobs: readonly Blob[]
  readonly why: KeepFault
}

export interface Keeping {
  readonly busy: boolean
  readonly unkept: Unkept | null
  /** Keeps one as it is and says its SHA-256; null when it could not be, and then it is among the unkept. */
  readonly keep: (blob: Blob) => Promise<string | null>
  /** Tries all that are not kept once more, and says the hashes of those that now are. */
  readonly again: () => Promise<readonly string[]>
}

function faultOf(thrown: unknown): KeepFault {
  if (thrown instanceof StorageFull) return 'full'
  if (thrown instanceof SyncFault) return thrown.reason === 'too_large' ? 'too_large' : thrown.reason === 'required' ? 'empty' : 'failed'
  return 'failed'
}

/** Keeps pictures by the desk, and holds those in memory that could not be. */
export function useKeeping(): Keeping {
  const desk = useDesk()
  const [under, setUnder] = useState(0)
  const [unkept, setUnkept] = useState<Unkept | null>(null)

  async function put(blob: Blob): Promise<string> {
    const bytes = new Uint8Array(await blob.arrayBuffer()) as Bytes
    return (await desk.keep(bytes, blob.type === '' ? 'image/jpeg' : blob.type)).sha256
  }
  async function keep(blob: Blob): Promise<string | null> {
    setUnder((n) => n + 1)
    try {
      return await put(blob)
    } catch (thrown) {
      const why = faultOf(thrown)
      setUnkept((before) => ({ blobs: [...(before?.blobs ?? []), blob], why }))
      return null
    } finally {
      setUnder((n) => n - 1)
    }
  }
  async function again(): Promise<readonly string[]> {
    const blobs = unkept?.blobs ?? []
    setUnkept(null)
    const hashes: string[] = []
    for (const blob of blobs) {
      const hash = await keep(blob)
      if (hash !== null) hashes.push(hash)
    }
    return hashes
  }
  return { busy: under > 0, unkept, keep, again }
}
