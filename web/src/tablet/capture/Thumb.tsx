import { useEffect, useState } from 'preact/hooks'
import { useDesk } from '../../field/desk'
import type { Bytes } from '../../sync/encoding'
import { say } from '../../words/words'
import { FullView } from './FullView'

/** The longer side of a small picture, in points: twice what is shown, for dense screens. */
const small = 320

/** A picture decoded small; the original where the browser cannot. The original's bytes are not touched. */
async function smallPicture(bytes: Bytes): Promise<Blob> {
  const original = new Blob([bytes])
  if (typeof createImageBitmap !== 'function' || typeof OffscreenCanvas !== 'function') return original
  const bitmap = await createImageBitmap(original, { resizeWidth: small, resizeQuality: 'medium' }).catch(() => null)
  if (bitmap === null) return original
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
  bitmap.close()
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 })
}

type Shown = { readonly address: string } | 'reading' | 'elsewhere' | 'locked'

/** The address of an original's picture while the screen is drawn; afterwards it is given up. */
export function usePicture(sha256: string, of: (bytes: Bytes) => Promise<Blob>): Shown {
  const desk = useDesk()
  const [shown, setShown] = useState<Shown>('reading')
  useEffect(() => {
    let address = ''
    let left = false
    setShown('reading')
    const read = async (): Promise<Shown> => {
      const bytes = await desk.original(sha256)
      if (bytes === undefined) return 'elsewhere'
      const blob = await of(bytes)
      if (left) return 'reading'
      address = URL.createObjectURL(blob)
      return { address }
    }
    read().then((next) => !left && setShown(next), () => !left && setShown('locked'))
    return () => {
      left = true
      if (address !== '') URL.revokeObjectURL(address)
    }
  }, [sha256])
  return shown
}

const whole = (bytes: Bytes): Promise<Blob> => Promise.resolve(new Blob([bytes]))

/** A picture as it was taken, or why it cannot be shown. */
export function Picture({ sha256, alt, isWhole = false }: { sha256: string; alt: string; isWhole?: boolean }) {
  const shown = usePicture(sha256, isWhole ? whole : smallPicture)
  if (typeof shown === 'object') return <img src={shown.address} alt={alt} decoding="async" />
  return <span class="picture-none">{shown === 'reading' ? say('capture.reading') : say(`capture.${shown}`)}</span>
}

/** A small picture that opens large. */
export function Thumb({ sha256, name }: { sha256: string; name: string }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" class="thumb" onClick={() => setOpen(true)} aria-label={say('capture.look', { name })}>
        <Picture sha256={sha256} alt="" />
      </button>
      {open && (
        <FullView title={name} onClose={() => setOpen(false)}>
          <div class="picture-whole">
            <Picture sha256={sha256} alt={name} isWhole />
          </div>
          <p class="picture-hash">SHA-256 {sha256}</p>
        </FullView>
      )}
    </>
  )
}
