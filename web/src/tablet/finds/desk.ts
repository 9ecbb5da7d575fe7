import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Desk } from '../../field/desk'
import type { Story } from '../../field/story'
import type { Card, FindForm, Place } from './card'
import type { amendExhibit, amendFind, ExhibitBody, FindBody } from './steps'

/** What the parts of a card work with: the find as it stands, and the ways to say more of it. */
export interface AtHand {
  readonly desk: Desk
  readonly story: Story
  readonly place: Place
  readonly form: FindForm
  /** undefined until the first thing was said: then there is a find. */
  readonly card: Card | undefined
  /** Says something of the find; the first such act records it. What adds to a member is given as a function of what the find says when its turn has come. */
  readonly ofFind: (changes: FindChanges | ((now: Partial<FindBody>) => FindChanges)) => void
  /** Says something of its exhibit; does nothing while there is none. */
  readonly ofExhibit: (changes: ExhibitChanges | ((now: ExhibitBody) => ExhibitChanges)) => void
  /** Says something of both, where there is an exhibit. */
  readonly ofBoth: (changes: FindChanges & ExhibitChanges) => void
  /** Why an amendment is made: that it is still being recorded, or the reason that was given for putting a whole find right. */
  readonly why: () => string
  /** Does an act after those that are under way, with the story as it is then. */
  readonly act: (step: (story: Story) => Promise<unknown>) => void
  /** The last act came to nothing before there was anything to write: it is not among the unwritten, and has to be done again. */
  readonly failed: boolean
}

export type FindChanges = Parameters<typeof amendFind>[3]
export type ExhibitChanges = Parameters<typeof amendExhibit>[3]

export const AtHandContext = createContext<AtHand | null>(null)

/** What is at hand in a card. Throws outside of one. */
export function useAtHand(): AtHand {
  const atHand = useContext(AtHandContext)
  if (atHand === null) throw new Error('there is no card here')
  return atHand
}
