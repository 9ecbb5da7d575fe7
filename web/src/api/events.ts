/** One event of a text/event-stream. */
export interface StreamEvent {
  readonly type: string
  readonly data: string
  readonly id: string
}

/**
 * Reads text/event-stream (WHATWG HTML, 9.2) piece by piece: give it text as it comes, it returns the events that are
 * complete. It is written out, rather than left to EventSource, because that hides comments, and the server's heartbeat is
 * a comment: without it a cable that was pulled looks like a quiet night.
 */
export class EventReader {
  private rest = ''
  private type = ''
  private data: string[] = []
  private id = ''
  /** The server's wish for the pause before the next connection, in milliseconds; null while it has none. */
  retry: number | null = null

  push(text: string): StreamEvent[] {
    this.rest += text
    const events: StreamEvent[] = []
    for (;;) {
      // A lone \r at the end may be the half of a \r\n that is still on its way.
      const end = /\r\n|\n|\r(?!$)/.exec(this.rest)
      if (end === null) return events
      const line = this.rest.slice(0, end.index)
      this.rest = this.rest.slice(end.index + end[0].length)
      const event = this.line(line)
      if (event !== null) events.push(event)
    }
  }

  private line(line: string): StreamEvent | null {
    if (line === '') return this.dispatch()
    const colon = line.indexOf(':')
    if (colon === 0) return null
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') this.type = value
    else if (field === 'data') this.data.push(value)
    else if (field === 'id') this.id = value
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value)
    return null
  }

  private dispatch(): StreamEvent | null {
    const event = this.data.length > 0 ? { type: this.type || 'message', data: this.data.join('\n'), id: this.id } : null
    this.type = ''
    this.data = []
    return event
  }
}
