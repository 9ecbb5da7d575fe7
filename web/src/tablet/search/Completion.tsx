import { useState } from 'preact/hooks'
import { close, confirm } from '../../field/verbs'
import { say } from '../../words/words'
import { CloseOnPaper } from '../paper/CloseOnPaper'
import { useOnce } from '../once'
import { Buttons } from './controls/Buttons'
import { give } from './controls/Control'
import { type Outcome, outcomes } from './ending'
import { Lacks } from './Lacks'
import { Mark } from './Mark'
import type { SearchModel } from './model'
import { LetPass } from './LetPass'
import { Presence } from './Presence'
import { Second } from './Second'
import { Signatures } from './Signatures'
import { worded } from './wording'

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

/** The closing: not there while anything is missing; then the second officer's PIN closes it. */
function Closing({ model }: { model: SearchModel }) {
  const { ending, desk } = model
  const [asking, setAsking] = useState(false)
  const { once, failed, waits } = useOnce(desk.acts)
  const open = ending.open.value
  const outcome = ending.closing.value.outcome
  const me = desk.me.value
  const search = model.search.value
  if (search === undefined) return null
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
  const paper = desk.papers?.of(search.task)
  /** Two entries: that it was closed, of whoever is at the tablet, and that it was confirmed. What fails is told on every screen; a closing that is written after all is confirmed on its own page. */
  async function done(second: string): Promise<void> {
    if (search === undefined || ending.open.value.length > 0) return
    await once(() => close(desk.acts, desk.story.value, search, ending.closing.value).then(({ id }) => confirm(desk.acts, search, id, second)))
  }
  return (
    <section class="end-part" aria-labelledby="end-close-name">
      <h3 id="end-close-name">{say('search.close')}</h3>
      {me === '' && <p><Mark standing="open" bare /> {say('search.nobodySigned')}</p>}
      {me !== '' && outcome === '' && <p><Mark standing="open" bare /> {say('search.outcomeFirst')}</p>}
      {me !== '' && outcome !== '' && paper !== undefined && <CloseOnPaper model={model} search={search} sheets={paper.sheets} />}
      {me !== '' && outcome !== '' && paper === undefined && !waits && <Second closer={me} what={say('search.closeNow', { outcome: say(outcome === 'done_find' ? 'search.done_find' : 'search.done_clear') })} onConfirmed={done} />}
      {failed && <p role="alert" class="ask-problem"><strong>{say('search.notWritten')}</strong> {say('search.actNotWritten')}</p>}
    </section>
  )
}
