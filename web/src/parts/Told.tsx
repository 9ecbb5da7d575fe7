import { language } from '../words/words'
import { told } from '../words/told'

/**
 * What headquarters' program says of an entry, in the reader's language: a sentence, or one line for each thing that is
 * wrong with where it is. What is English on a French page says so to whoever has it read out.
 */
export function Told({ detail }: { detail: string }) {
  const faults = told(detail)
  const inEnglish = language.value === 'en' ? undefined : 'en'
  if (faults.length === 0) return null
  return (
    <ul class={faults.length === 1 ? 'faults-told is-one' : 'faults-told'}>
      {faults.map((f, i) => (
        <li key={i} class={f.at === '' && !f.foreign ? 'is-whole' : undefined} lang={f.foreign ? inEnglish : undefined}>
          {f.at !== '' && (
            <>
              <code lang="zxx">{f.at}</code>{' '}
            </>
          )}
          {f.text}
        </li>
      ))}
    </ul>
  )
}
