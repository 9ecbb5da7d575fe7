import type { Signal } from '@preact/signals'
import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { note } from '../parts/Notes'
import { FaultNote } from '../parts/Notices'
import { StateMark } from '../parts/StateMark'
import { type Key, isKey, say } from '../words/words'
import type { Change, Clash } from './merge'
import { choose, decide, discard, postpone, save, settle, undo, unsaved, type Work } from './work'

/** How a thing is called: a cell by its code, a team by its, by the part and the id that a change names. */
export type Naming = (part: string, item: string) => string

/** A value of a field as a person reads it; undefined: as it is. */
export type Valuing = (field: string, value: unknown) => string | undefined

interface SaveProperties<D> {
  readonly desk: Desk
  readonly work: Signal<Work<D>>
  readonly naming: Naming
  readonly valuing?: Valuing
  /** What saving does to the plan of now, said before. */
  readonly effect?: string
}

/** How many values of a change are written out; the rest is counted. */
const shown = 12

/** What is not saved yet, the ways back, and what another coordinator has changed meanwhile. */
export function SaveBar<D>({ desk, work, naming, valuing = () => undefined, effect }: SaveProperties<D>) {
  const { saving, fault, past, met, metBy, ahead, meeting } = work.value
  const count = unsaved(work.value)
  const written = (field: string, value: unknown): string => valuing(field, value) ?? plainly(value)
  const done = (saved: boolean): void => {
    if (!saved) return
    note(say('prepare.saved'))
    if (desk.operation.state === 'planned') desk.reload() // a plan that was changed under is one no more
  }
  return (
    <div class="prepare-news">
      {met.length > 0 && (
        <section class="notice prepare-met" role="status">
          <p class="notice-title">{say(count > 0 ? 'prepare.met' : 'prepare.metOnly', { n: met.length, who: metBy.join(', ') || say('prepare.somebody') })}</p>
          <ul>{met.slice(0, shown).map((c, i) => <li key={`${c.key} ${i}`}>{say('prepare.metLine', { what: place(c, naming), before: written(c.field, c.before), after: written(c.field, c.after) })}</li>)}</ul>
          {met.length > shown && <p class="quiet">{say('prepare.more', { n: met.length - shown })}</p>}
          <p class="notice-acts"><Button onClick={() => (work.value = { ...work.value, met: [], metBy: [] })}>{say('act.close')}</Button></p>
        </section>
      )}
      {ahead !== null && (
        <section class="notice prepare-ahead" role="status">
          <p class="notice-title"><StateMark state="person" />{say('prepare.ahead', { who: ahead.theirs.by || say('prepare.somebody') })}</p>
          <ul>{ahead.clashes.slice(0, shown).map((c) => <li key={c.key}>{say('prepare.aheadLine', { what: place(c, naming), mine: say('prepare.mine', { value: written(c.field, c.mine) }), theirs: say('prepare.theirs', { value: written(c.field, c.theirs) }) })}</li>)}</ul>
          <p class="notice-acts"><Button onClick={() => decide(work)}>{say('prepare.decideNow')}</Button></p>
        </section>
      )}
      {(count > 0 || fault !== null) && (
        <section class="prepare-save" aria-label={say('prepare.unsavedTitle')}>
          {fault !== null && <FaultNote fault={fault} />}
          <span class="prepare-unsaved">
            <span class="strong">{say('prepare.unsaved', { n: count })}</span>
            {effect !== undefined && <span class="prepare-effect">{effect}</span>}
          </span>
          <span class="page-acts">
            <Button onClick={() => undo(work)} disabled={past.length === 0 || saving}>{say('act.undo')}</Button>
            <Button onClick={() => discard(work)} disabled={saving}>{say('prepare.discard')}</Button>
            <Button kind="first" busy={saving} onClick={() => void save(desk, work).then(done)}>{say('act.save')}</Button>
          </span>
        </section>
      )}
      {meeting !== null && <Meeting desk={desk} work={work} naming={naming} written={written} done={done} />}
    </div>
  )
}

function place(c: Pick<Change, 'part' | 'item' | 'field'>, naming: Naming): string {
  const field = c.field === '' ? '' : isKey(`draftField.${c.field}`) ? say(`draftField.${c.field}` as Key) : isKey(`siteField.${c.field}`) ? say(`siteField.${c.field}` as Key) : c.field
  const name = naming(c.part, c.item)
  return [name, field].filter((word) => word !== '').join(', ')
}

/** A value as a person reads it: what is whole (a cell, a team) only as there or not. */
function plainly(value: unknown): string {
  if (value === undefined || value === '') return say('prepare.none')
  if (typeof value === 'number' || typeof value === 'string') return String(value)
  if (Array.isArray(value)) return value.map((v: unknown) => (typeof v === 'object' && v !== null ? String((v as Record<string, unknown>).number ?? (v as Record<string, unknown>).kind ?? '') : String(v))).join(', ') || say('prepare.none')
  if (typeof value === 'object' && value !== null && 'sameLanding' in value) return `${Object.values(value).join(' / ')} min`
  if (typeof value === 'object' && value !== null && 'sex' in value && 'count' in value) return `${String(value.sex)} ${String(value.count)}`
  return say('prepare.there')
}

/** Both have changed the same thing: each is asked about, and nothing is saved before. */
function Meeting<D>({ desk, work, naming, written, done }: { desk: Desk; work: Signal<Work<D>>; naming: Naming; written: (field: string, value: unknown) => string; done: (saved: boolean) => void }) {
  const { meeting } = work.value
  if (meeting === null) return null
  const open = meeting.clashes.filter((c) => meeting.choices[c.key] === undefined).length
  const leave = (): void => postpone(work)
  return (
    <Dialog title={say('prepare.meeting', { who: meeting.theirs.by || say('prepare.somebody') })} wide onClose={leave}
      acts={
        <>
          <Button onClick={leave}>{say('act.leave')}</Button>
          <Button kind="first" disabled={open > 0} title={open > 0 ? say('prepare.undecided', { n: open }) : undefined} onClick={() => void settle(desk, work).then(done)}>{say('prepare.settle')}</Button>
        </>
      }>
      <p>{say('prepare.meetingMeans')}</p>
      <ul class="prepare-clashes">
        {meeting.clashes.map((c) => <ClashLine key={c.key} clash={c} naming={naming} written={written} chosen={meeting.choices[c.key]} choose={(to) => choose(work, c.key, to)} />)}
      </ul>
    </Dialog>
  )
}

function ClashLine({ clash, naming, written, chosen, choose: take }: { clash: Clash; naming: Naming; written: (field: string, value: unknown) => string; chosen: 'mine' | 'theirs' | undefined; choose: (to: 'mine' | 'theirs') => void }) {
  return (
    <li>
      <span class="strong">{place(clash, naming)}</span>
      <span class="prepare-sides">
        <Button pressed={chosen === 'mine'} onClick={() => take('mine')}>{say('prepare.mine', { value: written(clash.field, clash.mine) })}</Button>
        <Button pressed={chosen === 'theirs'} onClick={() => take('theirs')}>{say('prepare.theirs', { value: written(clash.field, clash.theirs) })}</Button>
      </span>
    </li>
  )
}
