import type { FunctionComponent } from 'preact'
import { BoardPage } from '../board/Page'
import type { Desk, Operation } from '../operation/desk'
import { PeoplePage } from '../people/Page'
import { AuthorisationsPage } from '../prepare/Authorisations'
import { ImportPage } from '../prepare/Import'
import { LinksPage } from '../prepare/Links'
import { PolicyPage } from '../prepare/Policy'
import { SitePage } from '../prepare/Site'
import { SitesPage } from '../prepare/Sites'
import { ClosingPage } from '../run/Closing'
import { InboxPage } from '../run/Inbox'
import { ReleasePage } from '../run/Release'
import { ReplanPage } from '../run/Replan'
import type { Key } from '../words/words'
import { SheetsPage } from './Sheets'

/** A place of a coordinator's operation. */
export interface Place {
  /** Below /plan/:operation/; parts that begin with a colon are given to the page. "" is the board. */
  readonly path: string
  /** Its word among the sections; without one it is reached from another place. */
  readonly word?: Key
  /** Who may see it (models/rights.go). */
  readonly act: string
  /** In which states of the operation it is of use; undefined: in all. */
  readonly states?: readonly Operation['state'][]
  readonly page: FunctionComponent<{ desk: Desk } & Record<string, unknown>>
}

const afterRelease: readonly Operation['state'][] = ['released', 'live', 'closing', 'closed', 'archived', 'held', 'cancelled']

/** Every place, in the order in which an operation comes through them. */
export const places: readonly Place[] = [
  { path: '', word: 'plan.board', act: 'plan.read', page: BoardPage },
  { path: 'sites', word: 'prepare.sites', act: 'plan.read', page: SitesPage },
  { path: 'sites/:site', act: 'plan.read', page: SitePage },
  { path: 'people', word: 'roster.of', act: 'plan.read', page: PeoplePage },
  { path: 'authorisations', word: 'auth.title', act: 'plan.read', page: AuthorisationsPage },
  { path: 'links', word: 'link.title', act: 'plan.read', page: LinksPage },
  { path: 'policy', word: 'policy.title', act: 'plan.read', page: PolicyPage },
  { path: 'import', word: 'import.title', act: 'import.run', states: ['draft', 'planned'], page: ImportPage },
  { path: 'sheets', word: 'sheets.title', act: 'plan.read', page: SheetsPage },
  { path: 'release', word: 'run.release', act: 'plan.read', page: ReleasePage },
  { path: 'live', word: 'run.replan', act: 'plan.read', states: afterRelease, page: ReplanPage },
  { path: 'inbox', word: 'run.inbox', act: 'progress.read', states: afterRelease, page: InboxPage },
  { path: 'closing', word: 'run.closing', act: 'progress.read', states: afterRelease, page: ClosingPage },
]
