/** Why a text cannot be accepted; the same words as the server's. */
export type Reason =
  | 'syntax'
  | 'duplicate_member'
  | 'invalid_utf8'
  | 'lone_surrogate'
  | 'nul'
  | 'too_deep'
  | 'required'
  | 'type'
  | 'not_integer'
  | 'range'
  | 'format'
  | 'repeated'
  | 'too_many'
  | 'too_large'
  | 'schema'

/** A text that cannot be accepted: the reason, and a JSON pointer to where it stands. */
export class SyncFault extends Error {
  override readonly name = 'SyncFault'

  constructor(
    readonly reason: Reason,
    readonly pointer: string,
    sentence: string,
  ) {
    super(pointer === '' ? sentence : `${pointer}: ${sentence}`)
  }
}
