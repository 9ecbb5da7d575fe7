/*
 * The documents that a record is made of, as docs/documents.md has them. A member without a value is left out of a document; what
 * is not named here is not shown.
 */
import type { Labels } from '../checklist/template'

/** Who did a thing by which entry of the journal. */
export interface Deed {
  readonly actor?: string
  readonly at: string
  readonly entry: string
  readonly stream: string
  readonly server?: boolean
  readonly reason?: string
  readonly source?: PaperSource
}

/** What somebody noted of a thing. */
export interface NoteRow extends Deed {
  readonly text?: string
  readonly voided?: Deed
}

/** The sheet of paper from which something was keyed in later; who typed it is the deed's actor. */
export interface PaperSource {
  readonly kind: string
  readonly writtenBy: string
  readonly writtenAt?: string
  readonly doneAt?: string
  readonly sheets?: readonly string[]
}

/** Somebody who has or signs a thing. */
export interface Party {
  readonly officer?: string
  readonly name?: string
  readonly organisation?: string
}

interface OfSite {
  readonly id: string
  readonly rev: number
  readonly position?: number
  readonly site: string
}

export interface TaskDocument extends OfSite {
  readonly code: string
  readonly name?: string
  readonly path: string
  readonly location: string
  readonly locationKind: string
  readonly state: string
  readonly start: number
  readonly end: number
  readonly duration: number
  readonly priority?: number
  readonly weight?: number
  readonly legalBasis?: string
  readonly planVersion: number
  readonly teamName: string
  readonly startedAt?: string
  readonly endedAt?: string
  readonly holders?: readonly (Deed & { readonly claimed: boolean })[]
  /** Tablets whose last word is that they gave the task back. */
  readonly returned?: readonly (Deed & { readonly reasonCode?: string })[]
  readonly searches?: readonly { readonly id: string; readonly state: string; readonly outcome?: string; readonly startedAt: string; readonly endedAt?: string; readonly stream: string }[]
  readonly notes?: readonly NoteRow[]
}

/** One thing that a search must not be closed without (docs/checklist.md, The gate). */
export interface LackDocument {
  readonly code: string
  readonly path?: string
  readonly row?: string
  readonly problem?: string
  readonly exhibit?: string
  readonly finding?: string
  readonly seal?: string
  readonly role?: string
  readonly officer?: string
  readonly document?: string
}

export interface SearchDocument extends OfSite {
  readonly task: string
  readonly taskCode: string
  readonly locationCode: string
  readonly locationPath: string
  readonly name?: string
  readonly state: string
  readonly outcome?: string
  readonly reasonCode?: string
  readonly reason?: string
  readonly startedAt: string
  readonly endedAt?: string
  readonly confirmedBy?: string
  readonly teamName: string
  readonly legalBasis?: string
  readonly template?: string
  readonly templateVersion?: number
  /** From version to version of its checklist, by an officer; `aside` are the answers that did not fit. */
  readonly moves?: readonly (Deed & { readonly templateVersion: number; readonly from: { readonly templateVersion: number }; readonly aside?: readonly { readonly item: string; readonly row?: string; readonly entry: string }[] })[]
  readonly occupantsExpected?: number
  readonly occupantsFound?: number
  readonly kitComplete?: boolean
  readonly restored?: boolean
  readonly force?: boolean
  readonly injuries?: boolean
  readonly receiptGiven?: boolean
  readonly damage?: readonly { readonly code: string; readonly text?: string; readonly file?: string }[]
  /** What the occupant said of it. */
  readonly remarks?: string
  readonly notes?: readonly NoteRow[]
  /** How many more of each the tablet counted than are here. */
  readonly notYetHere?: Readonly<Record<string, number>>
  readonly counts?: Readonly<Record<string, number>>
  readonly declared?: Readonly<Record<string, number>>
  readonly presence?: { readonly occupant?: string; readonly witnesses?: readonly string[] }
  readonly searchers?: readonly string[]
  readonly signatures?: readonly (Party & { readonly role: string; readonly file?: string; readonly refusedBecause?: string })[]
  readonly documents?: readonly { readonly code: string }[]
  readonly gateFailed?: readonly LackDocument[]
  readonly gateOverridden?: readonly LackDocument[]
  readonly overridden?: Deed & { readonly supervisor?: string }
  readonly overrideUnsupervised?: boolean
  readonly outsideAuthorisation?: string
  readonly history?: readonly (Deed & { readonly type: string; readonly outcome?: string; readonly supervisor?: string })[]
  readonly started?: Deed
  readonly closedBy?: Deed
  /** It was begun, or else closed, on paper. */
  readonly source?: PaperSource
  /** The second officer, who confirmed the closing by a PIN of his own. */
  readonly confirmation?: Deed
}

export interface Assertion extends Deed {
  readonly value?: unknown
  readonly comment?: string
  readonly label?: Labels
  readonly valueLabel?: Labels
  readonly superseded?: boolean
  readonly resolution?: boolean
}

export interface AnswerDocument extends OfSite {
  readonly search: string
  readonly item: string
  readonly row?: string
  readonly state: string
  readonly value?: unknown
  readonly assertions: readonly Assertion[]
}

export interface Photograph {
  readonly sha256: string
  readonly role: string
  /** False where headquarters has named it and not received it; missing where that was not read. */
  readonly here?: boolean
  /** What whoever took it wrote with it. */
  readonly caption?: string
}

export interface FindingDocument extends OfSite {
  readonly search?: string
  readonly task?: string
  readonly locationCode?: string
  /** Where, as it was typed by whoever could not read the plan. */
  readonly placeText?: string
  /** By the word of the sheet, where it was keyed in from one that says it; of documents of older programs absent. */
  readonly foundAt?: string
  readonly category: string
  readonly description: string
  readonly quantity?: number
  readonly unit?: string
  readonly state: string
  readonly photos?: readonly Photograph[]
  readonly concealment?: { readonly code: string }
  readonly recorded?: Deed
  readonly voided?: Deed
  readonly notes?: readonly NoteRow[]
}

export interface Movement extends Partial<Deed> {
  readonly id: string
  readonly at: string
  readonly kind: string
  readonly from?: Party
  readonly to?: Party
  readonly place?: string
  readonly condition?: string
  readonly reason?: string
  readonly corrects?: string
  readonly correctedBy?: string
  readonly struck?: boolean
}

export interface ExhibitDocument extends OfSite {
  readonly number?: string
  /** What it was found as. */
  readonly finding?: string
  readonly description: string
  readonly category: string
  readonly disposition: string
  readonly state: string
  readonly quantity: number | string
  readonly unit: string
  readonly search?: string
  readonly task?: string
  readonly taskCode?: string
  readonly locationCode?: string
  readonly locationPath?: string
  readonly modelName?: string
  readonly modelDiffers?: boolean
  readonly isTargetModel?: boolean
  readonly mini?: boolean
  readonly identity?: readonly { readonly of: string; readonly normal: string; readonly tac?: string; readonly checks?: readonly string[] }[]
  readonly imei1?: string
  readonly imei2?: string
  readonly iccid?: string
  readonly eid?: string
  readonly serial?: string
  readonly concealment?: { readonly code: string }
  readonly route?: { readonly code: string; readonly confidence?: string }
  readonly photos?: readonly Photograph[]
  readonly sealNumber?: string
  readonly sealDuplicate?: boolean
  readonly numberDuplicate?: boolean
  readonly seals?: readonly { readonly id: string; readonly number: string; readonly type: string; readonly state: string; readonly appliedAt?: string; readonly brokenAt?: string; readonly photo?: string }[]
  readonly custody?: readonly Movement[]
  readonly custodyState?: string
  readonly custodyAlarms?: readonly { readonly code: string; readonly event: string; readonly index: number }[]
  readonly handOverOpen?: { readonly event: string; readonly lacks: string; readonly at: string }
  readonly holder?: Party
  readonly holderTeam?: boolean
  readonly place?: string
  readonly lacks?: readonly string[]
  readonly recorded?: Deed
  readonly seizedAt?: string
  readonly voided?: Deed
  readonly notes?: readonly NoteRow[]
}

export interface SealDocument extends OfSite {
  readonly number: string
  readonly type: string
  readonly state: string
  /** Who recorded that it was put on; `appliedBy` is who did it, where that was said. */
  readonly applied?: Deed
  readonly appliedBy?: string
  readonly witness?: string
  readonly witnessOfficer?: string
  readonly witnessSignature?: { readonly file?: string; readonly refusedBecause?: string }
  readonly broken?: Deed & { readonly brokenBy?: string; readonly witness?: string; readonly witnessOfficer?: string }
  readonly replaces?: string
  readonly replacedBy?: string
  readonly notes?: readonly NoteRow[]
}

/** Something that was reported from a site. */
export interface IncidentRow extends Deed {
  readonly kind: string
  readonly severity?: string
  /** The search during which it happened, where that was said. */
  readonly search?: string
  readonly text: string
  readonly happenedAt?: string
}

export interface SiteDocument {
  readonly id: string
  readonly rev: number
  readonly incidents?: readonly IncidentRow[]
  readonly notes?: readonly NoteRow[]
}

export interface FileDocument extends OfSite {
  readonly sha256: string
  readonly state: string
  readonly role?: string
  readonly fileKind?: string
  readonly mediaType?: string
  readonly size?: number
  readonly caption?: string
  readonly search?: string
  readonly belongsTo?: readonly (Deed & { readonly id: string; readonly of: string; readonly role?: string })[]
}

/** The ids of the journal's entries that a document was made by, in the order in which it names them, each once. */
export function entriesOf(document: unknown): string[] {
  const found = new Set<string>()
  const look = (x: unknown): void => {
    if (Array.isArray(x)) x.forEach(look)
    else if (typeof x === 'object' && x !== null) {
      for (const [name, value] of Object.entries(x)) {
        if (name === 'entry' && typeof value === 'string') found.add(value)
        else look(value)
      }
    }
  }
  look(document)
  return [...found]
}
