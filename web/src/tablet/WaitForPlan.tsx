import { useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { TextArea } from '../parts/Field'
import { say } from '../words/words'
import { useStation } from './station'
import { online } from './status'
import { clockTime } from './times'

/** A package is here or not, and is not open: it opens by the network at its release, or by ten words. */
export function WaitForPlan() {
  const station = useStation()
  const sealed = station.packages.value.filter((p) => p.openedAt === '')
  const idle = station.packages.value.some((p) => p.decoy)
  return (
    <section class="entry">
      <h1>{say(sealed.length > 0 ? 'tablet.ready' : 'tablet.notReady')}</h1>
      {sealed.length > 0 ? (
        <>
          <p>{say('tablet.readyWhat')}</p>
          <p class="quiet">{say('tablet.packagesHere', { n: sealed.length, time: clockTime(sealed.map((p) => p.fetchedAt).sort().at(-1) ?? '') })}</p>
          {sealed.some((p) => p.words !== null) && <TenWords />}
        </>
      ) : (
        <p>{say(idle ? 'tablet.nothingToSearch' : online.value ? 'tablet.fetching' : 'tablet.needsNetworkOnce')}</p>
      )}
      <p>
        <Button onClick={() => station.wake()}>{say('tablet.askNow')}</Button>
      </p>
    </section>
  )
}

/** The ten words of a dark site, as they come over the radio. */
function TenWords() {
  const station = useStation()
  const [words, setWords] = useState('')
  const [state, setState] = useState<'' | 'busy' | 'wrong'>('')
  const count = words.trim() === '' ? 0 : words.trim().split(/\s+/).length
  async function open(): Promise<void> {
    setState('busy')
    setState((await station.openByWords(words).catch(() => false)) ? '' : 'wrong')
  }
  return (
    <form class="form" onSubmit={(e) => { e.preventDefault(); void open() }}>
      <TextArea label={say('tablet.tenWords')} hint={say('tablet.tenWordsHint', { n: count })} value={words} onInput={setWords} rows={2} most={200} />
      {state === 'wrong' && <p class="notice notice-fault" role="alert">{say('tablet.wordsOpenNothing')}</p>}
      <Button kind="first" type="submit" busy={state === 'busy'} disabled={count !== 10}>{say('tablet.open')}</Button>
    </form>
  )
}
