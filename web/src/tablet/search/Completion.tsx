import { useState } from 'preact/hooks'
import { attachSheets } from '../../field/papers'
import { list } from '../../field/documents'
import { close } from '../../field/verbs'
import { say } from '../../words/words'
import { Draw } from '../capture/Draw'
import { OnSheet } from '../paper/OnSheet'
import { isLater, Stated } from '../paper/SheetForm'
import { Buttons } from './controls/Buttons'
import { give } from './controls/Control'
import { type Outcome, outcomes } from './ending'
import { Lacks } from './Lacks'
import { Mark } from './Mark'
import type { SearchModel } from './model'
import { LetPass } from './LetPass'
import { Presence } from './Presence'
import { Signatures } from './Signatures'
import type { Search } from '../../field/story'
import { officersIn, worded, zoneOf } from './wording'

/** The close of a search: what is missing, who attended, what was shown, who signs; and the closing itself, when nothing is missing. */
export function Completion({ model }: { model: SearchModel }) {
  return (
    <section class="section completion" aria-labelledby="section-name">
      <div class="section-head">
        <h2 id="section-name">{say('search.end')}</h2>
      </div>
      <Lacks model={model} />
      <Presence model={model} />
      <Documents model={model} />
      <OutcomeChoice model={model} />
      <Signatures model={model} />
      <Closing model={model} />
    </section>
  )
}

/** The papers of the legal basis: shown, handed over or made. */
function Documents({ model }: { model: SearchModel }) {
  const { basis, documents } = model.ending
  const asked = basis.value?.documents ?? []
  if (asked.length === 0) return null
  const press = (code: string): void => {
    const left = new Set(documents.value)
    if (!left.delete(code)) left.add(code)
    documents.value = left
  }
  const when = (word: string): string => (word === 'find' || word === 'seized' ? say(`search.when.${word}`) : '')
  return (
    <section class="end-part" id="end-documents" tabIndex={-1} aria-labelledby="end-documents-name">
      <h3 id="end-documents-name">{say('search.documents')}</h3>
      <p class="quiet">{say('search.documentsHow', { basis: worded(basis.value?.labels) })}</p>
      <Buttons label={say('search.documents')} options={asked.map((d) => ({ code: d.code, word: worded(d.labels, d.code), more: when(d.when) }))} chosen={[...documents.value]} onPress={press} several />
    </section>
  )
}

/** The outcome, proposed by what was found and chosen by the officer. */
function OutcomeChoice({ model }: { model: SearchModel }) {
  const { ending } = model
  const node = ending.outcomeNode
  const view = node === undefined ? undefined : model.view(node.path).value
  const chosen = ending.closing.value.outcome
  const proposed = ending.proposed
  function take(outcome: string): void {
    if (view !== undefined) void give({ model, view }, outcome)
    else ending.outcome.value = outcome as Outcome
  }
  return (
    <section class="end-part" id="end-outcome" tabIndex={-1} aria-labelledby="end-outcome-name">
      <h3 id="end-outcome-name">{say('search.outcome')}</h3>
      <Buttons label={say('search.outcome')} options={outcomes.map((o) => ({ code: o, word: say(`search.${o}`), more: o === proposed ? say('search.proposed') : '' }))} chosen={[chosen]} onPress={take} even />
    </section>
  )
}

/** The closing: not there while anything is missing; the supervisor's leave, the second officer, and the button. */
function Closing({ model }: { model: SearchModel }) {
  const { ending, desk } = model
  const [asking, setAsking] = useState(false)
  const [unwritten, setUnwritten] = useState(false)
  const [busy, setBusy] = useState(false)
  const [endedAt, setEndedAt] = useState('')
  const open = ending.open.value
  const outcome = ending.closing.value.outcome
  const { officer, file } = ending.second.value
  const search = model.search.value
  if (search === undefined) return null
  const paper = desk.papers?.of(search.task)
  if (open.length > 0) {
    return (
      <section class="end-part" aria-labelledby="end-close-name">
        <h3 id="end-close-name">{say('search.close')}</h3>
        <p><Mark standing="open" bare /> {say('search.notYetClose', { n: open.length })}</p>
        <div class="acts">
          <button type="button" class="big" onClick={() => setAsking(true)}>
            {say('search.letPass')}
          </button>
        </div>
        {asking && <LetPass model={model} lacks={open} onClose={() => setAsking(false)} />}
      </section>
    )
  }
  function done(): void {
    if (search === undefined || busy) return
    setBusy(true)
    const { signatures, ...rest } = ending.closing.value
    const confirmed = { role: 'searcher', officer, file }
    const write = async (found: Search): Promise<void> => {
      await attachSheets(desk.acts, desk.story.value, found)
      await close(desk.acts.doneAt(endedAt), desk.story.value, found, { ...rest, signatures: [...signatures, confirmed] })
      await desk.papers?.set(found.task, null)
    }
    write(search).then(
      () => (ending.second.value = { officer: '', file: '' }),
      () => {
        setUnwritten(true)
        setBusy(false)
      },
    )
  }
  return (
    <section class="end-part" aria-labelledby="end-close-name">
      <h3 id="end-close-name">{say('search.close')}</h3>
      {paper !== undefined && <Stated label={say('paper.endedAt')} value={endedAt} zone={zoneOf(desk.story.value, search.site)} now={desk.now()} onInput={setEndedAt} />}
      {paper?.sheets.length === 0 && <p role="alert"><Mark standing="open" bare /> {say('paper.photoFirst')}</p>}
      <Second model={model} />
      {outcome === '' && <p><Mark standing="open" bare /> {say('search.outcomeFirst')}</p>}
      {outcome !== '' && officer !== '' && file !== '' && paper?.sheets.length !== 0 && (
        <button type="button" class="big first-big close-button" disabled={busy || isLater(endedAt, desk.now())} onClick={done}>
          {say('search.closeNow', { outcome: say(outcome === 'done_find' ? 'search.done_find' : 'search.done_clear') })}
        </button>
      )}
      {unwritten && <p role="alert" class="ask-problem"><strong>{say('search.notWritten')}</strong> {say('search.actNotWritten')}</p>}
    </section>
  )
}

/** Another officer than the one who closes confirms it: taps the own name, and draws. */
function Second({ model }: { model: SearchModel }) {
  const { ending, desk } = model
  const { officer, file } = ending.second.value
  const story = desk.story.value
  const me = desk.me.value
  // Who searched and signed on the sheet confirms it there, also if he never was at this tablet.
  const onSheet = desk.acts.paper === undefined ? [] : [desk.acts.paper.writtenBy, ...list<string>(model.search.value?.body, 'searchers')]
  const others = officersIn(story).filter((o) => (story.signedOn.has(o.id) || onSheet.includes(o.id)) && o.id !== me)
  if (me === '') return <p><Mark standing="open" bare /> {say('search.nobodySigned')}</p>
  return (
    <div class="stack">
      <p>{say('search.second')}</p>
      {others.length === 0 && <p><Mark standing="open" bare /> {say('search.secondNone')}</p>}
      {others.length > 0 && <Buttons label={say('search.second')} options={others.map((o) => ({ code: o.id, word: o.name, more: o.badge }))} chosen={[officer]} onPress={(id) => id !== officer && (ending.second.value = { officer: id, file: '' })} />}
      {officer !== '' && file === '' && <OnSheet label={say('search.secondDraws', { name: others.find((o) => o.id === officer)?.name ?? '' })} onSheet={(sha256) => (ending.second.value = { officer, file: sha256 })} />}
      {officer !== '' && file === '' && story.signedOn.has(officer) && <Draw key={officer} label={say('search.secondDraws', { name: others.find((o) => o.id === officer)?.name ?? '' })} onDrawn={(sha256) => (ending.second.value = { officer, file: sha256 })} />}
      {file !== '' && <p><Mark standing="done" bare /> {say('search.secondDone')}</p>}
    </div>
  )
}
