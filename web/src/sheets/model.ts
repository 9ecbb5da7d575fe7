import type { Checklist } from '../field/documents'
import type { Labels } from '../checklist/template'

/*
 * What is printed before H, for the team whose tablet breaks. It is gathered from the plan by headquarters' coordinator
 * (prepare/sheets.ts) or from the open package by a tablet (field/sheets.ts), and drawn here alike.
 */

/** An authorisation as it stands on a sheet; instants are RFC 3339. */
export interface SheetPaper {
  readonly reference: string
  readonly from: string
  readonly until: string
}

/** A cell in walking order; minutes are after H. */
export interface SheetCell {
  readonly id: string
  readonly code: string
  /** The way to it, from the top down. */
  readonly path: string
  readonly start: number
  readonly end: number
  /** null: not known. */
  readonly occupants: number | null
  readonly kit: readonly Labels[]
  readonly papers: readonly SheetPaper[]
  readonly basis: Labels | null
}

export interface SheetOfficer {
  readonly name: string
  readonly badge: string
  readonly lead: boolean
}

/** What one team at one site is given on paper. */
export interface SheetSet {
  readonly operation: string
  readonly reference: string
  /** H, RFC 3339; "" while it is not set. */
  readonly hHour: string
  readonly siteCode: string
  readonly site: string
  /** IANA. */
  readonly zone: string
  readonly siteLead: string
  readonly sitePhone: string
  readonly siteRadio: string
  /** The hours of the site in minutes after H; null: not said. */
  readonly window: { readonly from: number; readonly to: number | null } | null
  readonly team: string
  readonly teamPhone: string
  readonly teamRadio: string
  readonly officers: readonly SheetOfficer[]
  readonly cells: readonly SheetCell[]
}

export interface Printed {
  readonly sets: readonly SheetSet[]
  /** The operation's checklist; null: none is known, and only task sheets are printed. */
  readonly checklist: Checklist | null
}

/** A code as it can stand in the number of a sheet. */
const plain = (code: string): string => code.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().replace(/[^A-Z0-9]+/g, '-').replace(/^-|-$/g, '')

/** What stands on every page of a sheet before the number of the page: "AIX-B1-A-1-06", "AIX-T3". */
export function sheetName(site: string, code: string): string {
  const [a, b] = [plain(site), plain(code)]
  return b.startsWith(`${a}-`) ? b : `${a}-${b}`
}
