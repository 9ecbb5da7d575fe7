import { say } from '../words/words'
import type { NoteRow, SearchDocument } from './documents'
import { deedName, When } from './Frame'
import type { Ground } from './ground'
import { paperWords } from './Paper'

/** What people noted of a thing, oldest first, those that were struck out too. Nothing where nobody noted anything. */
export function Notes({ notes = [], site, ground }: { notes: readonly NoteRow[] | undefined; site: string; ground: Ground }) {
  return (
    <>
      {notes.map((n) => (
        <p key={n.entry} class={n.voided === undefined ? 'list-note' : 'list-note is-void'}>
          {n.text ?? '–'}{' '}
          <span class="quiet">{n.source === undefined ? deedName(n) || say('record.nobodyNamed') : paperWords(n.source, n)} · <When at={n.at} site={site} ground={ground} /></span>
          {n.voided !== undefined && <span> {say('record.noteVoided', { name: deedName(n.voided) || '–', reason: n.voided.reason ?? '–' })}</span>}
        </p>
      ))}
    </>
  )
}

/** What the tablet counted when it closed the search and headquarters does not have yet; "" where all of it is here. */
export function notYetWords({ notYetHere = {} }: Pick<SearchDocument, 'notYetHere'>): string {
  const what = (['answers', 'findings', 'exhibits', 'files'] as const).flatMap((name) => ((notYetHere[name] ?? 0) > 0 ? [say(`record.yet.${name}`, { n: notYetHere[name] ?? 0 })] : []))
  return what.length === 0 ? '' : say('record.notYetHere', { what: what.join(', ') })
}
