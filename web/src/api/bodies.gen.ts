/* Written by scripts/generate from openapi/entries; change the schemas, not this. */

/**
 * An officer answers an item of the checklist. base.entity is the search; base.supersedes names the assertions that were on the screen. The answer's document is named search/item or search/item/row.
 */
export interface AnswerAssertedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * The item's path in the template.
   */
  item: string
  /**
   * The row of a matrix or repeat; absent elsewhere.
   */
  row?: string
  /**
   * As the item's type has it: text, a number, yes/no, the chosen codes (a set), a number with its unit. null: the answer was taken back.
   */
  value:
    | string
    | number
    | boolean
    | null
    | string[]
    | {
        number: number
        unit: string
      }
  comment?: string
  template?: string
  templateVersion?: number
  /**
   * The words of the item as they were read.
   */
  label?: {
    fr?: string
    en?: string
  }
  valueLabel?: {
    fr?: string
    en?: string
  }
  /**
   * A number that the chosen option demands beside the value.
   */
  number?: number
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * Somebody settles a contested answer. base.entity is the search; base.supersedes names the assertions that it settles.
 */
export interface AnswerResolvedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * The item's path in the template.
   */
  item: string
  /**
   * The row of a matrix or repeat; absent elsewhere.
   */
  row?: string
  /**
   * As the item's type has it: text, a number, yes/no, the chosen codes (a set), a number with its unit. null: the answer was taken back.
   */
  value:
    | string
    | number
    | boolean
    | null
    | string[]
    | {
        number: number
        unit: string
      }
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * The persons at headquarters who decided; absent when a tablet did.
   *
   * @minItems 1
   * @maxItems 4
   */
  by?: string[]
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * The body of an entry was erased by order of two persons. Its hash stays.
 */
export interface BodyErasedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  hash: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * The two persons who ordered it.
   *
   * @minItems 2
   * @maxItems 4
   */
  by: string[]
}

/**
 * A branch that a fork left in quarantine is applied whole: the entry of this hash, what it links to off the main branch, and what links to it.
 */
export interface BranchAdoptedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  stream: string
  seq: number
  hash: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * The persons who ordered it.
   *
   * @minItems 1
   * @maxItems 4
   */
  by?: string[]
}

/**
 * The sealed package was opened on this tablet.
 */
export interface BundleOpenedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  bundle: string
  openedBy: 'network' | 'words'
  officer?: string
}

/**
 * Exhibits change hands or state. Creates the custody event.
 */
export interface CustodyRecordedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  kind: 'seized' | 'sealed' | 'released' | 'received' | 'stored' | 'examined' | 'returned' | 'destroyed' | 'lost' | 'correction'
  /**
   * The exhibits concerned.
   *
   * @minItems 1
   * @maxItems 50
   */
  exhibits: string[]
  from?: {
    officer?: string
    name?: string
    organisation?: string
  }
  to?: {
    officer?: string
    name?: string
    organisation?: string
  }
  place?: string
  /**
   * The place in the site's tree, where it is one.
   */
  location?: string
  condition?: string
  /**
   * The seal that an examination opened, or that was put on.
   */
  seal?: string
  /**
   * The custody event that a correction corrects.
   */
  corrects?: string
  /**
   * Of a correction: the event that it corrects did not happen.
   */
  struck?: boolean
  /**
   * @maxItems 6
   */
  signatures?: {
    role: 'searcher' | 'lead' | 'occupant' | 'witness' | 'giver' | 'receiver' | 'supervisor'
    officer?: string
    name?: string
    /**
     * The drawn signature, one of the entry's files.
     */
    file?: string
    /**
     * The person would not or could not sign.
     */
    refusedBecause?: string
  }[]
  /**
   * Why, in the words of whoever decided.
   */
  reason?: string
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * Entries that were held or refused are tried again: one, those of a stream, or those of a cause.
 */
export interface EntryRetriedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  hash?: string
  stream?: string
  statusCode?: 'invalid_body' | 'unknown_type' | 'internal' | 'tablet_pending'
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * The persons who ordered it.
   *
   * @minItems 1
   * @maxItems 4
   */
  by?: string[]
}

/**
 * A coordinator decides on an entry that was quarantined, held or refused, or on a closing that failed the gate: it is applied, applied as being about something else than it says, or kept out.
 */
export interface EntrySettledV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * Of the entry.
   */
  hash: string
  decision: 'apply' | 'attach' | 'reject'
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * Of attach: what the entry is about instead, a thing of a kind that its type refers to.
   */
  to?: {
    kind: 'task' | 'search' | 'finding' | 'exhibit' | 'seal' | 'custody'
    id: string
  }
  /**
   * The persons who ordered it.
   *
   * @minItems 1
   * @maxItems 4
   */
  by?: string[]
}

/**
 * A new epoch, with the log that it follows.
 */
export interface EpochStartedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  epoch: string
  previous?: {
    epoch: string
    /**
     * The last position in the backup.
     */
    position: number
    /**
     * The last known signed checkpoint of the old epoch.
     */
    checkpoint?: string
  }
  orderedBy: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
}

/**
 * An exhibit's record is put right. base.entity is the exhibit; base.supersedes the amendments that were on the screen.
 */
export interface ExhibitAmendedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * New values of top-level members of the body; null takes a member away.
   */
  changes: {
    search?: string | null
    finding?: string | null
    location?: string | null
    number?: string | null
    description?: string | null
    category?: string | null
    quantity?: number | null
    unit?: string | null
    device?: {
      /**
       * The catalogue's entry, when it was recognised.
       */
      model?: string
      /**
       * What is written on it, when it is in no catalogue.
       */
      modelText?: string
      /**
       * It is of the type that the operation looks for.
       */
      isTargetModel: boolean
      /**
       * It is a miniature telephone.
       */
      mini?: boolean
      powered?: 'on' | 'off' | 'unknown'
      /**
       * As read from the device or its label, whatever it is: nothing is put right, and a wrong check digit is kept.
       */
      imei1?: string
      /**
       * As read from the device or its label, whatever it is: nothing is put right, and a wrong check digit is kept.
       */
      imei2?: string
      /**
       * As read from the card, with filler or without.
       */
      iccid?: string
      /**
       * Of an embedded SIM, as read.
       */
      eid?: string
      serial?: string
      /**
       * Why neither IMEI nor serial could be read.
       */
      unreadableBecause?: string
      /**
       * The same as a code of the checklist, such as label_damaged.
       */
      unreadableCode?: string
      /**
       * Why no number of a SIM card could be read.
       */
      iccidUnreadableBecause?: string
      /**
       * Measured, in millimetres.
       */
      lengthMm?: number
      widthMm?: number
      depthMm?: number
      /**
       * Weighed, in grams.
       */
      massG?: number
    } | null
    concealment?: {
      /**
       * A code of the concealment pick-list, such as mattress or wall_vent.
       */
      code: string
      text?: string
    } | null
    route?: {
      /**
       * A code of the pick-list entry-routes, retired or not.
       */
      code: string
      /**
       * A code of the pick-list confidence, retired or not.
       */
      confidence?: string
      text?: string
    } | null
    attributedTo?: {
      /**
       * The pseudonym of the person; never a name.
       */
      person?: string
      /**
       * A code of the pick-list involvement-roles, retired or not.
       */
      role: string
      /**
       * A code of the pick-list confidence, retired or not.
       */
      confidence?: string
    } | null
    disposition?: string | null
    dispositionText?: string | null
    photos?:
      | {
          sha256: string
          role: 'in_place' | 'object' | 'label' | 'sealed_bag'
        }[]
      | null
  }
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * Something taken. Creates the exhibit.
 */
export interface ExhibitSeizedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * Absent for what was taken outside any search, such as a store room.
   */
  search?: string
  finding?: string
  /**
   * Where it was; absent when it is the search's.
   */
  location?: string
  /**
   * The number in the inventory.
   */
  number?: string
  /**
   * The line in the inventory.
   */
  description: string
  /**
   * A code of the pick-list categories, retired or not.
   */
  category: string
  /**
   * A decimal, kept as it is written.
   */
  quantity: number
  /**
   * piece, g, ml, EUR …
   */
  unit: string
  /**
   * What is known of a device; what is not known yet is told by an amendment, and the gate asks for it.
   */
  device?: {
    /**
     * The catalogue's entry, when it was recognised.
     */
    model?: string
    /**
     * What is written on it, when it is in no catalogue.
     */
    modelText?: string
    /**
     * It is of the type that the operation looks for.
     */
    isTargetModel: boolean
    /**
     * It is a miniature telephone.
     */
    mini?: boolean
    powered?: 'on' | 'off' | 'unknown'
    /**
     * As read from the device or its label, whatever it is: nothing is put right, and a wrong check digit is kept.
     */
    imei1?: string
    /**
     * As read from the device or its label, whatever it is: nothing is put right, and a wrong check digit is kept.
     */
    imei2?: string
    /**
     * As read from the card, with filler or without.
     */
    iccid?: string
    /**
     * Of an embedded SIM, as read.
     */
    eid?: string
    serial?: string
    /**
     * Why neither IMEI nor serial could be read.
     */
    unreadableBecause?: string
    /**
     * The same as a code of the checklist, such as label_damaged.
     */
    unreadableCode?: string
    /**
     * Why no number of a SIM card could be read.
     */
    iccidUnreadableBecause?: string
    /**
     * Measured, in millimetres.
     */
    lengthMm?: number
    widthMm?: number
    depthMm?: number
    /**
     * Weighed, in grams.
     */
    massG?: number
  }
  concealment?: {
    /**
     * A code of the concealment pick-list, such as mattress or wall_vent.
     */
    code: string
    text?: string
  }
  route?: {
    /**
     * A code of the pick-list entry-routes, retired or not.
     */
    code: string
    /**
     * A code of the pick-list confidence, retired or not.
     */
    confidence?: string
    text?: string
  }
  attributedTo?: {
    /**
     * The pseudonym of the person; never a name.
     */
    person?: string
    /**
     * A code of the pick-list involvement-roles, retired or not.
     */
    role: string
    /**
     * A code of the pick-list confidence, retired or not.
     */
    confidence?: string
  }
  /**
   * A code of the pick-list dispositions, retired or not.
   */
  disposition: string
  /**
   * What is meant, when the code is other.
   */
  dispositionText?: string
  /**
   * Which of the entry's files shows what.
   *
   * @maxItems 32
   */
  photos?: {
    sha256: string
    role: 'in_place' | 'object' | 'label' | 'sealed_bag'
  }[]
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * An exhibit was recorded in error. It stays, marked. base.entity is the exhibit.
 */
export interface ExhibitVoidedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * What the entry's files are, and what they show. base.entity is the thing that they belong to. Each creates or completes the file of that SHA-256.
 */
export interface FileAttachedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * What base.entity names.
   */
  of: 'task' | 'search' | 'finding' | 'exhibit' | 'seal' | 'custody' | 'site' | 'operation'
  /**
   * @minItems 1
   * @maxItems 32
   */
  files: {
    sha256: string
    kind: 'photo' | 'video' | 'audio' | 'scan' | 'signature' | 'document' | 'paper_sheet'
    role?: 'overview_before' | 'overview_after' | 'in_place' | 'object' | 'label' | 'sealed_bag' | 'damage' | 'signature' | 'other'
    mediaType?: string
    size?: number
    width?: number
    height?: number
    takenAt?: string
    caption?: string
  }[]
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * A file cannot be accepted; or, lost and altered, one that was whole is not so any more. A file.stored after it makes it whole again.
 */
export interface FileRefusedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  sha256: string
  reasonCode: 'wrong_hash' | 'wrong_type' | 'too_large' | 'unreadable' | 'erased' | 'lost' | 'altered'
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
}

/**
 * A file is whole and its SHA-256 right.
 */
export interface FileStoredV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  sha256: string
  size: number
  mediaType?: string
  width?: number
  height?: number
}

/**
 * A finding is put right. base.entity is the finding; base.supersedes the amendments that were on the screen.
 */
export interface FindingAmendedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * New values of top-level members of the body; null takes a member away.
   */
  changes: {
    search?: string | null
    location?: string | null
    category?: string | null
    how?: string | null
    howText?: string | null
    concealment?: {
      /**
       * A code of the concealment pick-list, such as mattress or wall_vent.
       */
      code: string
      text?: string
    } | null
    description?: string | null
    quantity?: number | null
    unit?: string | null
    route?: {
      /**
       * A code of the pick-list entry-routes, retired or not.
       */
      code: string
      /**
       * A code of the pick-list confidence, retired or not.
       */
      confidence?: string
      text?: string
    } | null
    attributedTo?: {
      /**
       * The pseudonym of the person; never a name.
       */
      person?: string
      /**
       * A code of the pick-list involvement-roles, retired or not.
       */
      role: string
      /**
       * A code of the pick-list confidence, retired or not.
       */
      confidence?: string
    } | null
    photos?:
      | {
          sha256: string
          role: 'in_place' | 'object' | 'label' | 'sealed_bag'
        }[]
      | null
  }
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * Something observed. Creates the finding.
 */
export interface FindingRecordedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * Absent for a find outside any search, such as a store room.
   */
  search?: string
  location?: string
  /**
   * Where, as somebody typed it who could not read the plan: the tablet was locked.
   */
  placeText?: string
  /**
   * A code of the pick-list categories, retired or not.
   */
  category: string
  /**
   * A code of the pick-list how-found, retired or not.
   */
  how?: string
  /**
   * What is meant, when the code is other.
   */
  howText?: string
  concealment?: {
    /**
     * A code of the concealment pick-list, such as mattress or wall_vent.
     */
    code: string
    text?: string
  }
  description: string
  /**
   * A decimal, kept as it is written.
   */
  quantity?: number
  unit?: string
  route?: {
    /**
     * A code of the pick-list entry-routes, retired or not.
     */
    code: string
    /**
     * A code of the pick-list confidence, retired or not.
     */
    confidence?: string
    text?: string
  }
  attributedTo?: {
    /**
     * The pseudonym of the person; never a name.
     */
    person?: string
    /**
     * A code of the pick-list involvement-roles, retired or not.
     */
    role: string
    /**
     * A code of the pick-list confidence, retired or not.
     */
    confidence?: string
  }
  /**
   * Which of the entry's files shows what.
   *
   * @maxItems 32
   */
  photos?: {
    sha256: string
    role: 'in_place' | 'object' | 'label' | 'sealed_bag'
  }[]
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * A finding was recorded in error. It stays, marked. base.entity is the finding.
 */
export interface FindingVoidedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * A supervisor lets a search be closed although something is missing. base.entity is the search.
 */
export interface GateOverriddenV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  supervisor?: string
  /**
   * What was missing when it was given, as the gate said it; it covers that and nothing else.
   *
   * @maxItems 1000
   */
  missing: {
    code: string
    exhibit?: string
    text?: string
    path?: string
    row?: string
    problem?: string
    finding?: string
    seal?: string
    officer?: string
    role?: string
    document?: string
  }[]
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * The head of another tablet's stream, as this one read it (by QR, say).
 */
export interface HeadWitnessedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  stream: string
  head: {
    n: number
    seq: number
    hash: string
    entries: number
    files: number
    oldestAt?: string | ''
    at: string
    sig: string
  }
}

/**
 * Something happened that is no finding.
 */
export interface IncidentReportedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  kind: 'injury' | 'force' | 'threat' | 'damage' | 'medical' | 'technical' | 'alarm' | 'other'
  severity?: 'low' | 'medium' | 'high'
  text: string
  search?: string
  location?: string
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * Two signed checkpoints that do not fit together, as this tablet saw them.
 */
export interface LogConflictV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  origin: string
  /**
   * A signed note.
   */
  older: string
  /**
   * A signed note.
   */
  newer: string
  text?: string
}

/**
 * A remark on something. Creates the note; it is shown with what base.entity names.
 */
export interface NoteAddedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * What base.entity names.
   */
  of: 'task' | 'search' | 'finding' | 'exhibit' | 'seal' | 'custody' | 'site' | 'operation'
  text: string
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * A remark was made in error. base.entity is what the note is shown with.
 */
export interface NoteVoidedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * What base.entity names.
   */
  of: 'task' | 'search' | 'finding' | 'exhibit' | 'seal' | 'custody' | 'site' | 'operation'
  note: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
}

/**
 * An officer leaves this tablet.
 */
export interface OfficerSignedOffV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  officer: string
}

/**
 * An officer takes this tablet.
 */
export interface OfficerSignedOnV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  officer: string
  role?: 'lead' | 'searcher' | 'evidence' | 'dog_handler' | 'technical' | 'observer'
  team?: string
}

/**
 * The operation is over; what arrives later is quarantined.
 */
export interface OperationClosedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * What was still missing when it was closed all the same.
   *
   * @maxItems 20
   */
  overridden?: {
    code: string
    count: number
    text?: string
  }[]
  /**
   * The persons who ordered it.
   *
   * @minItems 1
   * @maxItems 4
   */
  by?: string[]
}

/**
 * The operation, or the site that the entry names, stops where it is.
 */
export interface OperationHeldV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * The persons who ordered it.
   *
   * @minItems 1
   * @maxItems 4
   */
  by: string[]
}

/**
 * A closed operation goes on.
 */
export interface OperationReopenedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * The persons who ordered it.
   *
   * @minItems 1
   * @maxItems 4
   */
  by?: string[]
}

/**
 * A new H.
 */
export interface OperationRescheduledV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  hHour: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * The persons who ordered it.
   *
   * @minItems 1
   * @maxItems 4
   */
  by: string[]
}

/**
 * What was held goes on.
 */
export interface OperationResumedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * The persons who ordered it.
   *
   * @minItems 1
   * @maxItems 4
   */
  by: string[]
}

/**
 * The operation, or the site that the entry names, ends without being carried out.
 */
export interface OperationStoodDownV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * The persons who ordered it.
   *
   * @minItems 1
   * @maxItems 4
   */
  by: string[]
}

/**
 * The tablet's user has read the plan of the site.
 */
export interface PlanAcknowledgedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  plan: string
  planVersion: number
  packageSha256?: string
}

/**
 * The released plan of one site, in parts.
 */
export interface PlanReleasedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  plan: string
  planVersion: number
  /**
   * Which part of one message this is; a body stays within 48 KiB.
   */
  part: number
  parts: number
  packageSha256: string
  authorisationsSha256: string
  auditSha256: string
  /**
   * @maxItems 500
   */
  tasks: {
    id: string
    location: string
    /**
     * The location's code, as people say it.
     */
    code: string
    name?: string
    kind?: string
    team?: string
    teamName?: string
    /**
     * Minutes after H.
     */
    start: number
    /**
     * Minutes after H.
     */
    end?: number
    /**
     * Minutes.
     */
    duration: number
    priority?: number
    /**
     * Of a minute's exposure: what word that gets round before this search costs.
     */
    weight?: number
    /**
     * Walking order within the team.
     */
    order?: number
    /**
     * Skills and kit.
     *
     * @maxItems 80
     */
    needs?: string[]
    occupants?: number
    legalBasis?: string
    authorisation?: string
  }[]
}

/**
 * A released plan of a site no longer holds; tasks that the new one does not name are withdrawn unless begun.
 */
export interface PlanSupersededV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  plan: string
  planVersion: number
  byVersion?: number
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * The persons who ordered it.
   *
   * @minItems 1
   * @maxItems 4
   */
  by?: string[]
}

/**
 * Templates, locations, officers, models, sites and the operation as pinned for this operation.
 */
export interface ReferencePublishedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  kind: 'template' | 'location' | 'officer' | 'deviceModel' | 'site' | 'operation'
  /**
   * Which part of one message this is; a body stays within 48 KiB.
   */
  part: number
  parts: number
  /**
   * @minItems 1
   */
  items: {
    id: string
    [k: string]: unknown
  }[]
}

/**
 * A seal is put on one or more exhibits. Creates the seal.
 */
export interface SealAppliedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  number: string
  /**
   * A code of the pick-list seal-types, retired or not.
   */
  type: string
  /**
   * What is meant, when the code is other.
   */
  typeText?: string
  /**
   * The exhibits concerned.
   *
   * @minItems 1
   * @maxItems 50
   */
  exhibits: string[]
  appliedBy?: string
  witness?: string
  witnessOfficer?: string
  /**
   * Of the witness, drawn or refused.
   */
  witnessSignature?: {
    /**
     * The drawn signature, one of the entry's files.
     */
    file?: string
    refusedBecause?: string
  }
  /**
   * The broken seal that it stands for.
   */
  replaces?: string
  photo?: string
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * A seal is broken. base.entity is the seal.
 */
export interface SealBrokenV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  brokenBy?: string
  witness?: string
  witnessOfficer?: string
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * The search is over. base.entity is the search.
 */
export interface SearchClosedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  outcome: 'done_clear' | 'done_find'
  /**
   * How many of each the tablet holds for this search: what headquarters must have before it is whole.
   */
  counts: {
    answers: number
    findings: number
    exhibits: number
    files: number
  }
  presence?: {
    occupant: 'present' | 'refused' | 'impossible' | 'two_witnesses' | 'not_required'
    movedTo?: string
    /**
     * @maxItems 4
     */
    witnesses?: string[]
  }
  /**
   * @maxItems 12
   */
  signatures?: {
    role: 'searcher' | 'lead' | 'occupant' | 'witness' | 'giver' | 'receiver' | 'supervisor'
    officer?: string
    name?: string
    /**
     * The drawn signature, one of the entry's files.
     */
    file?: string
    /**
     * The person would not or could not sign.
     */
    refusedBecause?: string
  }[]
  /**
   * The cell is as it was.
   */
  restored?: boolean
  /**
   * @maxItems 20
   */
  damage?: {
    code: string
    text?: string
    file?: string
  }[]
  /**
   * The kit was counted back.
   */
  kitComplete?: boolean
  force?: boolean
  injuries?: boolean
  receiptGiven?: boolean
  /**
   * What the occupant said of it.
   */
  remarks?: string
  /**
   * Documents of the legal basis that were shown, handed over or made.
   *
   * @maxItems 40
   */
  documents?: {
    /**
     * As the legal basis has it.
     */
    code: string
    /**
     * A picture or copy of it, one of the search's files.
     */
    file?: string
    /**
     * To whom it was shown or handed over.
     */
    to?: string
  }[]
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * A second officer confirms how a search was closed, by a PIN of his own: the actor is who confirms. base.entity is the search. It holds for that closing only.
 */
export interface SearchConfirmedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * The entry that closed the search.
   */
  closing: string
  /**
   * How it was made sure who confirms.
   */
  by: 'pin'
}

/**
 * A search that has begun goes on under another version of its checklist. base.entity is the search. Answers that do not fit are taken back by entries of their own, and stay in the journal.
 */
export interface SearchMovedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * The checklist by which it is recorded and judged from here on.
   */
  template: string
  templateVersion: number
  /**
   * The checklist until here.
   */
  from?: {
    template: string
    templateVersion: number
  }
  /**
   * The assertions that do not fit the other version: what was answered is shown, and counts no more.
   *
   * @maxItems 300
   */
  aside?: {
    /**
     * The item's path in the version until here.
     */
    item: string
    row?: string
    entry: string
    why?: 'no_item' | 'type' | 'no_code'
  }[]
}

/**
 * The location was not searched, or the search was broken off. base.entity is the search, when one was started; otherwise the entry creates it.
 */
export interface SearchNotExecutedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  task: string
  reasonCode:
    | 'location_wrong'
    | 'location_empty'
    | 'occupant_moved'
    | 'access_refused'
    | 'safety'
    | 'no_time'
    | 'no_authorisation'
    | 'kit_missing'
    | 'stood_down'
    | 'other'
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * How many of each the tablet holds for this search: what headquarters must have before it is whole.
   */
  counts: {
    answers: number
    findings: number
    exhibits: number
    files: number
  }
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * A closed search goes on. base.entity is the search.
 */
export interface SearchReopenedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * A team begins at a location. Creates the search.
 */
export interface SearchStartedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  task: string
  /**
   * Where the team really is.
   */
  location: string
  confirmedBy: 'scan' | 'pick'
  /**
   * Why the location is not the task's.
   */
  differsBecause?: string
  occupantsExpected?: number
  occupantsFound?: number
  informedAt?: string
  team?: string
  /**
   * @maxItems 20
   */
  searchers?: string[]
  legalBasis?: string
  /**
   * Why it begins although the authorisation does not hold now.
   */
  overrideReason?: string
  /**
   * The checklist by which it is recorded and judged, one that was published with the operation. Absent: of a program that knew none.
   */
  template?: string
  templateVersion?: number
  /**
   * Where the words come from, when they were not said at the tablet: keyed in later from a sheet of paper. Who keyed them in is the entry's actor. Absent: recorded at the tablet.
   */
  source?: {
    kind: 'paper'
    /**
     * The officer who wrote the sheet.
     */
    writtenBy: string
    /**
     * When the sheet was written, as far as it says so: a claim.
     */
    writtenAt?: string
    /**
     * When this act was done (begun, ended, found, taken, sealed, handed over, happened), as the sheet states it: a claim, and shown in the place of the entry's own time, which is that of the typing.
     */
    doneAt?: string
    /**
     * SHA-256 of the photographs of the sheet; each is attached as a paper_sheet by file.attached: to the search or find that it tells of, and to the site of an incident.
     *
     * @maxItems 16
     */
    sheets?: string[]
  }
}

/**
 * The first entry of a new stream after a fork: what the old one held.
 */
export interface StreamContinuedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  oldStream: string
  seq: number
  hash: string
}

/**
 * A stream of a tablet is ended: it is acknowledged whole, or the tablet is lost and nothing is expected of it beyond the head that is proven. What comes later and is not linked to that head is quarantined.
 */
export interface TabletClosedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  tablet: string
  stream: string
  /**
   * Of the proven head: the last entry of the stream that anybody has proof of.
   */
  seq: number
  hash: string
  /**
   * Entries up to the head that never arrived, as ranges of seqs, both ends included; the first 64.
   *
   * @maxItems 64
   */
  missing?: number[][]
  /**
   * Why, in the words of whoever decided.
   */
  reason?: string
  /**
   * The persons who ordered it.
   *
   * @minItems 1
   * @maxItems 4
   */
  by?: string[]
}

/**
 * From this position on the tablet's entries are quarantined.
 */
export interface TabletRevokedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  tablet: string
  stream: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * The persons who ordered it.
   *
   * @minItems 1
   * @maxItems 4
   */
  by?: string[]
}

/**
 * The team takes the task as planned. base.entity is the task.
 */
export interface TaskAcceptedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  comment?: string
}

/**
 * A team takes a task that was not given to it. base.entity is the task.
 */
export interface TaskClaimedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
}

/**
 * A task goes to another team or time. base.entity is the task.
 */
export interface TaskReassignedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  team?: string
  teamName?: string
  start?: number
  end?: number
  order?: number
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
  /**
   * The persons who ordered it.
   *
   * @minItems 1
   * @maxItems 4
   */
  by?: string[]
}

/**
 * The team gives the task back. base.entity is the task.
 */
export interface TaskReturnedV1 {
  /**
   * Fresh random 128 bits; the first member of the body; in no projection.
   */
  salt: string
  reasonCode: 'time' | 'kit' | 'safety' | 'authorisation' | 'conflict_of_interest' | 'other'
  /**
   * Why, in the words of whoever decided.
   */
  reason: string
}

/** The body of each type and version of entry. */
export interface Bodies {
  'answer.asserted/1': AnswerAssertedV1
  'answer.resolved/1': AnswerResolvedV1
  'body.erased/1': BodyErasedV1
  'branch.adopted/1': BranchAdoptedV1
  'bundle.opened/1': BundleOpenedV1
  'custody.recorded/1': CustodyRecordedV1
  'entry.retried/1': EntryRetriedV1
  'entry.settled/1': EntrySettledV1
  'epoch.started/1': EpochStartedV1
  'exhibit.amended/1': ExhibitAmendedV1
  'exhibit.seized/1': ExhibitSeizedV1
  'exhibit.voided/1': ExhibitVoidedV1
  'file.attached/1': FileAttachedV1
  'file.refused/1': FileRefusedV1
  'file.stored/1': FileStoredV1
  'finding.amended/1': FindingAmendedV1
  'finding.recorded/1': FindingRecordedV1
  'finding.voided/1': FindingVoidedV1
  'gate.overridden/1': GateOverriddenV1
  'head.witnessed/1': HeadWitnessedV1
  'incident.reported/1': IncidentReportedV1
  'log.conflict/1': LogConflictV1
  'note.added/1': NoteAddedV1
  'note.voided/1': NoteVoidedV1
  'officer.signedOff/1': OfficerSignedOffV1
  'officer.signedOn/1': OfficerSignedOnV1
  'operation.closed/1': OperationClosedV1
  'operation.held/1': OperationHeldV1
  'operation.reopened/1': OperationReopenedV1
  'operation.rescheduled/1': OperationRescheduledV1
  'operation.resumed/1': OperationResumedV1
  'operation.stoodDown/1': OperationStoodDownV1
  'plan.acknowledged/1': PlanAcknowledgedV1
  'plan.released/1': PlanReleasedV1
  'plan.superseded/1': PlanSupersededV1
  'reference.published/1': ReferencePublishedV1
  'seal.applied/1': SealAppliedV1
  'seal.broken/1': SealBrokenV1
  'search.closed/1': SearchClosedV1
  'search.confirmed/1': SearchConfirmedV1
  'search.moved/1': SearchMovedV1
  'search.notExecuted/1': SearchNotExecutedV1
  'search.reopened/1': SearchReopenedV1
  'search.started/1': SearchStartedV1
  'stream.continued/1': StreamContinuedV1
  'tablet.closed/1': TabletClosedV1
  'tablet.revoked/1': TabletRevokedV1
  'task.accepted/1': TaskAcceptedV1
  'task.claimed/1': TaskClaimedV1
  'task.reassigned/1': TaskReassignedV1
  'task.returned/1': TaskReturnedV1
}
