import { say } from '../words/words'
import type { NoteRow, SearchDocument } from './documents'
import { deedName, When } from './Frame'
import type { Ground } from './ground'
import { paperWords } from './Paper'

/** What people noted of a thing, oldest first, those that were struck out too. Nothing where nobody noted anything. */
export function Notes({ notes = [], site, ground }: { notes: readonly NoteRow[] | undefined; site: string; ground: Ground }) {
  if (notes.length === 0) return null
  return (
    <ul class="noted">
      {notes.map((n) => (
        <li key={n.entry}>
          <p class="as-written">{n.voided === undefined ? (n.text ?? '–') : <s class="quiet">{n.text ?? '–'}</s>}</p>
          {n.voided !== undefined && <p>{say('record.noteVoided', { name: deedName(n.voided) || '–', reason: n.voided.reason ?? '–' })}</p>}
          <p class="list-note quiet">{n.source === undefined ? deedName(n) || say('record.nobodyNamed') : paperWords(n.source, n)} <When at={n.at} site={site} ground={ground} /></p>
        </li>
      ))}
    </ul>
  )
}

/** What the tablet counted when it closed the search and headquarters does not have yet; "" where all of it is here. */
export function notYetWords({ notYetHere = {} }: Pick<SearchDocument, 'notYetHere'>): string {
  const what = (['answers', 'findings', 'exhibits', 'files'] as const).flatMap((name) => ((notYetHere[name] ?? 0) > 0 ? [say(`record.yet.${name}`, { n: notYetHere[name] ?? 0 })] : []))
  return what.length === 0 ? '' : say('record.notYetHere', { what: what.join(', ') })
}
