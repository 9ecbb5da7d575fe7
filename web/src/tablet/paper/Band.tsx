import { useEffect, useState } from 'preact/hooks'
import { useDesk } from '../../field/desk'
import { attachSheets } from '../../field/papers'
import { Dialog } from '../../parts/Dialog'
import { localTime } from '../../time/local'
import { say } from '../../words/words'
import { officerName, zoneOf } from '../search/wording'
import type { Keyed } from './keyed'
import { SheetForm } from './SheetForm'
import './paper.css'

interface BandProperties {
  readonly of: Keyed
  /** What the sheet's photographs are put on: the search or the find; absent while there is none. */
  readonly on?: { readonly id: string; readonly site: string } | undefined
}

/** While a sheet is keyed in: whose words these are and who types them, on every screen of the cell or the find. */
export function PaperBand({ of, on }: BandProperties) {
  const desk = useDesk()
  const [asking, setAsking] = useState<'' | 'change' | 'stop'>('')
  const story = desk.story.value
  const sheet = desk.papers?.of(of.key)
  useEffect(() => {
    // Also after a restart between the photograph and its entry: what is not on the search or find yet is put there.
    if (on !== undefined && sheet !== undefined) void attachSheets(desk.acts, desk.story.peek(), on, of.what === 'find' ? 'finding' : 'search')?.catch(() => undefined)
  }, [on?.id, sheet?.sheets.join()])
  if (sheet === undefined) return null
  const n = sheet.sheets.length
  const at = sheet.doneAt === undefined || sheet.doneAt === '' ? '' : ` · ${say('paper.bandAt', { time: localTime(sheet.doneAt, zoneOf(story, of.site)) })}`
  return (
    <section class="paper-band" role="status" aria-label={say('paper.title')}>
      <PenMark />
      <p>
        <strong>{say('paper.band', { writer: officerName(story, sheet.writtenBy), typist: desk.me.value === '' ? say('paper.nobody') : officerName(story, desk.me.value) })}</strong>
        <span class="paper-band-sheets number">{n === 0 ? say('paper.bandNone') : say('paper.bandSheets', { n })}{at}</span>
      </p>
      <div class="acts">
        <button type="button" class="big" onClick={() => setAsking('change')}>{say('paper.change')}</button>
        <button type="button" class="big" onClick={() => setAsking('stop')}>{say('paper.stop')}</button>
      </div>
      {asking === 'change' && <SheetForm of={of} onClose={() => setAsking('')} />}
      {asking === 'stop' && <Stop of={of} onClose={() => setAsking('')} />}
    </section>
  )
}

function Stop({ of, onClose }: { of: Keyed; onClose: () => void }) {
  const { papers } = useDesk()
  const [notEnded, setNotEnded] = useState(false)
  function stop(): void {
    papers?.lay(of.key, null)
    void papers?.set(of.key, null).then(onClose, () => setNotEnded(true))
  }
  return (
    <Dialog title={say('paper.stop')} onClose={onClose} acts={
      <>
        <button type="button" class="big" onClick={onClose}>{say('paper.leave')}</button>
        <button type="button" class="big first-big" onClick={stop}>{say('paper.stopDo')}</button>
      </>
    }>
      <p>{say('paper.stopHow')}</p>
      {notEnded && <p role="alert" class="ask-problem">{say('paper.notEnded')}</p>}
    </Dialog>
  )
}

const PenMark = () => (
  <svg viewBox="0 0 24 24" class="pen-mark" aria-hidden="true">
    <path d="M5 3h10l4 4v6M5 3v18h7M15 3v4h4" />
    <path d="M21 14l-6 6-2.5.7.7-2.5 6-6z" />
  </svg>
)

/** The way to key in the sheet of a cell, a find or an incident; nothing while one is keyed in already. */
export function PaperSwitch({ of }: { of: Keyed }) {
  const { papers } = useDesk()
  const [asking, setAsking] = useState(false)
  if (papers === undefined || papers.of(of.key) !== undefined) return null
  return (
    <>
      <button type="button" class="big quiet-big" onClick={() => setAsking(true)}>{say('paper.switch')}</button>
      {asking && <SheetForm of={of} onClose={() => setAsking(false)} />}
    </>
  )
}
