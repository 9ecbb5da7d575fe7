import { useState } from 'preact/hooks'
import { Draw } from '../capture/Draw'
import { Thumb } from '../capture/Thumb'
import { OnSheet } from '../paper/OnSheet'
import { sheetsOn } from '../../field/papers'
import { say, sayCode } from '../../words/words'
import { Signature } from './controls/Captured'
import { Line } from './controls/Named'
import type { Slot } from './ending'
import { Below, placeOf } from './Item'
import { Mark } from './Mark'
import type { SearchModel } from './model'
import { officerName } from './wording'

/** Everybody who has to sign, each with a field to draw in or a reason. */
export function Signatures({ model }: { model: SearchModel }) {
  const slots = model.ending.slots.value
  return (
    <section class="end-part" id="end-signatures" tabIndex={-1} aria-labelledby="end-signatures-name">
      <h3 id="end-signatures-name">{say('search.signatures')}</h3>
      {slots.length === 0 && <p class="quiet">{say('search.noSigner')}</p>}
      <ul class="slots">
        {slots.map((slot) => (
          <SlotField key={slot.key} model={model} slot={slot} />
        ))}
      </ul>
    </section>
  )
}

/** Who signs, by role and name. */
function signer(model: SearchModel, { role, officer, name }: Slot): string {
  const who = name ?? (officer === undefined ? '' : officerName(model.desk.story.value, officer))
  return [sayCode('search.role', role), who].filter(Boolean).join(' · ')
}

function SlotField({ model, slot }: { model: SearchModel; slot: Slot }) {
  const signed = model.ending.signature(slot) !== undefined
  const [open, setOpen] = useState(false)
  const label = signer(model, slot)
  const view = slot.at === undefined ? undefined : model.view(slot.at.node.path, slot.at.row).value
  return (
    <li class="slot" {...(slot.at === undefined ? {} : { id: placeOf(slot.at.node.path, slot.at.row) })} tabIndex={-1}>
      <div class="ask-head">
        <h4>{label}</h4>
        <Mark standing={signed ? 'done' : 'open'} />
      </div>
      {!signed && !open && view?.value !== 'refused' ? (
        <button type="button" class="big" aria-label={say('search.signAs', { who: label })} onClick={() => setOpen(true)}>
          {say('search.sign')}
        </button>
      ) : view !== undefined ? (
        <>
          <Signature model={model} view={view} label={label} />
          <Below model={model} view={view} label={label} />
        </>
      ) : (
        <Held model={model} slot={slot} label={label} />
      )}
    </li>
  )
}

/** A signature that no question of the checklist holds: kept here until the search is closed. */
function Held({ model, slot, label }: { model: SearchModel; slot: Slot; label: string }) {
  const { held } = model.ending
  const here = held.value.get(slot.key)
  const take = (signature: { file?: string; refusedBecause?: string }): void => {
    const all = new Map(held.value)
    if (signature.file === undefined && (signature.refusedBecause ?? '') === '') all.delete(slot.key)
    else all.set(slot.key, { role: slot.role, ...signature })
    held.value = all
  }
  return (
    <div class="stack">
      {here?.file !== undefined ? (
        <div class="drawn">
          <Thumb sha256={here.file} name={label} />
          <span class="drawn-word">{say(sheetsOn(model.desk.story.value, model.id).includes(here.file) ? 'paper.signedThere' : 'search.signed')}</span>
          <button type="button" class="big" onClick={() => take({})}>
            {say('search.signAgain')}
          </button>
        </div>
      ) : (
        <>
          <OnSheet label={label} onSheet={(file) => take({ file })} />
          <Draw label={label} onDrawn={(file) => take({ file })} />
        </>
      )}
      {slot.refusal && here?.file === undefined && (
        <label class="stack">
          <span>{say('search.refusalReason')}</span>
          <Line label={`${label}: ${say('search.refusalReason')}`} value={here?.refusedBecause ?? ''} onLine={(refusedBecause) => take({ refusedBecause })} />
        </label>
      )}
    </div>
  )
}
