import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Field } from '../parts/Field'
import { note } from '../parts/Notes'
import { useResource } from '../parts/Shown'
import { may } from '../parts/who'
import { localSeconds, localTime } from '../time/local'
import { itemsOf, type Lexicon, valueWords } from '../record/answers'
import { officerName, pickWord, word } from '../record/names'
import { reader, templateOf } from '../record/read'
import { language, say } from '../words/words'
import { type Assertion, assertions, type Loose, text } from './tray'

/** Two answers to one question that did not know each other, side by side; what holds is decided by a person, and none of them is lost. */
export function Contested({ desk, answer, zone, after }: { desk: Desk; answer: Loose; zone: string; after: () => void }) {
  const standing = assertions(answer).filter((a) => !a.superseded)
  const [chosen, setChosen] = useState<Assertion | 'other' | null>(null)
  const [other, setOther] = useState('')
  const value = chosen === 'other' ? other : chosen?.value
  const template = useResource(async (signal) => (await templateOf(await reader(desk.operation.id, signal).search(text(answer.search)), signal)).template, [desk.operation.id, text(answer.search)]).known.value.data
  const found = itemsOf(template).get(text(answer.item))
  const words: Lexicon = { template, language: language.value, pick: pickWord, officer: officerName, yesNo: (code) => word('answer', code), instant: (at) => localTime(at, zone) }
  const written = (v: unknown): string => valueWords(v, found?.item, words)
  const row = found?.outer?.rows?.find((r) => r.code === answer.row)?.labels?.[language.value] ?? text(answer.row)
  const question = [found?.outer?.labels?.[language.value], row, found?.item.labels?.[language.value] ?? text(answer.item)].filter((w) => w !== undefined && w !== '').join(' · ')
  return (
    <>
      <p>
        <span class="quiet">{say('tray.question')} </span>
        <strong>{question}</strong>
      </p>
      <ol class="sides">
        {standing.map((a) => (
          <li key={a.entry}>
            <p class="side-value">{written(a.value) || <span class="quiet">{say('tray.takenBack')}</span>}</p>
            <p class="small quiet number">{[localSeconds(a.at, zone), a.actor === '' ? '' : officerName(a.actor), say('tray.tablet', { stream: a.stream.slice(0, 8) })].filter((w) => w !== '').join(' · ')}</p>
            {may('operation.run') && <Button onClick={() => setChosen(a)}>{say('tray.holds')}</Button>}
          </li>
        ))}
      </ol>
      {may('operation.run') && typeof standing[0]?.value === 'string' && <Button onClick={() => setChosen('other')}>{say('tray.other')}</Button>}
      {chosen !== null && (
        <Decide title={say('tray.resolve')} act={say('tray.resolve')} onClose={() => setChosen(null)}
          decide={async (reason) => {
            await ask(api.POST('/v1/operations/{operation}/answers/resolve', {
              params: { path: { operation: desk.operation.id } },
              // The contract takes any JSON here: text, a number, yes or no, codes, a number with its unit.
              body: { answer: text(answer.id), value: value as never, supersedes: standing.map((a) => a.entry), reason },
            }))
            note(say('tray.decided'))
            after()
          }}>
          <p>{say('tray.resolveMeans')}</p>
          {chosen === 'other' ? <Field label={say('tray.other')} value={other} onInput={setOther} focus /> : <p class="side-value">{written(value)}</p>}
        </Decide>
      )}
    </>
  )
}
