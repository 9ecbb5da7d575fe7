import type { OrderRow } from '../sync/database'
import { object, text, type Document } from './documents'
import type { Story } from './story'

/*
 * Orders from headquarters: hold, go on, another H, stand down; for the whole operation or for one site. They come by the network, in the
 * documents, or to a dark site as four words. Of one for the site and one for the whole the later counts.
 */

export type OrderCode = OrderRow['act']

const operationOf = (story: Story): Document | undefined => [...story.documents.operation.values()][0]

/** When something was ordered, so that two can be compared: the server's time, then its entry. */
const ordered = (d: Document | undefined, member: 'stateSince' | 'rescheduled'): string => {
  const since = object(d, member)
  return since === undefined ? '' : `${text(since, 'at')} ${text(since, 'entry')}`
}

/** Of the whole and the site that whose order is the later; the whole where neither has one. */
const later = (story: Story, site: string, member: 'stateSince' | 'rescheduled'): Document | undefined => {
  const [whole, here] = [operationOf(story), story.documents.site.get(site)]
  return ordered(here, member) > ordered(whole, member) ? here : whole
}

/** H at a site, as headquarters last said it by the network; "" before it is known. */
export const hHourOf = (story: Story, site: string): string => text(later(story, site, 'rescheduled'), 'hHour') || text(operationOf(story), 'hHour')

/** What headquarters last ordered by the network of those that stop a search; null for nothing, or to go on. */
export function heardOrder(story: Story, site: string): 'hold' | 'stand_down' | null {
  const state = text(later(story, site, 'stateSince'), 'state')
  return state === 'stoodDown' || state === 'cancelled' ? 'stand_down' : state === 'held' ? 'hold' : null
}

/** The order that holds now, and the words that said so; null for none. */
export interface InForce {
  readonly act: Exclude<OrderCode, 'resume'>
  readonly spoken: OrderRow | null
}

/**
 * The order in force. Words are believed until headquarters has been heard over the network after them: whatever they said is in the documents
 * then. pulledAt is when everything was pulled last, by this tablet's clock, as is the time of the words.
 */
export function orderInForce(story: Story, site: string, spoken: OrderRow | null, pulledAt: string): InForce | null {
  const heard = heardOrder(story, site)
  if (spoken === null || pulledAt > spoken.at) return heard === null ? null : { act: heard, spoken: null }
  if (spoken.act === 'resume') return null
  // A new H says nothing of a hold that was heard before it.
  if (spoken.act === 'reschedule' && heard !== null) return { act: heard, spoken: null }
  return { act: spoken.act, spoken }
}
