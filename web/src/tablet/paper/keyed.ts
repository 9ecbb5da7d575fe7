import { text } from '../../field/documents'
import { sheetsOn } from '../../field/papers'
import type { Story, Task } from '../../field/story'

/** What is keyed in from a sheet: a cell with its searches, a find outside of any cell, or an incident. */
export interface Keyed {
  readonly what: 'cell' | 'find' | 'incident'
  /** Under which its sheet is kept: a task, a find, or a draft's name for what is not recorded yet. */
  readonly key: string
  readonly isDraft: boolean
  readonly site: string
  /** Whose officers are offered first as those who wrote; "" for no team. */
  readonly team: string
  /** The photographs of sheets that are on it. */
  readonly there: readonly string[]
  /** The time that the sheet states can still be told: of a find with its first entry. */
  readonly asksWhen: boolean
}

export const cellKeyed = (story: Story, task: Task): Keyed =>
  ({ what: 'cell', key: task.id, isDraft: false, site: task.site, team: task.team, there: task.searches.flatMap((id) => sheetsOn(story, id)), asksWhen: false })

/** A find of no cell; before it is recorded under a draft's name. */
export const findKeyed = (story: Story, site: string, me: string, find: string, draft: string): Keyed =>
  ({ what: 'find', key: find === '' ? draft : find, isDraft: find === '', site, team: text(story.documents.officer.get(me), 'team'), there: find === '' ? [] : sheetsOn(story, find), asksWhen: find === '' })

export const incidentKeyed = (story: Story, site: string, me: string, draft: string): Keyed =>
  ({ what: 'incident', key: draft, isDraft: true, site, team: text(story.documents.officer.get(me), 'team'), there: [], asksWhen: true })
