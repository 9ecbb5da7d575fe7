/** What a wall shows in turn. */
export const faces = ['map', 'sites', 'seizures', 'needs'] as const
export type Face = (typeof faces)[number]

/** Seconds that a face stays, as they can be chosen. */
export const paces = [5, 10, 15, 20, 30, 60] as const
export const usualPace = 15

/** The state of the wall: which face it shows, for how long each, and whether it stands still. */
export interface Turning {
  readonly face: number
  readonly pace: number
  readonly paused: boolean
}

/** The wall as an address asks for it: "?wall", or with a pace in seconds, "?wall=20". null: no wall is asked for. */
export function wallOf(search: string): Turning | null {
  const asked = new URLSearchParams(search).get('wall')
  if (asked === null) return null
  const pace = Number(asked)
  return { face: 0, pace: Number.isFinite(pace) && pace > 0 ? Math.min(600, Math.max(3, Math.round(pace))) : usualPace, paused: false }
}

/** What a key does to the wall: space stops and goes on, the arrows turn, + and − change the pace. null: the key is not the wall's. */
export function pressedKey(t: Turning, key: string): Turning | null {
  if (key === ' ') return { ...t, paused: !t.paused }
  if (key === 'ArrowRight') return { ...t, face: (t.face + 1) % faces.length }
  if (key === 'ArrowLeft') return { ...t, face: (t.face + faces.length - 1) % faces.length }
  const slower = paces.find((p) => p > t.pace)
  const faster = [...paces].reverse().find((p) => p < t.pace)
  if (key === '-' || key === '−') return { ...t, pace: slower ?? t.pace }
  if (key === '+' || key === '=') return { ...t, pace: faster ?? t.pace }
  return null
}

/** Keeps the screen awake where the browser can; it must be asked anew whenever the page comes back into sight. Returns what ends it. */
export function stayAwake(): () => void {
  let held: WakeLockSentinel | null = null
  let ended = false
  async function ask(): Promise<void> {
    if (ended || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
    try {
      held = await navigator.wakeLock.request('screen')
      if (ended) await held.release()
    } catch {
      // Refused, as on a battery that runs low: the wall goes on, and the computer's own settings decide when it sleeps.
    }
  }
  const again = (): void => void ask()
  document.addEventListener('visibilitychange', again)
  void ask()
  return () => {
    ended = true
    document.removeEventListener('visibilitychange', again)
    void held?.release().catch(() => undefined)
  }
}
