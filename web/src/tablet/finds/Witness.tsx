import { useEffect, useState } from 'preact/hooks'
import { type Announced, useDesk } from '../../field/desk'
import { localDay, ownZone } from '../../time/local'
import { Qr } from '../../parts/Qr'
import { say } from '../../words/words'
import { Scan } from '../capture/Scan'
import { type HeadFault, headText, readHead } from './codes'
import '../capture/capture.css'
import './finds.css'

interface WitnessProperties {
  readonly onClose: () => void
}

type Seen = { readonly seq: number; readonly entries: number } | HeadFault | 'unwritten' | null

/** Two tablets vouch for one another: what one of them had reached by now can no longer be cut off unseen, once the other has written it down. */
export function Witness({ onClose }: WitnessProperties) {
  const desk = useDesk()
  const own = useHead()
  const [seen, setSeen] = useState<Seen>(null)
  const story = desk.story.value
  const operation = [...story.documents.operation.keys()][0] ?? ''
  async function take(text: string): Promise<void> {
    const read = await readHead(text, operation, new Set(own == null ? [] : [own.stream]))
    if (typeof read === 'string') return setSeen(read)
    const { oldestAt, ...head } = read.head
    try {
      await desk.acts.act('head.witnessed', { stream: read.stream, head: { ...head, ...(oldestAt === '' ? {} : { oldestAt }) } })
      setSeen({ seq: read.head.seq, entries: read.head.entries })
    } catch {
      setSeen('unwritten')
    }
  }
  return (
    <section class="witness">
      <header class="find-head">
        <button type="button" class="big" onClick={onClose}>
          {say('act.close')}
        </button>
        <h1>{say('finds.witness')}</h1>
      </header>
      <p>{say('finds.witnessWhy')}</p>
      <div class="witness-sides">
        <div class="find-step">
          <h2 class="step-title">{say('finds.witnessShow')}</h2>
          {own === undefined && <p>{say('finds.codeReading')}</p>}
          {own === null && <p>{say('finds.witnessNothing')}</p>}
          {own != null && (
            <>
              <Qr text={headText(own)} label={say('finds.witnessShow')} />
              <p class="number">{say('finds.witnessReach', { seq: own.head.seq, n: own.head.entries })}</p>
            </>
          )}
        </div>
        <div class="find-step">
          <h2 class="step-title">{say('finds.witnessScan')}</h2>
          <Scan label={say('finds.witnessCode')} formats={['qr']} most={800} value="" onScan={(text) => void take(text)} />
          <SeenNote seen={seen} />
          <ul class="history">
            {[...story.witnessed].map(([stream, { seq, at }]) => (
              <li key={stream}>
                <span class="number">{localDay(at, ownZone())}</span> {say('finds.witnessed', { stream: stream.slice(0, 6), seq })}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  )
}

function SeenNote({ seen }: { seen: Seen }) {
  if (seen === null) return null
  if (typeof seen === 'string') {
    return (
      <p class="not-kept" role="alert">
        {say(`finds.witnessFault.${seen}`)}
      </p>
    )
  }
  return (
    <p class="card-state card-done" role="status">
      {say('finds.witnessDone', { seq: seen.seq, n: seen.entries })}
    </p>
  )
}

/** The newest head of this tablet: undefined while it is made, null where there is none. It is made anew when something was recorded. */
function useHead(): Announced | null | undefined {
  const { newestHead, story } = useDesk()
  const [head, setHead] = useState<Announced | null | undefined>(undefined)
  useEffect(() => {
    let left = false
    const show = (next: Announced | undefined): void => void (left || setHead(next ?? null))
    void (newestHead?.() ?? Promise.resolve(undefined)).then(show, () => show(undefined))
    return () => {
      left = true
    }
  }, [story.value])
  return head
}
