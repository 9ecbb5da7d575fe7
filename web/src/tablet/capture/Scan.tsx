import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { say } from '../../words/words'
import { useTyped } from '../typed'
import { FullView } from './FullView'
import { hasLivePicture } from './camera'
import { type Read, readerOf, type ScanFormat, type Symbology } from './reader'
import { Torch, useCamera, type Viewing, Viewfinder } from './Viewfinder'
import './capture.css'

export type { ScanFormat, Symbology }

interface ScanProperties {
  readonly label: string
  readonly formats: readonly Symbology[]
  readonly value: string
  /** A code was read, or a text typed and left: what it is, and how it came in. Typing is told once the field is left or Enter pressed. */
  readonly onScan: (text: string, format: ScanFormat) => void
  /** What is to be remarked of a text, while it is typed. */
  readonly remarks?: (text: string) => readonly string[]
  readonly hint?: string | undefined
  readonly wrong?: string | undefined
  readonly inputMode?: 'text' | 'numeric'
  /** Characters at most; 200 as in a checklist, more for a code that carries a text. */
  readonly most?: number
  /** Whether a code can be the one that is asked for: a label has several. Another is shown, and taken only when somebody says so. */
  readonly fits?: (text: string) => boolean
}

/** A number that is read by the camera or typed: the field is always there, the camera when there is one. */
export function Scan({ label, formats, value, onScan, remarks, hint, wrong, inputMode = 'text', most = 200, fits }: ScanProperties) {
  const [open, setOpen] = useState(false)
  function read({ text, format }: Read): void {
    setOpen(false)
    onScan(text, format)
  }
  return (
    <div class="scan-field">
      <Typed label={label} value={value} onTyped={(text) => onScan(text, 'manual')} remarks={remarks} hint={hint} wrong={wrong} inputMode={inputMode} most={most}>
        {hasLivePicture() && (
          <button type="button" class="big scan-open" onMouseDown={stay} onClick={() => setOpen(true)}>
            <CodeMark />
            {say('capture.scan')}
          </button>
        )}
      </Typed>
      {open && (
        <ScanView label={label} formats={formats} fits={fits} onRead={read} onClose={() => setOpen(false)}>
          <Typed label={say('capture.orType')} value={value} remarks={remarks} inputMode={inputMode} most={most} fleeting
            onTyped={(text) => {
              setOpen(false)
              onScan(text, 'manual')
            }} />
        </ScanView>
      )}
    </div>
  )
}

const CodeMark = () => (
  <svg viewBox="0 0 24 24" class="code-mark" aria-hidden="true">
    <path d="M3 7V3h4M17 3h4v4M21 17v4h-4M7 21H3v-4M8 8v8M11 8v8M13.5 8v8M16 8v8" />
  </svg>
)

interface TypedProperties {
  readonly label: string
  readonly value: string
  readonly onTyped: (text: string) => void
  readonly remarks?: ((text: string) => readonly string[]) | undefined
  readonly hint?: string | undefined
  readonly wrong?: string | undefined
  readonly inputMode: 'text' | 'numeric'
  readonly most?: number
  /** It goes when something else was given in its place: what is typed in it then is not told. */
  readonly fleeting?: boolean
  readonly children?: preact.ComponentChildren
}

/** A field that tells what was typed when it is left or goes, and what is to be remarked of it at each key. */
export function Typed({ label, value, onTyped, remarks, hint, wrong, inputMode, most = 1000, fleeting = false, children }: TypedProperties) {
  const id = useId()
  const { text: typed, type, leave: tell } = useTyped(value, onTyped, fleeting)
  const noted = typed.trim() === '' ? [] : (remarks?.(typed) ?? [])
  const notes = wrong === undefined ? noted : [wrong, ...noted]
  return (
    <div class="typed">
      <label for={id}>{label}</label>
      <div class="typed-row">
        <input id={id} value={typed} inputMode={inputMode} autocapitalize="characters" autocomplete="off" spellcheck={false} maxLength={most} aria-describedby={`${id}-note`}
          aria-invalid={notes.length > 0} onInput={(e) => type(e.currentTarget.value)} onBlur={tell}
          onKeyDown={(e) => {
            if (e.key !== 'Enter') return
            e.preventDefault()
            tell()
          }} />
        {children}
      </div>
      <div id={`${id}-note`} class="typed-notes" aria-live="polite">
        {notes.map((note) => (
          <p key={note} class="remark">
            {note}
          </p>
        ))}
        {notes.length === 0 && hint !== undefined && <p class="quiet">{hint}</p>}
      </div>
    </div>
  )
}

interface ScanViewProperties {
  readonly label: string
  readonly formats: readonly Symbology[]
  readonly onRead: (read: Read) => void
  readonly onClose: () => void
  readonly fits?: ((text: string) => boolean) | undefined
  readonly children?: preact.ComponentChildren
}

/** The live picture, looked at until a code is in it. What lies below it can be typed into at any time. */
export function ScanView({ label, formats, onRead, onClose, fits = () => true, children }: ScanViewProperties) {
  const viewing = useCamera()
  const [unfit, setUnfit] = useState<Read | null>(null)
  const state = useReading(viewing, formats, (found) => {
    const fit = fits(found.text)
    if (fit) onRead(found)
    else setUnfit(found)
    return fit
  })
  return (
    <FullView title={label} onClose={onClose}>
      <Viewfinder viewing={viewing}>
        <div class="scan-frame" aria-hidden="true" />
      </Viewfinder>
      <footer class="full-foot scan-foot">
        <p aria-live="polite">{viewing.fault === null ? say(`capture.scan.${state}`) : ''}</p>
        <Torch camera={viewing.camera} />
      </footer>
      {unfit !== null && (
        <div class="scan-unfit" role="status">
          <p>{say('capture.scan.unfit', { text: unfit.text })}</p>
          <button type="button" class="big" onClick={() => onRead(unfit)}>
            {say('capture.scan.takeIt')}
          </button>
        </div>
      )}
      {children !== undefined && <div class="scan-typed">{children}</div>}
    </FullView>
  )
}

/** Between two looks at the picture, milliseconds: the screen stays quick while it is read. */
const between = 120

/** Looks at the picture until a code is read that is taken. A code of bars counts when it was read twice alike: a glance at half of one can look like another. */
function useReading({ video, camera }: Viewing, formats: readonly Symbology[], onRead: (read: Read) => boolean): 'preparing' | 'looking' | 'unreadable' {
  const [state, setState] = useState<'preparing' | 'looking' | 'unreadable'>('preparing')
  const tell = useRef(onRead)
  tell.current = onRead
  useEffect(() => {
    if (camera === null) return
    let left = false
    let before: Read | null = null
    const look = async (): Promise<void> => {
      const reader = await readerOf(formats)
      if (!left) setState('looking')
      while (!left) {
        const found: Read | null = video.current === null ? null : await reader(video.current)
        const sure = found !== null && (found.format === 'qr_code' || found.format === 'data_matrix' || found.text === before?.text)
        if (sure && !left && tell.current(found)) return void navigator.vibrate?.(80)
        before = found ?? before
        await new Promise((resolve) => setTimeout(resolve, between))
      }
    }
    look().catch(() => !left && setState('unreadable'))
    return () => {
      left = true
    }
  }, [camera])
  return state
}

/** Keeps the focus in the field until the press has ended: what is told on leaving it would move the button away from under the mouse. */
const stay = (event: MouseEvent): void => event.preventDefault()
