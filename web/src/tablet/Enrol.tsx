import { useEffect, useState } from 'preact/hooks'
import { Refused } from '../sync/enrol'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { say } from '../words/words'
import { useStation } from './station'
import { persist, storage } from './status'

interface Place {
  readonly id: string
  readonly code: string
  readonly name: string
}

/** The code of an invitation in an address or as it was typed: the fragment never reaches a server. */
export const codeIn = (text: string): string => /#enrol=([\w-]+)/.exec(text)?.[1] ?? text.trim()

type Trouble = '' | 'unknown' | 'network' | 'server'

const troubleOf = (thrown: unknown): Trouble => (thrown instanceof Refused ? (thrown.status >= 500 ? 'server' : 'unknown') : 'network')

/** Takes this tablet in by the code that was scanned: which site, what it is called. */
export function Enrol() {
  const station = useStation()
  const [code, setCode] = useState(() => (location.hash === '' ? '' : codeIn(location.hash)))
  const [places, setPlaces] = useState<readonly Place[]>([])
  const [site, setSite] = useState('')
  const [label, setLabel] = useState('')
  const [trouble, setTrouble] = useState<Trouble>('')
  const [busy, setBusy] = useState(false)

  async function ask(text: string): Promise<void> {
    setBusy(true)
    try {
      const found = await placesOf(station.with_.fetch, text)
      setPlaces(found.sites)
      setSite(found.sites.length === 1 ? (found.sites[0]?.id ?? '') : '')
      setLabel((was) => was || found.label)
      setTrouble('')
      history.replaceState(null, '', '/tablet') // a code is good for others too: it does not stay in the address
    } catch (thrown) {
      setTrouble(troubleOf(thrown))
    }
    setBusy(false)
  }

  useEffect(() => {
    if (code !== '' && places.length === 0) void ask(code)
  }, [])

  async function join(): Promise<void> {
    setBusy(true)
    try {
      await persist()
      await station.join(code, site, label)
    } catch (thrown) {
      setTrouble(troubleOf(thrown))
    }
    setBusy(false)
  }

  return (
    <section class="entry">
      <h1>{say('tablet.enrolTitle')}</h1>
      {trouble !== '' && <p class="notice notice-fault" role="alert">{say(`tablet.enrolTrouble.${trouble}`)}</p>}
      {places.length === 0 ? (
        <form class="form" onSubmit={(e) => { e.preventDefault(); void ask(codeIn(code)).then(() => setCode(codeIn(code))) }}>
          <p>{say('tablet.enrolHow')}</p>
          <Field label={say('tablet.code')} value={code} onInput={setCode} autocomplete="off" focus />
          <Button kind="first" type="submit" busy={busy} disabled={code.trim() === ''}>{say('tablet.goOn')}</Button>
        </form>
      ) : (
        <form class="form" onSubmit={(e) => { e.preventDefault(); void join() }}>
          {places.length > 1 && (
            <fieldset class="choosing">
              <legend>{say('tablet.whichSite')}</legend>
              {places.map((p) => (
                <label key={p.id} class="choice">
                  <input type="radio" name="site" checked={site === p.id} onChange={() => setSite(p.id)} />
                  <span>{p.name}</span> <span class="quiet">{p.code}</span>
                </label>
              ))}
            </fieldset>
          )}
          {places.length === 1 && <p class="entry-site">{places[0]?.name}</p>}
          <Field label={say('tablet.label')} hint={say('tablet.labelHint')} value={label} onInput={setLabel} most={80} autocomplete="off" />
          <Button kind="first" type="submit" busy={busy} disabled={site === '' || label.trim() === ''}>{say('tablet.enrol')}</Button>
        </form>
      )}
    </section>
  )
}

async function placesOf(ask: (address: string, init: RequestInit) => Promise<Response>, code: string): Promise<{ readonly label: string; readonly sites: readonly Place[] }> {
  const response = await ask('/v1/enrolments/places', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ code }), cache: 'no-store', credentials: 'omit' })
  if (!response.ok) throw new Refused(response.status)
  return (await response.json()) as { label: string; sites: Place[] }
}

/** The six words, to be compared with what the coordinator's screen shows. */
export function Pending() {
  const station = useStation()
  const here = station.installation.value
  useEffect(() => {
    // Somebody stands beside the tablet and waits for it.
    const timer = setInterval(() => void station.beat().catch(() => undefined), 4000)
    return () => clearInterval(timer)
  }, [])
  return (
    <section class="entry">
      <h1>{say('tablet.compareTitle')}</h1>
      <p>{say('tablet.compare')}</p>
      <ol class="six-words" lang="en" translate={false} aria-label={say('tablet.sixWords')}>
        {(here?.fingerprint ?? '').split(' ').map((word, i) => (
          <li key={i}>{word}</li>
        ))}
      </ol>
      <p class="quiet" role="status">{say('tablet.waitsForConfirmation')}</p>
      {!storage.value.persisted && <p class="notice">{say('tablet.notPersisted')}</p>}
    </section>
  )
}
