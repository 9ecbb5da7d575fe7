import { useId, useRef, useState } from 'preact/hooks'
import { say } from '../../words/words'
import { hasLivePicture, takePicture } from './camera'
import { FullView } from './FullView'
import { type Keeping, useKeeping } from './keep'
import { Picture, Thumb } from './Thumb'
import { Torch, useCamera, Viewfinder } from './Viewfinder'
import './capture.css'

interface PhotosProperties {
  readonly label: string
  /** What they show, as the checklist's item or the entry's photographs say it: overview_before, in_place, sealed_bag … */
  readonly role: string
  /** SHA-256 of those that there are, oldest first. */
  readonly hashes: readonly string[]
  /** Told after each photograph, once its bytes are on the disk. */
  readonly onChange: (hashes: readonly string[]) => void
  readonly min?: number
  readonly max?: number
  /** Those that an act names already: they stay. Without it all of them are taken to be recorded; what is not can be taken away. */
  readonly recorded?: readonly string[]
  readonly hint?: string | undefined
}

/** Photographs by the tablet's camera: kept as they come from it, hashed before anything else happens to them. */
export function Photos({ label, role, hashes, onChange, min = 0, max, recorded = hashes, hint }: PhotosProperties) {
  const id = useId()
  const keeping = useKeeping()
  const [open, setOpen] = useState(false)
  const [hashesNow, onChangeNow] = [useRef(hashes), useRef(onChange)] // a photograph is kept while the screen goes on
  hashesNow.current = hashes
  onChangeNow.current = onChange
  /** Told already, and not yet among those that the caller shows: the next one is told with them. */
  const told = useRef<readonly string[]>([])
  told.current = told.current.filter((h) => !hashes.includes(h))
  const isFull = max !== undefined && hashes.length + told.current.length >= max
  function add(more: readonly string[]): void {
    const before = [...hashesNow.current, ...told.current]
    const fresh = more.filter((h) => !before.includes(h))
    if (fresh.length === 0) return
    told.current = [...told.current, ...fresh]
    onChangeNow.current([...before, ...fresh])
  }
  async function take(blob: Blob): Promise<void> {
    const hash = await keeping.keep(blob)
    if (hash !== null) add([hash])
  }
  return (
    <section class="photos-field" aria-labelledby={id} data-role={role}>
      <div class="photos-head">
        <h3 id={id}>{label}</h3>
        <PhotoCount n={hashes.length} min={min} max={max} />
      </div>
      {hint !== undefined && <p class="quiet">{hint}</p>}
      <ul class="thumbs">
        {hashes.map((hash, i) => (
          <li key={hash}>
            <Thumb sha256={hash} name={say('capture.nth', { label, n: i + 1 })} />
            {!recorded.includes(hash) && (
              <button type="button" class="big quiet-big"
                onClick={() => {
                  told.current = told.current.filter((h) => h !== hash)
                  onChange(hashes.filter((h) => h !== hash))
                }}>
                {say('capture.takeAway')}
              </button>
            )}
          </li>
        ))}
        {!isFull && (
          <li>
            {hasLivePicture() ? (
              <button type="button" class="shoot" disabled={keeping.busy} onClick={() => setOpen(true)}>
                <ShutterMark />
                {say('capture.take')}
              </button>
            ) : (
              <ByFile word={say('capture.take')} onTaken={take} />
            )}
          </li>
        )}
      </ul>
      <NotKept keeping={keeping} onKept={add} />
      {open && <CameraView label={label} hashes={hashes} isFull={isFull} min={min} max={max} keeping={keeping} onTaken={take} onKept={add} onClose={() => setOpen(false)} />}
    </section>
  )
}

/** How many there are of how many; a word and a shape, not a colour alone. */
function PhotoCount({ n, min, max }: { n: number; min: number; max: number | undefined }) {
  const short = n < min
  return (
    <p class={short ? 'count count-short' : 'count'}>
      {short ? say('capture.ofAtLeast', { n, min }) : max !== undefined && max > 1 && n >= max ? say('capture.ofAtMost', { n, max }) : say('capture.count', { n })}
    </p>
  )
}

const ShutterMark = () => (
  <svg viewBox="0 0 24 24" class="shutter-mark" aria-hidden="true">
    <circle cx="12" cy="12" r="10" />
    <circle cx="12" cy="12" r="6" class="inner" />
  </svg>
)

/** The tablet's own camera program, where no live picture can be had. */
function ByFile({ word, onTaken }: { word: string; onTaken: (blob: Blob) => Promise<void> }) {
  return (
    <label class="shoot">
      <ShutterMark />
      {word}
      <input
        type="file"
        class="unseen"
        accept="image/*"
        capture="environment"
        onChange={(e) => {
          const input = e.currentTarget
          const files = [...(input.files ?? [])]
          void (async () => {
            for (const file of files) await onTaken(file)
            input.value = '' // the same file can be chosen again
          })()
        }}
      />
    </label>
  )
}

/** What could not be kept: why, and how to go on. It is in memory alone. */
export function NotKept({ keeping: { unkept, again, busy }, onKept }: { keeping: Keeping; onKept: (hashes: readonly string[]) => void }) {
  if (unkept === null) return null
  const hopeless = unkept.why === 'too_large' || unkept.why === 'empty'
  return (
    <div class="not-kept" role="alert">
      <p class="not-kept-what">{say(`capture.unkept.${unkept.why}`, { n: unkept.blobs.length })}</p>
      <p>{say(`capture.unkept.${unkept.why}.then`)}</p>
      {!hopeless && (
        <button type="button" class="big" disabled={busy} onClick={() => void again().then(onKept)}>
          {say('capture.unkept.again')}
        </button>
      )}
    </div>
  )
}

interface CameraViewProperties {
  readonly label: string
  readonly hashes: readonly string[]
  readonly isFull: boolean
  readonly min: number
  readonly max: number | undefined
  readonly keeping: Keeping
  readonly onTaken: (blob: Blob) => Promise<void>
  readonly onKept: (hashes: readonly string[]) => void
  readonly onClose: () => void
}

/** The live picture with its shutter. Each press is kept; what was pressed once is not taken back, another is taken instead. */
function CameraView({ label, hashes, isFull, min, max, keeping, onTaken, onKept, onClose }: CameraViewProperties) {
  const viewing = useCamera()
  const [taking, setTaking] = useState(false)
  const { video, camera, fault } = viewing
  const last = hashes.at(-1)
  async function press(): Promise<void> {
    if (taking || camera === null || video.current === null) return
    setTaking(true)
    try {
      await onTaken(await takePicture(video.current, camera.stream))
    } catch {
      viewing.again()
    } finally {
      setTaking(false)
    }
  }
  return (
    <FullView title={label} onClose={onClose} closeWord={hashes.length > 0 ? say('capture.done') : say('act.close')}>
      <Viewfinder viewing={viewing}>{taking && <div class="flash" />}</Viewfinder>
      <footer class="full-foot">
        <div class="foot-side">
          {last !== undefined && (
            <span class="last-taken">
              <Picture sha256={last} alt={say('capture.last')} />
            </span>
          )}
          <span aria-live="polite">
            <PhotoCount n={hashes.length} min={min} max={max} />
          </span>
        </div>
        {fault === null ? (
          <button type="button" class="shutter" disabled={camera === null || taking || isFull} onClick={() => void press()} aria-label={say('capture.shutter')}>
            <span />
          </button>
        ) : (
          <ByFile word={say('capture.ownCamera')} onTaken={onTaken} />
        )}
        <div class="foot-side foot-right">
          <Torch camera={camera} />
        </div>
      </footer>
      <NotKept keeping={keeping} onKept={onKept} />
      {isFull && <p class="foot-note">{say('capture.enough')}</p>}
    </FullView>
  )
}
