import { useEffect, useRef, useState } from 'preact/hooks'
import type { Acts } from '../field/acts'
import { recordSeen, type Seen } from '../field/untied'
import { Button } from '../parts/Button'
import { Field, TextArea } from '../parts/Field'
import { go } from '../parts/route'
import * as capture from '../words/capture'
import * as finds from '../words/finds'
import { addWords, say } from '../words/words'
import { Photos } from './capture/Photos'
import { useStation } from './station'
import { clockTime } from './times'

addWords(capture, finds)

const empty: Seen = { isFind: true, place: '', words: '', photos: [] }

const isNothing = ({ words, photos }: Seen): boolean => words.trim() === '' && photos.length === 0

/**
 * A find, photographs or a note without the plan: on a locked tablet, with nobody's PIN. What was given and not recorded is recorded when
 * the screen is left or the tablet locks itself, so that no photograph is without its words.
 */
export function Quick() {
  const station = useStation()
  const desk = station.desk()
  if (desk === null) return <section class="entry"><h1>{say('quick.title')}</h1><p class="notice">{say('quick.noOperation')}</p></section>
  return <QuickForm acts={desk.acts} leaving={desk.leaving} />
}

function QuickForm({ acts, leaving }: { acts: Acts; leaving: Set<() => void> | undefined }) {
  const station = useStation()
  const [seen, setSeen] = useState(empty)
  const [at, setAt] = useState(0)
  const [turn, setTurn] = useState(0)
  const now = useRef(seen) // what was given as it is now, also while it is being written
  const change = (more: Partial<Seen>): void => setSeen((now.current = { ...now.current, ...more }))

  /** Nothing is taken off the screen before it is on the disk or among the unwritten, which show it. */
  async function record(): Promise<void> {
    const given = now.current
    if (isNothing(given)) return
    const began = station.with_.now()
    now.current = { ...empty, isFind: given.isFind, place: given.place }
    await recordSeen(acts, { ...given, place: given.place.trim(), words: given.words.trim() }, say('finds.undescribed')).then(() => setAt(began), () => undefined)
    setSeen(now.current)
    setTurn((n) => n + 1)
    station.wake()
  }

  useEffect(() => {
    const write = (): void => void record()
    leaving?.add(write)
    return () => {
      leaving?.delete(write)
      write()
    }
  }, [])

  return (
    <section class="entry">
      <h1>{say('quick.title')}</h1>
      <p>{say(station.account.value === '' ? 'quick.what' : 'quick.whatOpen')}</p>
      {at > 0 && <p class="notice" role="status">{say('quick.recorded', { time: clockTime(at) })}</p>}
      <form class="form" onSubmit={(e) => { e.preventDefault(); void record() }}>
        <fieldset class="choosing choosing-wide">
          <legend><h2>{say('quick.kind')}</h2></legend>
          {([true, false] as const).map((isFind) => (
            <label key={String(isFind)} class="choice">
              <input type="radio" name="kind" checked={seen.isFind === isFind} onChange={() => change({ isFind })} />
              <span>{say(isFind ? 'quick.find' : 'quick.note')}</span>
            </label>
          ))}
        </fieldset>
        <Photos key={turn} label={say('quick.photos')} role={seen.isFind ? 'in_place' : 'other'} hashes={seen.photos} recorded={[]} max={30} onChange={(photos) => change({ photos })} />
        <Field label={say('quick.place')} hint={say('quick.placeHint')} value={seen.place} onInput={(place) => change({ place })} most={200} autocomplete="off" />
        <TextArea label={say('quick.words')} value={seen.words} onInput={(words) => change({ words })} most={2000} rows={3} />
        {isNothing(seen) && <p class="quiet">{say('quick.nothingYet')}</p>}
        <p class="form-acts">
          <Button kind="first" type="submit" disabled={isNothing(seen)}>{say('quick.record')}</Button>
          <Button onClick={() => go('/tablet')}>{say('quick.back')}</Button>
        </p>
      </form>
    </section>
  )
}
