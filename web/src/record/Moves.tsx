import { say } from '../words/words'
import { type Lexicon, valueWords } from './answers'
import type { AnswerDocument, SearchDocument } from './documents'
import { deedName, When } from './Frame'
import type { Ground } from './ground'

interface MovesProperties {
  readonly search: SearchDocument
  readonly answers: readonly AnswerDocument[]
  readonly words: Lexicon
  readonly ground: Ground
}

/** From which version of its checklist to which an officer moved the search, and what had been answered that did not fit, as it was said then. */
export function Moves({ search, answers, words, ground }: MovesProperties) {
  return (
    <>
      {(search.moves ?? []).map((m) => (
        <div key={m.entry} class="moved">
          <p>
            {say('record.moved', { from: m.from.templateVersion, to: m.templateVersion })} · {deedName(m)} · <When at={m.at} site={search.site} ground={ground} />
          </p>
          {(m.aside ?? []).length > 0 && (
            <>
              <p class="quiet">{say('record.movedAside', { n: m.aside?.length ?? 0 })}</p>
              <ul>
                {(m.aside ?? []).map(({ item, row = '', entry }) => {
                  const said = answers.find((a) => a.item === item && (a.row ?? '') === row)?.assertions.find((a) => a.entry === entry)
                  return <li key={entry}>{say('record.pair', { word: said?.label?.[words.language] ?? item, value: said?.valueLabel?.[words.language] ?? (valueWords(said?.value, undefined, words) || '–') })}</li>
                })}
              </ul>
            </>
          )}
        </div>
      ))}
    </>
  )
}
