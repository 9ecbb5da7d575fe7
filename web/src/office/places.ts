import type { FunctionComponent } from 'preact'
import type { Key } from '../words/words'
import { AuditPage } from './Audit'
import { CataloguePage } from './Catalogue'
import { CodesPage } from './Codes'
import { EstablishmentsPage, PlacesPage } from './Establishments'
import { PeoplePage } from './People'
import { RegisterPage, RegistersPage } from './Register'
import { SessionsPage } from './Sessions'
import { TabletsPage } from './Tablets'
import { TemplatesPage } from './Templates'

/** A place of the administration. */
export interface Place {
  /** Below /office/; parts that begin with a colon are given to the page. */
  readonly path: string
  /** Its word among the sections; without one it is reached from another place. */
  readonly word?: Key
  /** Who may see it (models/rights.go); "self": whoever is signed in. */
  readonly act: string
  readonly page: FunctionComponent<Record<string, unknown>>
}

/** Every place, in the order of the sections. */
export const places: readonly Place[] = [
  { path: 'people', word: 'people.title', act: 'people.read', page: PeoplePage },
  { path: 'tablets', word: 'tablets.title', act: 'tablet.read', page: TabletsPage },
  { path: 'codes', word: 'codes.title', act: 'tablet.enrol', page: CodesPage },
  { path: 'establishments', word: 'estates.title', act: 'registry.read', page: EstablishmentsPage },
  { path: 'establishments/:id', act: 'registry.read', page: PlacesPage },
  { path: 'templates', word: 'templates.title', act: 'registry.read', page: TemplatesPage },
  { path: 'catalogue', word: 'catalogue.title', act: 'registry.read', page: CataloguePage },
  { path: 'register', word: 'ledger.title', act: 'register.read', page: RegistersPage },
  { path: 'register/:operation', act: 'register.read', page: RegisterPage },
  { path: 'audit', word: 'audit.title', act: 'audit.read', page: AuditPage },
  { path: 'sessions', word: 'sessions.title', act: 'self', page: SessionsPage },
]

/** Whether somebody with these acts has a place here. What is about oneself is everybody's. */
export function isOpen(place: Pick<Place, 'act'>, acts: readonly string[]): boolean {
  return place.act === 'self' || acts.includes(place.act)
}
