import { Button } from '../parts/Button'
import { Choice, NumberField } from '../parts/Field'
import { say } from '../words/words'
import { listed } from './cellform'
import { optionsOf, wordOf } from './picks'

/** A need as the form holds it: kind, from which minute of the search, for how many. */
const parts = (need: string): readonly [string, string, string] => {
  const [kind = '', from = '', during = ''] = need.split(':')
  return [kind, from, during]
}

const minutes = (typed: string): number | null => (/^\d+$/.test(typed) ? Number(typed) : null)

/** The kit that a search needs and when: kinds from the pick-list, times in minutes of the search. */
export function KitNeeds({ value, onInput, hint, wrong }: { value: string; onInput: (value: string) => void; hint: string | undefined; wrong: boolean }) {
  const needs = listed(value)
  const put = (i: number, kind: string, from: string | number, during: string | number): void => onInput(needs.map((n, k) => (k === i ? `${kind}:${from}:${during}` : n)).join(', '))
  const kinds = needs.map((n) => parts(n)[0])
  const others = optionsOf('equipment-kinds')
  return (
    <fieldset class="kit-needs">
      <legend>{say('siteField.equipment')}</legend>
      {needs.map((need, i) => {
        const [kind, from, during] = parts(need)
        return (
          <div key={i} class="kit-need">
            <Choice label={say('kitNeed.kind')} value={kind} onInput={(k) => put(i, k, from, during)} options={optionsOf('equipment-kinds', kinds)} />
            <NumberField label={say('kitNeed.from')} value={minutes(from)} onInput={(n) => put(i, kind, n ?? '', during)} least={0} unit="min" />
            <NumberField label={say('kitNeed.for')} value={minutes(during)} onInput={(n) => put(i, kind, from, n ?? '')} least={1} unit="min" />
            <Button kind="quiet" onClick={() => onInput(needs.filter((_, k) => k !== i).join(', '))}>{say('act.remove')}<span class="unseen"> {wordOf('equipment-kinds', kind)}</span></Button>
          </div>
        )
      })}
      {others.length > 0 && <Choice label={say('kitNeed.add')} value="" onInput={(kind) => kind !== '' && onInput([...needs, `${kind}:0:10`].join(', '))} options={[{ value: '', word: say('prepare.chooseWing') }, ...others]} />}
      {hint !== undefined && <p class="small quiet">{hint}</p>}
      {wrong && <p class="small strong">{say('kitNeed.wrong')}</p>}
    </fieldset>
  )
}
