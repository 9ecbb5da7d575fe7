import { type ComponentChildren, type RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { say } from '../../words/words'
import { type Camera, cameraFault, type CameraFault, openCamera } from './camera'

export interface Viewing {
  readonly video: RefObject<HTMLVideoElement | null>
  /** null while it is being opened, and when there is none. */
  readonly camera: Camera | null
  readonly fault: CameraFault | null
  readonly again: () => void
}

/** The live picture while the screen is drawn. It is stopped when the screen is left or the tablet put aside, and begun again. */
export function useCamera(): Viewing {
  const video = useRef<HTMLVideoElement>(null)
  const [camera, setCamera] = useState<Camera | null>(null)
  const [fault, setFault] = useState<CameraFault | null>(null)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    let opened: Camera | null = null
    let left = false
    setFault(null)
    openCamera().then(
      (c) => {
        if (left) return c.stop()
        opened = c
        setCamera(c)
        c.stream.getVideoTracks()[0]?.addEventListener('ended', () => !left && setFault('busy'))
      },
      (thrown: unknown) => !left && setFault(cameraFault(thrown)),
    )
    return () => {
      left = true
      opened?.stop()
      setCamera(null)
    }
  }, [tries])
  useEffect(() => {
    if (video.current === null || camera === null) return
    video.current.srcObject = camera.stream
    void video.current.play?.()?.catch(() => undefined) // a browser that refuses to play shows its first frame; the shutter works
  }, [camera])
  return { video, camera, fault, again: () => setTries((n) => n + 1) }
}

/** The picture and what lies over it; in its place, why there is none and how to go on. */
export function Viewfinder({ viewing: { video, camera, fault, again }, children }: { viewing: Viewing; children?: ComponentChildren }) {
  if (fault !== null) {
    return (
      <div class="view-none" role="alert">
        <p class="view-none-what">{say(`capture.camera.${fault}`)}</p>
        <p>{say(`capture.camera.${fault}.then`)}</p>
        <button type="button" class="big" onClick={again}>
          {say('capture.camera.again')}
        </button>
      </div>
    )
  }
  return (
    <div class="view">
      <video ref={video} playsInline muted autoplay aria-label={say('capture.live')} />
      {camera === null && <p class="view-opening">{say('capture.opening')}</p>}
      {children}
    </div>
  )
}

/** The lamp, where there is one. */
export function Torch({ camera }: { camera: Camera | null }) {
  const [on, setOn] = useState(false)
  if (camera?.torch === undefined) return null
  const { torch } = camera
  const change = (): void => void torch(!on).then(() => setOn(!on), () => undefined)
  return (
    <button type="button" class="big" aria-pressed={on} onClick={change}>
      {say('capture.torch')}
    </button>
  )
}
