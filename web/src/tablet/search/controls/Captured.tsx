import { useState } from 'preact/hooks'
import { isList } from '../../../checklist/values'
import { Draw } from '../../capture/Draw'
import { Photos } from '../../capture/Photos'
import { Scan } from '../../capture/Scan'
import { Thumb } from '../../capture/Thumb'
import { OnSheet } from '../../paper/OnSheet'
import { sheetsOn } from '../../../field/papers'
import { say } from '../../../words/words'
import { type ControlProperties, give } from './Control'
import { Words } from './Words'

/** An entry names 32 files at most. */
const mostFiles = 32

/** Photographs. What is recorded stays: an original is taken away by nobody. */
export function Photographs({ model, view, label }: ControlProperties) {
  const { item } = view.node
  return (
    <Photos label={label} role={item.role ?? 'other'} hashes={isList(view.value) ? view.value : []} min={item.min ?? 0} max={Math.min(item.max ?? mostFiles, mostFiles)}
      onChange={(hashes) => void give({ model, view }, hashes.length === 0 ? null : hashes)} />
  )
}

/** A code that is read or typed. */
export function Scanned({ model, view, label }: ControlProperties) {
  const { item } = view.node
  const formats = item.scan ?? ['qr', 'data_matrix', 'code_128', 'ean']
  return <Scan label={label} formats={formats} value={typeof view.value === 'string' ? view.value : ''} onScan={(text) => void give({ model, view }, text.trim() === '' ? null : text.trim().slice(0, 200))} />
}

/** A drawn signature, or why there is none. What was drawn is replaced only by being drawn anew. */
export function Signature({ model, view, label }: ControlProperties) {
  const [again, setAgain] = useState(false)
  const value = typeof view.value === 'string' ? view.value : ''
  const refused = value === 'refused'
  const drawn = value !== '' && !refused
  function take(sha256: string): void {
    setAgain(false)
    void model.give(view.node, view.row, { value: sha256 })
  }
  return (
    <div class="stack">
      {drawn && (
        <div class="drawn">
          <Thumb sha256={value} name={label} />
          <span class="drawn-word">{say(sheetsOn(model.desk.story.value, model.id).includes(value) ? 'paper.signedThere' : 'search.signed')}</span>
          <button type="button" class="big" onClick={() => setAgain(!again)}>
            {say('search.signAgain')}
          </button>
        </div>
      )}
      {(!drawn || again) && !refused && (
        <>
          <OnSheet label={label} onSheet={take} />
          <Draw label={label} onDrawn={take} />
        </>
      )}
      {view.node.item.refusal === true && (
        <div class="acts">
          <button type="button" class="big" aria-pressed={refused} onClick={() => void model.give(view.node, view.row, refused ? { value: null } : { value: 'refused' })}>
            {say('search.refuses')}
          </button>
        </div>
      )}
      {refused && (
        <label class="stack">
          <span>{say('search.refusalReason')}</span>
          <Words model={model} view={view} label={say('search.refusalReason')} what="comment" />
        </label>
      )}
    </div>
  )
}
