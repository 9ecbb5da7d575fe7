/*
 * The tablet's camera. A picture is evidence as the camera gave it: nothing here scales, turns or re-encodes one that the camera
 * made a file of itself.
 */

/** Why there is no picture. refused: the browser was told not to let us; none: there is no camera; busy: something else has it, or it broke. */
export type CameraFault = 'refused' | 'none' | 'busy'

export interface Camera {
  readonly stream: MediaStream
  /** Puts its lamp on or off; absent where there is none. */
  readonly torch?: (on: boolean) => Promise<void>
  readonly stop: () => void
}

/** What browsers have and TypeScript's library does not know. */
interface PhotoCapture {
  takePhoto(): Promise<Blob>
}
declare global {
  interface Window {
    readonly ImageCapture?: new (track: MediaStreamTrack) => PhotoCapture
  }
}

/** Whether this browser can show a live picture at all: it needs a secure context. */
export const hasLivePicture = (): boolean => typeof navigator.mediaDevices?.getUserMedia === 'function'

/** Begins the live picture of the camera at the back, as large as it gives it. Rejects with a CameraFault as the error's message. */
export async function openCamera(): Promise<Camera> {
  if (!hasLivePicture()) throw new Error('none')
  const stream = await navigator.mediaDevices
    .getUserMedia({ audio: false, video: { facingMode: { ideal: 'environment' }, width: { ideal: 3840 }, height: { ideal: 2160 } } })
    .catch((thrown: unknown) => Promise.reject(new Error(faultOf(thrown))))
  const [track] = stream.getVideoTracks()
  const stop = (): void => stream.getTracks().forEach((t) => t.stop())
  const hasTorch = (track?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch === true
  if (track === undefined || !hasTorch) return { stream, stop }
  return { stream, stop, torch: (on) => track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }) }
}

function faultOf(thrown: unknown): CameraFault {
  const name = thrown instanceof Error ? thrown.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'none' : 'busy'
}

export const cameraFault = (thrown: unknown): CameraFault => {
  const word = thrown instanceof Error ? thrown.message : ''
  return word === 'refused' || word === 'none' ? word : 'busy'
}

/** Some cameras answer takePhoto never; then the picture that is on the screen is taken. Milliseconds. */
const patience = 4000

/** Takes a photograph: the camera's own file where the browser gives it, else a JPEG of the frame at its full resolution. */
export async function takePicture(video: HTMLVideoElement, stream: MediaStream): Promise<Blob> {
  const own = await cameraFile(stream)
  return own ?? frameOf(video)
}

async function cameraFile(stream: MediaStream): Promise<Blob | null> {
  const [track] = stream.getVideoTracks()
  if (window.ImageCapture === undefined || track === undefined) return null
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), patience))
  const taken = await Promise.race([new window.ImageCapture(track).takePhoto().catch(() => null), late])
  return taken === null || taken.size === 0 ? null : taken
}

/** The frame that is shown, with as many points as the camera gives. */
function frameOf(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('busy')) : resolve(blob)), 'image/jpeg', 0.95)
  })
}
