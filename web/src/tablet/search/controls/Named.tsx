import { computed, type ReadonlySignal } from '@preact/signals'
import { isList } from '../../../checklist/values'
import { list } from '../../../field/documents'
import { say } from '../../../words/words'
import type { SearchModel } from '../model'
import { isId, officersIn, personName, worded } from '../wording'
import { useTyped } from '../../typed'
import { Buttons, LongList, type Option, Options } from './Buttons'
import { type ControlProperties, give } from './Control'

interface Officers {
  readonly near: readonly Option[]
  readonly all: readonly Option[]
}

const found = new WeakMap<SearchModel, ReadonlySignal<Officers>>()

/** Officers as options: the searchers first, then their team, then those who are signed on, then the others. The same for as long as nobody comes or goes. */
export function officerOptions(model: SearchModel): Officers {
  let officers = found.get(model)
  if (officers === undefined) {
    let before: Officers = { near: [], all: [] }
    officers = computed(() => {
      const now = ranked(model)
      if (JSON.stringify(now) !== JSON.stringify(before)) before = now
      return before
    })
    found.set(model, officers)
  }
  return officers.value
}

function ranked(model: SearchModel): Officers {
  const story = model.desk.story.value
  const search = model.search.value
  const searchers = list<string>(search?.body, 'searchers')
  const team = story.tasks.get(search?.task ?? '')?.team ?? ''
  const officers = officersIn(story)
  const rank = (id: string, of: string): number => (searchers.includes(id) ? 0 : of !== '' && of === team ? 1 : story.signedOn.has(id) ? 2 : 3)
  const all = officers.map((o) => ({ rank: rank(o.id, o.team), option: { code: o.id, word: o.name, more: o.badge } })).sort((a, b) => a.rank - b.rank)
  return { near: all.filter((r) => r.rank < 3).map((r) => r.option), all: all.map((r) => r.option) }
}

/** One person: an officer, or anybody by name. Those of the team are one tap away. */
export function Person({ model, view, label }: ControlProperties) {
  const { near, all } = officerOptions(model)
  const value = typeof view.value === 'string' ? view.value : ''
  const few = near.slice(0, 4)
  const own = value !== '' && !isId(value) ? [{ code: value, word: value }] : []
  const rest = [...own, ...all.filter((o) => !few.includes(o))]
  const take = (person: string): void => {
    if (person !== value) void give({ model, view }, person)
  }
  return (
    <div class="stack">
      {few.length > 0 && <Buttons label={label} options={few} chosen={[value]} onPress={take} />}
      <LongList label={label} options={rest} chosen={[value].filter((v) => v !== '' && !few.some((o) => o.code === v))} onPress={take} onOwn={take} />
    </div>
  )
}

/** Several officers. */
export function People({ model, view, label }: ControlProperties) {
  const { near, all } = officerOptions(model)
  const value = isList(view.value) ? view.value : []
  const few = near.slice(0, 8)
  const strangers = value.filter((id) => !all.some((o) => o.code === id)).map((id) => ({ code: id, word: personName(model.desk.story.value, id) }))
  const rest = [...strangers, ...all.filter((o) => !few.includes(o))]
  const press = (id: string): void => {
    const left = value.includes(id) ? value.filter((v) => v !== id) : [...value, id]
    void give({ model, view }, left.length === 0 ? null : left)
  }
  return (
    <div class="stack">
      {few.length > 0 && <Buttons label={label} options={few} chosen={value} onPress={press} several />}
      {rest.length > 0 && <LongList label={label} options={rest} chosen={value} onPress={press} several />}
    </div>
  )
}

/** One entry of a pick-list that was given with the checklist, or words where there is none. */
export function LookedUp({ model, view, label }: ControlProperties) {
  const listed = model.checklist.value?.lists[view.node.item.list ?? ''] ?? []
  const value = typeof view.value === 'string' ? view.value : ''
  const options = listed.filter((p) => p.retired !== true || p.code === value).map((p) => ({ code: p.code, word: worded(p.labels, p.code), more: p.code }))
  const take = (text: string): void => {
    if (text !== value) void give({ model, view }, text)
  }
  if (options.length === 0) return <Line label={label} value={value} onLine={(text) => void give({ model, view }, text === '' ? null : text)} />
  return <Options label={label} options={value !== '' && !options.some((o) => o.code === value) ? [...options, { code: value, word: value }] : options} chosen={[value]} onPress={take} onOwn={take} />
}

/** An exhibit by its number: of those of the search, the next that is free, or one that was written by hand. */
export function ExhibitNumber({ model, view, label }: ControlProperties) {
  const value = typeof view.value === 'string' ? view.value : ''
  const numbers = model.desk.story.value.exhibitsOf(model.id).filter((x) => !x.voided && (x.body.number ?? '') !== '').map((x) => ({ code: x.body.number ?? '', word: x.body.number ?? '', more: x.body.description }))
  const take = (text: string): void => void give({ model, view }, text === '' ? null : text)
  return (
    <div class="stack">
      {numbers.length > 0 && <Options label={label} options={numbers} chosen={[value]} onPress={take} />}
      <Line label={label} value={value} onLine={take} />
      <div class="acts">
        <button type="button" class="big" onClick={() => void model.desk.nextNumber().then(take)}>
          {say('search.nextNumber')}
        </button>
      </div>
    </div>
  )
}

/** A line of text of at most 200 characters, given when it is left. */
export function Line({ label, value, onLine }: { label: string; value: string; onLine: (text: string) => void }) {
  const { text, type, leave } = useTyped(value, onLine)
  return <input class="tall" type="text" maxLength={200} aria-label={label} value={text} onInput={(e) => type(e.currentTarget.value)} onBlur={leave} onKeyDown={(e) => e.key === 'Enter' && leave()} />
}
