import type { FunctionComponent } from 'preact'
import type { Key } from '../words/words'

/** A place of the administration. */
export interface Place {
  /** Below /office/; parts that begin with a colon are given to the page. */
  readonly path: string
  /** Its word among the sections; without one it is reached from another place. */
  readonly word?: Key
  /** Who may see it (models/rights.go). */
  readonly act: string
  readonly page: FunctionComponent<Record<string, unknown>>
}

/** Every place, in the order of the sections. */
export const places: readonly Place[] = []
