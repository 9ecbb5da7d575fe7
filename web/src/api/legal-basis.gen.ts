/* Written by scripts/generate from openapi/templates; change the schemas, not this. */

/**
 * What a legal basis demands of a search, as the data of an entry of the pick-list legal-bases. Code, labels and whether it is retired are the entry's own. docs/checklist.md says what each member means.
 */
export interface LegalBasisV1 {
  kind: 'administrative' | 'judicial' | 'other'
  /**
   * Provisions, as cited; at least one unless the kind is other.
   *
   * @maxItems 40
   */
  texts: string[]
  /**
   * When a search may begin; null: at any hour.
   */
  hours: null | {
    from: string
    to: string
    /**
     * @minItems 1
     */
    days?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[]
    /**
     * The first that names the date or the day of the week takes the place of the rest. Without from and to no search may begin.
     *
     * @maxItems 400
     */
    exceptions?: {
      date?: string
      /**
       * @minItems 1
       */
      days?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[]
      from?: string
      to?: string
    }[]
  }
  presence: 'occupant_or_two_witnesses' | 'none'
  sealing: boolean
  /**
   * @minItems 1
   */
  signers: ('searcher' | 'lead' | 'occupant' | 'witness')[]
  /**
   * Codes of sections of a checklist that are demanded.
   *
   * @minItems 1
   * @maxItems 100
   */
  sections: string[]
  /**
   * @maxItems 40
   */
  documents?: {
    code: string
    labels: {
      en: string
      fr: string
    }
    when: 'always' | 'find' | 'seized'
  }[]
  /**
   * Counsel has validated it as it stands. Every later edit takes that back unless it says so again.
   */
  validated: boolean
  /**
   * What an agency is told while it is not validated.
   */
  counsel: {
    en: string
    fr: string
  }
  /**
   * Set by the server: who said that it is validated.
   */
  validatedBy?: string
  /**
   * Set by the server.
   */
  validatedAt?: string
}
