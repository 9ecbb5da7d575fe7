/** One thing that is wrong with what was sent, and where (a JSON pointer, or a file's row and column). */
export interface FaultField {
  pointer?: string
  parameter?: string
  file?: string
  row?: number
  column?: string
  code?: string
  message: string
}

/**
 * A request that did not get its answer. `code` is the server's (models/fault.go) when it spoke, or one of ours:
 * "unreachable" (no answer at all), "too_slow" (none in time), "garbled" (an answer that is not the contract's).
 */
export class ApiFault extends Error {
  readonly code: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly fields: readonly FaultField[]
  readonly retryAfter: number

  constructor(parts: { code: string; status?: number; detail?: string; instance?: string; fields?: readonly FaultField[]; retryAfter?: number; cause?: unknown }) {
    super(parts.detail ?? parts.code, { cause: parts.cause })
    this.name = 'ApiFault'
    this.code = parts.code
    this.status = parts.status ?? 0
    this.detail = parts.detail ?? ''
    this.instance = parts.instance ?? ''
    this.fields = parts.fields ?? []
    this.retryAfter = parts.retryAfter ?? 0
  }

  /** Whether the same request may succeed later without anybody changing anything. */
  get passing(): boolean {
    return ['unreachable', 'too_slow', 'unavailable', 'too_many'].includes(this.code)
  }
}

const isText = (x: unknown): x is string => typeof x === 'string'
const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x)

function readField(x: unknown): FaultField[] {
  if (!isRecord(x)) return []
  const field: FaultField = { message: isText(x.message) ? x.message : '' }
  for (const name of ['pointer', 'parameter', 'file', 'column', 'code'] as const) {
    const value = x[name]
    if (isText(value) && value !== '') field[name] = value
  }
  if (typeof x.row === 'number' && x.row > 0) field.row = x.row
  return [field]
}

/** Turns the body of a refusal (RFC 9457 problem+json) into an ApiFault; a body that is none is "garbled". */
export function faultOf(status: number, body: unknown, retryAfter: string | null = null): ApiFault {
  if (!isRecord(body) || !isText(body.code)) return new ApiFault({ code: 'garbled', status })
  return new ApiFault({
    code: body.code,
    status,
    detail: isText(body.detail) ? body.detail : '',
    instance: isText(body.instance) ? body.instance : '',
    fields: Array.isArray(body.errors) ? body.errors.flatMap(readField) : [],
    retryAfter: retryAfter === null ? 0 : Number.parseInt(retryAfter, 10) || 0,
  })
}

/** Whatever was thrown, as an ApiFault. */
export function asFault(thrown: unknown): ApiFault {
  if (thrown instanceof ApiFault) return thrown
  if (thrown instanceof DOMException && thrown.name === 'TimeoutError') return new ApiFault({ code: 'too_slow', cause: thrown })
  if (thrown instanceof TypeError) return new ApiFault({ code: 'unreachable', cause: thrown })
  return new ApiFault({ code: 'garbled', detail: thrown instanceof Error ? thrown.message : String(thrown), cause: thrown })
}
