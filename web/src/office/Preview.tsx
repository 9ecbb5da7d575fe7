import { say, sayCode } from '../words/words'

interface Labels {
  readonly en?: string
  readonly fr?: string
}

/** What the preview needs of an item; the rest of a checklist's form is for the tablet. */
export interface Question {
  readonly id: string
  readonly type: string
  readonly labels: Labels
  readonly required: boolean
  readonly conditional: boolean
  readonly choices: readonly Labels[]
  readonly inner: readonly Question[]
}

const record = (x: unknown): Record<string, unknown> => (typeof x === 'object' && x !== null ? (x as Record<string, unknown>) : {})
const list = (x: unknown): readonly unknown[] => (Array.isArray(x) ? x : [])

/** The questions among a checklist's items, those in repeats and tables within them. */
export function questions(items: unknown): Question[] {
  return list(items).map((x) => {
    const item = record(x)
    return {
      id: String(item.id ?? item.code ?? ''), type: String(item.type ?? ''), labels: record(item.labels), required: item.required === true || item.requiredIf !== undefined,
      conditional: item.relevantIf !== undefined,
      choices: list(item.options).map((c) => record(record(c).labels)), inner: questions(item.columns ?? item.items),
    }
  })
}

/** A checklist's questions as a tablet shows them: section by section, in both languages side by side. */
export function Preview({ body }: { body: unknown }) {
  const { labels, sections } = record(body)
  return (
    <div class="preview" tabIndex={0} role="group" aria-label={say('templates.show')}>
      <p class="preview-title">
        <Both labels={record(labels)} />
      </p>
      {list(sections).map((s, i) => {
        const section = record(s)
        return (
          <section key={i} class="preview-section">
            <h3>
              <Both labels={record(section.labels)} />
            </h3>
            <Questions items={questions(section.items)} />
          </section>
        )
      })}
    </div>
  )
}

function Questions({ items }: { items: readonly Question[] }) {
  return (
    <ol class="preview-items">
      {items.map((q, i) => (
        <li key={i}>
          <p class="preview-question">
            <Both labels={q.labels} />
          </p>
          <p class="small quiet">
            <code>{q.id}</code> · {sayCode('itemType', q.type)}
            {q.required && ` · ${say('templates.required')}`}
            {q.conditional && ` · ${say('templates.conditional')}`}
          </p>
          {q.choices.length > 0 && (
            <ul class="preview-choices">
              {q.choices.map((c, k) => (
                <li key={k} class="badge">
                  <Both labels={c} />
                </li>
              ))}
            </ul>
          )}
          {q.inner.length > 0 && <Questions items={q.inner} />}
        </li>
      ))}
    </ol>
  )
}

function Both({ labels }: { labels: Labels }) {
  return (
    <>
      <span lang="fr">{labels.fr ?? '–'}</span> <span class="quiet" aria-hidden="true">/</span> <span lang="en">{labels.en ?? '–'}</span>
    </>
  )
}
