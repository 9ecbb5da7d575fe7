import type { Desk } from '../operation/desk'
import { useResource } from '../parts/Shown'
import { itemsOf } from '../record/answers'
import type { ExhibitDocument, SearchDocument } from '../record/documents'
import { word } from '../record/names'
import { reader, templateOf } from '../record/read'
import { figure, language, say } from '../words/words'
import { grouped } from './lacking'
import { type Loose, text } from './tray'

/** What was missing when a search was closed: each kind once, with what it is about in the words of the search's checklist; or which seals have one number. */
export function Missing({ desk, document: d }: { desk: Desk; document: Loose }) {
  const search = d as unknown as SearchDocument
  const failed = Array.isArray(d.gateFailed) ? (search.gateFailed ?? []) : []
  const same = Array.isArray(d.sameNumber) ? d.sameNumber.map(text) : []
  const read = useResource(async (signal): Promise<{ template: Awaited<ReturnType<typeof templateOf>>['template']; exhibits: readonly ExhibitDocument[] }> => {
    if (failed.length === 0) return { template: null, exhibits: [] }
    const exhibits = failed.some((l) => l.exhibit !== undefined || l.finding !== undefined || l.row !== undefined) ? reader(desk.operation.id, signal).exhibits(text(d.site)).catch(() => []) : []
    return { template: (await templateOf(search, signal)).template, exhibits: await exhibits }
  }, [desk.operation.id, text(d.id)]).known.value.data
  if (failed.length === 0 && same.length === 0) return null
  if (same.length > 0) return <p class="strong">{say('tray.sameNumber', { number: text(d.number), n: same.length + 1 })}</p>
  return (
    <dl class="inbox-missing">
      {grouped(failed, { search, exhibits: read?.exhibits ?? [], items: itemsOf(read?.template ?? null), language: language.value }).map(({ code, count, about }) => (
        <div key={code}>
          <dt>
            {word('lack', code)}
            {count > 1 && <span class="badge number">{figure(count)}</span>}
          </dt>
          {about.length > 0 && (
            <dd>
              <ul>
                {about.map((what) => <li key={what}>{what}</li>)}
              </ul>
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}
