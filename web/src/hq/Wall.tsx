import { useEffect, useState } from 'preact/hooks'
import { SiteMap } from '../map/SiteMap'
import { go } from '../parts/route'
import { figure, say } from '../words/words'
import { ExposureLine } from './ExposureLine'
import { Age, isStale } from './Freshness'
import { ExposureFigure, FunnelFigures, HourClock } from './Headline'
import type { LivePicture } from './live'
import type { ListProperties } from './Lists'
import { Needs } from './Needs'
import { Legend } from './Overview'
import type { Picture } from './picture'
import { Seizures } from './Seizures'
import { Sites } from './Sites'
import { Timeline } from './Timeline'
import { type Face, faces, pressedKey, stayAwake, type Turning } from './wall'

/** Headquarters on a wall: no chrome, larger figures, one thing after the other; it never sleeps. */
export function Wall({ picture, live, context, asked }: { picture: Picture; live: LivePicture; context: ListProperties; asked: Turning }) {
  const [turning, setTurning] = useState(asked)
  const { pace, paused } = turning
  useEffect(stayAwake, [])
  useEffect(() => {
    document.documentElement.classList.add('on-wall')
    return () => document.documentElement.classList.remove('on-wall')
  }, [])
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') go(context.base)
      setTurning((t) => {
        const next = pressedKey(t, event.key)
        if (next !== null) event.preventDefault()
        return next ?? t
      })
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [context.base])
  useEffect(() => {
    if (paused) return
    const timer = setInterval(() => setTurning((t) => ({ ...t, face: (t.face + 1) % faces.length })), pace * 1000)
    return () => clearInterval(timer)
  }, [pace, paused])
  const face = faces[turning.face] ?? 'map'
  const stale = isStale({ known: live.known.value, stream: live.stream.value })
  return (
    <main id="content" tabIndex={-1} class={stale ? 'wall wall-stale' : 'wall'}>
      <h1 class="unseen">{picture.name}</h1>
      <div class="headline">
        <HourClock clock={live.clock} hHour={picture.hHour} speed={picture.speed} />
        <FunnelFigures funnel={picture.funnel} />
        <ExposureFigure exposure={picture.exposure} />
      </div>
      <section class={`wall-face wall-${face}`} aria-label={say(`wall.${face}`)}>
        <h2 class="unseen">{say(`wall.${face}`)}</h2>
        <Shown face={face} picture={picture} live={live} context={context} />
      </section>
      <footer class="wall-foot">
        <span class="strong">{picture.name}</span>
        <ol class="wall-faces" aria-label={say('wall.faces')}>
          {faces.map((f) => (
            <li key={f} aria-current={f === face ? 'step' : undefined}>
              {say(`wall.${f}`)}
            </li>
          ))}
        </ol>
        <span class="quiet">{paused ? say('wall.paused') : say('wall.keys', { pace: figure(pace) })}</span>
        <Age known={live.known.value} stream={live.stream.value} />
      </footer>
    </main>
  )
}

function Shown({ face, picture, live, context }: { face: Face; picture: Picture; live: LivePicture; context: ListProperties }) {
  const common = { hHour: context.hHour, clock: live.clock, siteAddress: context.siteAddress }
  if (face === 'map')
    return (
      <>
        <div class="wall-chart">
          <Legend />
          <SiteMap sites={picture.sites} siteAddress={context.siteAddress} />
        </div>
        <div class="wall-side">
          <h2>{say('course.title')}</h2>
          <Timeline sites={picture.sites} {...common} most={8} />
          <h2>{say('exposure.course')}</h2>
          <ExposureLine curve={picture.exposure.curve} />
        </div>
      </>
    )
  if (face === 'sites') return <Sites sites={picture.sites} {...common} />
  if (face === 'seizures') return <Seizures seized={picture.seizures} />
  return <Needs needs={picture.needs} {...context} />
}
