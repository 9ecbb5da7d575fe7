/**
 * Writes one act after the other: what amends a find names the amendments before it, so the next begins when the last is on the disk
 * and in the story. One that could not be written does not stop those behind it.
 */
export class Pen {
  private last: Promise<unknown> = Promise.resolve()

  write<T>(step: () => Promise<T>): Promise<T> {
    const next = this.last.then(step)
    this.last = next.catch(() => undefined)
    return next
  }
}
