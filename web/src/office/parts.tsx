import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { Button } from '../parts/Button'
import { Check, Field } from '../parts/Field'
import { note } from '../parts/Notes'
import { useResource } from '../parts/Shown'
import { localDay, ownZone } from '../time/local'
import { say } from '../words/words'
import { type Pages, whole } from './pages'

export type Establishment = components['schemas']['Establishment']

/** A word and its value, with the colon as the language has it. */
export function pair(word: string, value: string): string {
  return say('office.pair', { word, value })
}

/** The head of a place: its name, what is done there, and what narrows its list. */
export function Head({ title, children, tools }: { title: string; children?: ComponentChildren; tools?: ComponentChildren }) {
  return (
    <>
      <div class="page-head">
        <h2>{title}</h2>
        <div class="page-acts">{children}</div>
      </div>
      {tools !== undefined && <div class="page-tools office-tools">{tools}</div>}
    </>
  )
}

/** Below a list that has more pages. */
export function More<T>({ of }: { of: Pages<T> }) {
  const { data, waitingSince } = of.known.value
  if (data?.next === undefined) return null
  return (
    <p>
      <Button busy={waitingSince !== null} onClick={of.more}>
        {say('act.more')}
      </Button>
    </p>
  )
}

/** An instant where this screen is, or a dash. */
export function When({ at }: { at: string | undefined }) {
  return <span class="number">{at === undefined || at === '' ? '–' : localDay(at, ownZone())}</span>
}

/** A text to be taken elsewhere. */
export function Copy({ text, label }: { text: string; label: string }) {
  return (
    <div class="office-copy">
      <output class="office-secret" aria-label={label}>
        {text}
      </output>
      <Button
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => note(say('office.copied')),
            () => note(say('office.notCopied')),
          )
        }}
      >
        {say('office.copy')}
      </Button>
    </div>
  )
}

/** Every establishment, by code; none while they are read. */
export function useEstablishments(): readonly Establishment[] {
  const read = useResource((signal) => whole((cursor) => ask(api.GET('/v1/establishments', { params: { query: { limit: 500, ...cursor } }, signal }))), [])
  return read.known.value.data ?? none
}
const none: readonly Establishment[] = []

/** A choice of establishments among many: found by name, counted, all at once. */
export function Sites({ label, hint, all, value, onInput }: { label: string; hint?: string; all: readonly Establishment[]; value: readonly string[]; onInput: (value: string[]) => void }) {
  const [text, setText] = useState('')
  const found = all.filter((e) => `${e.code} ${e.name} ${e.commune} ${e.department}`.toLowerCase().includes(text.trim().toLowerCase()))
  const every = found.every((e) => value.includes(e.id))
  const toggleAll = () => onInput(every ? value.filter((v) => !found.some((e) => e.id === v)) : [...new Set([...value, ...found.map((e) => e.id)])])
  return (
    <fieldset class="office-sites">
      <legend>{label}</legend>
      <div class="form-row">
        <Field label={say('ask.search')} type="search" value={text} onInput={setText} />
        <Button disabled={found.length === 0} onClick={toggleAll}>
          {say(every && found.length > 0 ? 'office.none' : 'office.all')}
        </Button>
      </div>
      <div class="office-sites-list" tabIndex={0} role="group" aria-label={label}>
        {found.map((e) => (
          <Check key={e.id} label={`${e.code} ${e.name}`} value={value.includes(e.id)} onInput={(on) => onInput(on ? [...value, e.id] : value.filter((v) => v !== e.id))} />
        ))}
      </div>
      <p class="small quiet">{`${say('office.chosen', { n: value.length })}${hint === undefined ? '' : ` ${hint}`}`}</p>
    </fieldset>
  )
}
