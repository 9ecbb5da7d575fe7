import { useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Choice, Field, Several, TextArea } from '../parts/Field'
import { type Key, say, sayCode } from '../words/words'
import { type CellField, changed, formOfAll, listed, wrongOf } from './cellform'
import { KitNeeds } from './KitNeeds'
import { optionsOf } from './picks'
import { select } from './pattern'
import type { Tree } from './tree'
import type { Target } from './types'

interface ChangeProperties {
  readonly cells: readonly Target[]
  readonly title: string
  readonly onClose: () => void
  readonly take: (cells: readonly Target[]) => void
}

const rows: readonly (readonly CellField[])[] = [['duration', 'durationP90', 'priority', 'weight'], ['windowFrom', 'windowTo']]

/** Changes one cell or many: only the fields that were touched change; where the cells differ, the field is empty and says so. */
export function ChangeCells({ cells, title, onClose, take }: ChangeProperties) {
  const [start] = useState(() => formOfAll(cells))
  const [form, setForm] = useState(start.form)
  const [touched, setTouched] = useState<ReadonlySet<CellField>>(new Set())
  const [tried, setTried] = useState(false)
  const wrong = wrongOf(form, touched)
  const set = (field: CellField, value: string): void => {
    setForm({ ...form, [field]: value })
    setTouched(new Set([...touched, field]))
  }
  const hint = (field: CellField): string | undefined => (start.mixed.has(field) && !touched.has(field) ? say('cellForm.mixed') : ['persons', 'windowTo', 'durationP90'].includes(field) ? say(`cellForm.${field}Hint` as Key) : undefined)
  const field = (name: CellField) => (
    <Field key={name} label={say(`siteField.${name}` as Key)} value={form[name]} onInput={(v) => set(name, v)} hint={hint(name)} wrong={tried && wrong.has(name) ? say(`cellForm.${name === 'durationP90' ? 'durationP90Hint' : name === 'windowTo' ? 'windowToHint' : 'wrong'}` as Key) : undefined} />
  )
  const differs = start.mixed.has('officersOfSex') && !touched.has('officersOfSex')
  const submit = (): void => {
    setTried(true)
    if (wrong.size > 0) return
    take(cells.map((c) => changed(c, form, touched)))
    onClose()
  }
  return (
    <Dialog title={title} wide onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{say('act.leave')}</Button>
          <Button kind="first" onClick={submit} disabled={touched.size === 0}>{say('prepare.takeIn')}</Button>
        </>
      }>
      <form class="form" onSubmit={(e) => { e.preventDefault(); submit() }}>
        {rows.map((names) => <div key={names[0]} class="form-row prepare-top">{names.map(field)}</div>)}
        <div class="form-row prepare-top">
          <Choice label={say('siteField.officersOfSex')} value={differs ? '-' : form.officersOfSex} onInput={(v) => set('officersOfSex', v)}
            options={[...(differs ? [{ value: '-', word: say('cellForm.mixed') }] : []), { value: '', word: say('cellForm.noSex') }, ...[...new Set(['f 1', 'f 2', 'm 1', 'm 2', form.officersOfSex])].filter((v) => v !== '').map((v) => ({ value: v, word: `${v.slice(2)} × ${sayCode('sex', v.slice(0, 1))}` }))]} />
          {cells.length === 1 && field('persons')}
        </div>
        <div>
          <Several label={say('siteField.skills')} value={listed(form.skills)} onInput={(v) => set('skills', v.join(', '))} options={optionsOf('skills', listed(form.skills))} />
          {hint('skills') !== undefined && <p class="small quiet">{hint('skills')}</p>}
        </div>
        <KitNeeds value={form.equipment} onInput={(v) => set('equipment', v)} hint={hint('equipment')} wrong={tried && wrong.has('equipment')} />
        <TextArea label={say('siteField.reason')} value={form.reason} onInput={(v) => set('reason', v)} most={500} rows={2} hint={hint('reason')} />
      </form>
    </Dialog>
  )
}

/** Adds cells from the establishment's tree by a pattern; what is in the site already is left as it is. */
export function AddCells({ tree, inside, onClose, take }: { tree: Tree; inside: ReadonlySet<string>; onClose: () => void; take: (cells: readonly Target[]) => void }) {
  const [pattern, setPattern] = useState('')
  const [duration, setDuration] = useState('20')
  const [reason, setReason] = useState('')
  const { places, idle } = select(pattern, tree)
  const fresh = places.filter((p) => !inside.has(p.id))
  const minutes = /^[1-9]\d{0,5}$/.test(duration) ? Number(duration) : 0
  const add = (): void => {
    if (fresh.length === 0 || minutes === 0) return
    take(fresh.map((p) => ({ id: crypto.randomUUID(), location: p.id, duration: minutes, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) })))
    onClose()
  }
  const containers = tree.places.filter((p) => p.kind === 'wing' || p.kind === 'landing')
  return (
    <Dialog title={say('prepare.addCells')} wide onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{say('act.leave')}</Button>
          <Button kind="first" disabled={fresh.length === 0 || minutes === 0} onClick={add}>{say('prepare.addN', { n: fresh.length })}</Button>
        </>
      }>
      <form class="form" onSubmit={(e) => { e.preventDefault(); add() }}>
        <div class="form-row prepare-top">
          <Field label={say('prepare.pattern')} value={pattern} onInput={setPattern} focus hint={say('prepare.patternHint')} wrong={idle.length > 0 ? say('prepare.idle', { terms: idle.join(', ') }) : undefined} />
          <Choice label={say('prepare.allOf')} value="" onInput={(v) => setPattern(pattern.trim() === '' ? v : `${pattern}, ${v}`)} options={[{ value: '', word: say('prepare.chooseWing') }, ...containers.map((p) => ({ value: `@${p.code}`, word: `${p.code} ${p.name}` }))]} />
        </div>
        <div class="form-row prepare-top">
          <Field label={say('siteField.duration')} value={duration} onInput={setDuration} wrong={minutes === 0 ? say('cellForm.wrong') : undefined} />
          <Field label={say('siteField.reason')} value={reason} onInput={setReason} most={500} />
        </div>
        <p class="strong" role="status">{say('prepare.foundN', { n: places.length, fresh: fresh.length })}</p>
        <p class="prepare-codes number quiet" tabIndex={0} role="group" aria-label={say('prepare.cells')}>{fresh.slice(0, 120).map((p) => p.code).join(' · ')}{fresh.length > 120 && ` · ${say('prepare.more', { n: fresh.length - 120 })}`}</p>
      </form>
    </Dialog>
  )
}
