import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { asFault } from '../api/problem'
import { ifMatch } from '../api/version'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Choice, Field, Several } from '../parts/Field'
import { useSending } from '../parts/form'
import { note } from '../parts/Notes'
import { FaultNote } from '../parts/Notices'
import { useResource } from '../parts/Shown'
import { optionsOf, wordOf } from '../prepare/picks'
import type { Officer } from '../prepare/types'
import { type Key, say, sayCode } from '../words/words'
import { differing, inputOf, joined, type OfficerForm as Form, type OfficerField, valuesOf } from './form'
import { treeAt } from './read'
import type { People } from './roll'

interface FormProperties {
  /** null: one who is new. */
  readonly officer: Officer | null
  readonly people: People
  readonly onClose: () => void
  readonly after: () => void
}

/** An officer of the registry, added or changed. Of two who change one at once, the second is shown what the first has made of it; leaving what was typed is asked about. */
export function OfficerForm({ officer, people, onClose, after }: FormProperties) {
  const [base, setBase] = useState({ values: valuesOf(officer), version: officer?.version ?? 0 })
  const [form, setForm] = useState(base.values)
  const [theirs, setTheirs] = useState<Met | null>(null)
  const [leaving, setLeaving] = useState(false)
  const [tried, setTried] = useState(false)
  const sending = useSending()
  const dirty = differing(base.values, form).length > 0
  const twin = [...people.officers.values()].some((o) => o.id !== officer?.id && o.number === form.number.trim())
  const leave = (): void => {
    if (dirty && !leaving) return setLeaving(true)
    if (theirs !== null) after() // the list shows what stood before
    onClose()
  }
  const set = (field: OfficerField, value: string | readonly string[]): void => setForm({ ...form, [field]: value, ...(field === 'home' ? { homeLocation: '' } : {}) })
  const wrong = { number: form.number.trim() === '' ? say('roster.numberMissing') : twin ? say('roster.numberTwice') : undefined, name: form.name.trim() === '' ? say('roster.nameMissing') : undefined }
  const submit = (): void => {
    setTried(true)
    if (wrong.number !== undefined || wrong.name !== undefined) return
    sending.send(async () => {
      try {
        await save(officer, form, base.version)
      } catch (thrown) {
        if (officer === null || asFault(thrown).code !== 'stale') throw thrown
        const now = await ask(api.GET('/v1/officers/{id}', { params: { path: { id: officer.id } } }))
        const other = valuesOf(now)
        setForm(joined(base.values, form, other))
        setTheirs({ form: other, came: differing(base.values, other) })
        setBase({ values: other, version: now.version })
        return
      }
      note(say('roster.saved', { name: form.name.trim() }))
      after()
      onClose()
    })
  }
  return (
    <Dialog title={officer === null ? say('roster.add') : `${officer.number} ${officer.name}`} wide onClose={leave}
      acts={
        <>
          {leaving && <span class="strong officer-leaving" role="status">{say('roster.leaving')}</span>}
          <Button kind={leaving ? 'danger' : 'plain'} onClick={leave}>{say(leaving ? 'prepare.discard' : 'act.leave')}</Button>
          <Button kind="first" busy={sending.busy} disabled={!dirty} onClick={submit}>{say('act.save')}</Button>
        </>
      }>
      <form class="form" onSubmit={(e) => { e.preventDefault(); submit() }}>
        {sending.fault !== null && <FaultNote fault={sending.fault} />}
        {theirs !== null && <Theirs people={people} mine={form} met={theirs} take={(field) => setForm(taken(form, theirs.form, field))} />}
        <Fields people={people} form={form} set={set} wrong={tried ? wrong : {}} />
      </form>
    </Dialog>
  )
}

async function save(officer: Officer | null, form: Form, version: number): Promise<void> {
  const body = inputOf(form)
  if (officer === null) await ask(api.POST('/v1/officers', { body }))
  else await ask(api.PUT('/v1/officers/{id}', { params: { path: { id: officer.id }, header: ifMatch(version) }, body }))
}

function Fields({ people, form, set, wrong }: { people: People; form: Form; set: (field: OfficerField, value: string | readonly string[]) => void; wrong: { number?: string | undefined; name?: string | undefined } }) {
  const establishments = [...people.establishments.values()].map((e) => ({ value: e.id, word: `${e.code} ${e.name}` })).sort((a, b) => (a.word < b.word ? -1 : 1))
  return (
    <>
      <div class="form-row prepare-top">
        <Field label={say('roster.number')} value={form.number} onInput={(v) => set('number', v)} most={40} wrong={wrong.number} focus required />
        <Field label={say('prepare.name')} value={form.name} onInput={(v) => set('name', v)} most={120} wrong={wrong.name} required />
        <Choice label={say('roster.sex')} value={form.sex} onInput={(v) => set('sex', v)} options={['f', 'm', 'x'].map((s) => ({ value: s, word: sayCode('sex', s) }))} />
        <Field label={say('prepare.phone')} type="tel" value={form.phone} onInput={(v) => set('phone', v)} most={40} />
      </div>
      <Several label={say('siteField.skills')} value={form.skills} onInput={(v) => set('skills', v)} options={optionsOf('skills', form.skills)} />
      <div class="form-row prepare-top">
        <Choice label={say('roster.home')} value={form.home} onInput={(v) => set('home', v)} options={[{ value: '', word: say('roster.noHome') }, ...establishments]} hint={say('roster.homeMeans')} />
        <HomePlace home={form.home} value={form.homeLocation} onInput={(v) => set('homeLocation', v)} />
      </div>
    </>
  )
}

/** The building or wing where somebody works, of the establishment that was chosen. */
function HomePlace({ home, value, onInput }: { home: string; value: string; onInput: (value: string) => void }) {
  const read = useResource(async () => (home === '' ? [] : (await treeAt(home)).places.filter((p) => p.kind === 'building' || p.kind === 'wing' || p.id === value)), [home])
  const { data, fault } = read.known.value
  const options = (data ?? []).map((p) => ({ value: p.id, word: `${sayCode('homeKind', p.kind)} ${p.code}${p.name === '' || p.name === undefined ? '' : ` ${p.name}`}` })).sort((a, b) => (a.word < b.word ? -1 : 1))
  return (
    <Choice label={say('roster.homePlace')} value={value} onInput={onInput} disabled={home === '' || data === null} wrong={fault === null ? undefined : say('roster.homeUnread')}
      options={[{ value: '', word: say('roster.homeWhole') }, ...(value !== '' && data === null ? [{ value, word: '…' }] : []), ...options]} />
  )
}

/** What another has made of the officer, and in which fields they changed it. */
interface Met {
  readonly form: Form
  readonly came: readonly OfficerField[]
}

/** A wing is of its establishment: both are taken together. */
function taken(mine: Form, theirs: Form, field: OfficerField): Form {
  return field === 'home' || field === 'homeLocation' ? { ...mine, home: theirs.home, homeLocation: theirs.homeLocation } : { ...mine, [field]: theirs[field] }
}

/** What a field has, as a person reads it. */
function Value({ people, form, field }: { people: People; form: Form; field: OfficerField }) {
  const place = useResource(async () => (field !== 'homeLocation' || form.home === '' || form.homeLocation === '' ? null : ((await treeAt(form.home)).places.find((p) => p.id === form.homeLocation) ?? null)), [field, form.home, form.homeLocation]).known.value.data
  const said = {
    number: form.number, name: form.name, phone: form.phone, sex: sayCode('sex', form.sex), skills: form.skills.map((s) => wordOf('skills', s)).join(', '),
    home: form.home === '' ? say('roster.noHome') : (people.establishments.get(form.home)?.name ?? '…'),
    homeLocation: form.homeLocation === '' ? say('roster.homeWhole') : place === null ? '…' : `${sayCode('homeKind', place.kind)} ${place.code}`,
  }[field]
  return <>{said === '' ? say('prepare.none') : said}</>
}

/** What another has made of the same officer meanwhile: what one had not touched is taken over; where both have changed a field one's own stands, until theirs is taken. */
function Theirs({ people, mine, met: { form: theirs, came }, take }: { people: People; mine: Form; met: Met; take: (field: OfficerField) => void }) {
  const differ = differing(mine, theirs)
  return (
    <section class="notice prepare-ahead" role="status">
      <p class="notice-title">{say(came.some((f) => differ.includes(f)) ? 'roster.met' : 'roster.metOnly')}</p>
      <ul class="officer-theirs">
        {came.map((f) => (
          <li key={f}>
            <span>
              <span class="strong">{say(`officerField.${f}` as Key)}</span> {say(differ.includes(f) ? 'roster.theirs' : 'roster.takenOver')} <Value people={people} form={theirs} field={f} />
            </span>
            {differ.includes(f) && (
              <Button onClick={() => take(f)}>
                {say('roster.takeTheirs')}
                <span class="unseen"> {say(`officerField.${f}` as Key)}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
