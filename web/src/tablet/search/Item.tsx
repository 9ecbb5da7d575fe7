import { useState } from 'preact/hooks'
import type { Node } from '../../checklist/form'
import { ownOption } from '../../checklist/options'
import type { Value } from '../../checklist/values'
import { localTime } from '../../time/local'
import { say } from '../../words/words'
import { Photos } from '../capture/Photos'
import { codesOf } from './controls/Choose'
import { Control, give } from './controls/Control'
import { Typed } from './controls/Numbers'
import { Words } from './controls/Words'
import { Mark } from './Mark'
import type { SearchModel, View } from './model'
import { standingOf } from './progress'
import { officerName, valueWords, worded, zoneOf } from './wording'

/** Where a question stands on the page: what jumps there finds it by this. */
export const placeOf = (path: string, row = ''): string => `item-${path}${row === '' ? '' : `-${row}`}`

interface ItemProperties {
  readonly model: SearchModel
  readonly node: Node
  readonly row: string
  /** What it is called, where that is not the label alone. */
  readonly title?: string
}

/** One question with its control, its suggestion, what an option demands beside it, and what is wrong with it. */
export function Item({ model, node, row, title }: ItemProperties) {
  const view = model.view(node.path, row).value
  if (view === undefined || !view.relevant) return null
  const { item } = node
  const label = title ?? worded(item.labels, item.code)
  if (item.type === 'note') return <p class="ask-note">{label}</p>
  if (item.type === 'calculated') return <Calculated model={model} view={view} label={label} />
  const standing = standingOf(view)
  return (
    <div class={`ask ask-${item.type}`} id={placeOf(node.path, row)} tabIndex={-1} role="group" aria-label={label}>
      <div class="ask-head">
        <h3 class="ask-label">{label}</h3>
        <Mark standing={standing} required={view.required} />
        {item.hint !== undefined && <p class="quiet">{worded(item.hint)}</p>}
        {isTakenBack(view) && (
          <button type="button" class="big quiet-big ask-back" aria-label={say('search.takeBackOf', { what: label })} onClick={() => void give({ model, view }, null)}>
            {say('search.takeBack')}
          </button>
        )}
      </div>
      <div class="ask-body">
        <Control model={model} view={view} label={label} />
        <Below model={model} view={view} label={label} />
      </div>
    </div>
  )
}

/** Whether an answer may be taken back here: not a photograph, which is evidence once it is taken, nor a signature. */
const isTakenBack = ({ node, value }: View): boolean => value !== null && value !== undefined && node.item.type !== 'photo' && node.item.type !== 'signature'

function Calculated({ model, view, label }: { model: SearchModel; view: View; label: string }) {
  const checklist = model.checklist.value
  const { value, node } = view
  const story = model.desk.story.value
  return (
    <div class="ask ask-calculated" id={placeOf(node.path, view.row)} tabIndex={-1}>
      <h3 class="ask-label">{label}</h3>
      <p class="ask-shown number">{value === undefined || checklist === undefined ? say('search.notYet') : valueWords(story, checklist, node, value as Value, zoneOf(story, model.search.value?.site ?? ''))}</p>
    </div>
  )
}

interface BelowProperties {
  readonly model: SearchModel
  readonly view: View
  readonly label: string
}

/** What stands under a control. */
export function Below({ model, view, label }: BelowProperties) {
  const told = view.problems.filter((p) => p.code !== 'missing')
  return (
    <>
      <Suggested model={model} view={view} label={label} />
      <Beside model={model} view={view} label={label} />
      {told.length > 0 && (
        <div role="alert">
          <ul class="ask-problems">
            {told.map((p, i) => (
              <li key={i}>
                <Mark standing={p.submit ? 'open' : 'wrong'} bare />
                {worded(p.message)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {view.state === 'unwritten' && <NotWritten model={model} view={view} />}
      {view.contested.length > 0 && <Contested model={model} view={view} />}
    </>
  )
}

/** What may be taken over with a tap, and is nobody's answer before. */
function Suggested({ model, view, label }: BelowProperties) {
  const checklist = model.checklist.value
  if (view.suggestion === undefined || checklist === undefined || view.node.item.type === 'datetime' && view.suggestion === 'now') return null
  const story = model.desk.story.value
  const words = valueWords(story, checklist, view.node, view.suggestion, zoneOf(story, model.search.value?.site ?? ''))
  return (
    <div class="suggested">
      <span>
        {say('search.suggested')} <strong>{words}</strong>
      </span>
      <button type="button" class="big" aria-label={say('search.takeOver', { what: label, value: words })} onClick={() => takeSuggestion(model, view)}>
        {say('search.take')}
      </button>
    </div>
  )
}

export function takeSuggestion(model: SearchModel, view: View): void {
  if (view.suggestion === undefined) return
  void give({ model, view }, view.suggestion === 'now' ? new Date(model.desk.now()).toISOString() : view.suggestion)
}

/** What the chosen options demand beside the value. */
function demanded({ node, value }: View, codes: readonly string[]): Set<string> {
  const asked = new Set<string>(codes.flatMap((code) => ownOption(node, code)?.requires ?? []))
  if ((node.item.type === 'device' && value === 'other') || codes.some((code) => /^other(_|$)/.test(code))) asked.add('comment')
  return asked
}

/** Comment, number and photographs beside a value: opened where an option demands them, or by whoever has something to say. */
function Beside({ model, view, label }: BelowProperties) {
  const [opened, setOpened] = useState(false)
  const { item } = view.node
  if (item.type === 'signature' || item.type === 'equipment' || view.value === null || view.value === undefined) return null
  const asked = demanded(view, codesOf(view))
  const offers = item.offers ?? []
  const has = (what: 'comment' | 'photo' | 'number', given: boolean): boolean => asked.has(what) || given || (opened && offers.includes(what))
  const comment = has('comment', view.comment !== '')
  const number = has('number', view.number !== null)
  const photo = has('photo', view.photos.length > 0 && item.type !== 'photo')
  return (
    <>
      {comment && (
        <label class="stack ask-beside">
          <span>{say('search.comment')}</span>
          <Words model={model} view={view} label={`${label}: ${say('search.comment')}`} what="comment" />
        </label>
      )}
      {number && (
        <div class="stack ask-beside">
          <span>{say('search.besideNumber')}</span>
          <Typed label={`${label}: ${say('search.besideNumber')}`} value={view.number} decimal onNumber={(n) => n !== null && void model.beside(view, { number: n })} />
        </div>
      )}
      {photo && <Photos label={say('search.besidePhoto')} role="other" hashes={view.photos} max={31} onChange={(photos) => void model.beside(view, { photos })} />}
      {!opened && offers.some((what) => (what === 'comment' && !comment) || (what === 'number' && !number) || (what === 'photo' && !photo)) && (
        <div class="acts">
          <button type="button" class="big" onClick={() => setOpened(true)}>
            {say('search.addBeside')}
          </button>
        </div>
      )}
    </>
  )
}

/** An answer that is on the screen and not on the disk. */
function NotWritten({ model, view }: { model: SearchModel; view: View }) {
  return (
    <div class="ask-alarm" role="alert">
      <p>
        <Mark standing="wrong" bare />
        <strong>{say('search.notWritten')}</strong> {say('search.notWrittenWhy')}
      </p>
      <button type="button" class="big first-big" onClick={() => void model.beside(view, {})}>
        {say('search.writeAgain')}
      </button>
    </div>
  )
}

/** Answers that nobody has settled, each with who gave it and when; giving one anew settles it. */
function Contested({ model, view }: { model: SearchModel; view: View }) {
  const checklist = model.checklist.value
  const story = model.desk.story.value
  const zone = zoneOf(story, model.search.value?.site ?? '')
  if (checklist === undefined) return null
  return (
    <div class="ask-alarm" role="alert">
      <p>
        <Mark standing="wrong" bare />
        <strong>{say('search.contested', { n: view.contested.length })}</strong> {say('search.contestedHow')}
      </p>
      <ul class="contested">
        {view.contested.map((a) => (
          <li key={a.entry}>
            <span>
              <strong>{a.value === null ? say('search.tookBack') : valueWords(story, checklist, view.node, a.value as Value, zone)}</strong>
              {a.comment !== '' && ` · ${a.comment}`}
              <span class="contested-who">{say('search.byAt', { name: officerName(story, a.actor), time: localTime(a.at, zone) })}</span>
            </span>
            <button type="button" class="big" onClick={() => void model.give(view.node, view.row, { value: a.value as Value | null, comment: a.comment, ...(a.number === null ? {} : { number: a.number }), photos: view.node.item.type === 'photo' || view.node.item.type === 'signature' ? [] : a.files })}>
              {say('search.keepThis')}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
