import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { Button } from '../parts/Button'
import { Choice, Field, NumberField } from '../parts/Field'
import { useResource } from '../parts/Shown'
import { type Key, say, sayCode } from '../words/words'
import { asked, type Asked, type EventType, isNumber, lacking, told, type Typed } from './happenings'

/** What can be named when something is told. */
export interface Names {
  readonly cells: readonly string[]
  readonly teams: readonly string[]
  readonly groups: readonly string[]
  readonly officers: readonly string[]
  readonly kinds: readonly string[]
  readonly sites: readonly { readonly code: string; readonly name: string; readonly id: string }[]
}

const nothing = (type: EventType): Typed => ({ type, texts: {}, numbers: {} })

/** One thing that has happened: what, and about what. */
export function Tell({ names, add }: { names: Names; add: (typed: Typed) => void }) {
  const [typed, setTyped] = useState<Typed>(nothing('overrun'))
  const [tried, setTried] = useState(false)
  const missing = lacking(typed)
  const lists: Readonly<Partial<Record<Asked, readonly string[]>>> = { cell: names.cells, team: names.teams, group: names.groups, officer: names.officers, kind: names.kinds }
  const wrong = (a: Asked) => (tried && missing.includes(a) ? say('replan.needed') : undefined)
  const text = (a: Asked) => (value: string) => setTyped({ ...typed, texts: { ...typed.texts, [a]: value } })
  const site = names.sites.find((s) => s.code === typed.texts.site)
  function submit(event: Event): void {
    event.preventDefault()
    setTried(true)
    if (missing.length > 0) return
    add(typed)
    setTried(false)
    setTyped(nothing(typed.type))
  }
  return (
    <form class="form-row tell" onSubmit={submit}>
      <Choice label={say('replan.what')} value={typed.type} options={told.map((t) => ({ value: t, word: sayCode('happening', t) }))}
        onInput={(v) => {
          setTried(false)
          setTyped(nothing(v as EventType))
        }} />
      {asked[typed.type].map((a) => {
        if (a === 'place') return <Place key={a} site={site?.id ?? ''} value={typed.texts.place ?? ''} onInput={text('place')} wrong={wrong(a)} />
        if (a === 'site') return <Choice key={a} label={say('run.site')} value={typed.texts.site ?? ''} onInput={text('site')} wrong={wrong(a)} options={[{ value: '', word: say('run.chooseSite') }, ...names.sites.map((s) => ({ value: s.code, word: `${s.code} ${s.name}` }))]} />
        if (isNumber(a)) {
          return (
            <NumberField key={a} label={say(`replan.${a}` as Key)} value={typed.numbers[a] ?? null} wrong={wrong(a)} {...(a === 'count' ? {} : { unit: 'min' })} {...(a === 'until' ? {} : { least: 0 })}
              onInput={(v) => setTyped({ ...typed, numbers: { ...typed.numbers, [a]: v } })} />
          )
        }
        return <Field key={a} label={say(`replan.${a}` as Key)} value={typed.texts[a] ?? ''} onInput={text(a)} wrong={wrong(a)} known={lists[a] ?? []} />
      })}
      <Button type="submit">{say('act.add')}</Button>
    </form>
  )
}

/** A cell of a site's tree, for one that is searched although the plan did not know it. */
function Place({ site, value, onInput, wrong }: { site: string; value: string; onInput: (value: string) => void; wrong: string | undefined }) {
  const cells = useResource(async (signal) => {
    if (site === '') return []
    const found: { value: string; word: string }[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await ask(api.GET('/v1/establishments/{id}/locations', { params: { path: { id: site }, query: { limit: 500, ...(cursor === undefined ? {} : { cursor }) } }, signal }))
      found.push(...page.items.filter((l) => l.kind === 'cell').map((l) => ({ value: l.id, word: l.code })))
      cursor = page.next
      if (cursor === undefined || cursor === '') return found
    }
  }, [site])
  return <Choice label={say('replan.cell')} value={value} onInput={onInput} wrong={wrong} options={[{ value: '', word: say('replan.chooseCell') }, ...(cells.known.value.data ?? [])]} />
}
