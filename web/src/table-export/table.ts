/** What a cell holds: a number stays a number, a text a text; null is an empty cell. */
export type Cell = number | string | null

/** A table as it is to be saved: what is on the screen, in its order, in the words of its reader. */
export interface SavedTable {
  /** Of the sheet and, with the time, of the file. */
  readonly name: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** A column of a table that can be saved. */
export interface SavedColumn<T> {
  readonly title: string
  readonly value: (row: T) => Cell
}

/** Makes a table of rows by columns. */
export function tableOf<T>(name: string, columns: readonly SavedColumn<T>[], rows: readonly T[]): SavedTable {
  return { name, head: columns.map((c) => c.title), rows: rows.map((row) => columns.map((c) => c.value(row))) }
}

// White space that some programs strip before they look at the first sign.
const strippedFirst = /^[ \t\r\n\u00a0\ufeff\u200b]*/
const begins = /^[=+\-@＝＋－＠]/

/** Whether a spreadsheet that opens this text as a cell may run it as a formula; the same rule as the server's for its own tables. */
export function runs(text: string): boolean {
  return /^[\t\r]/.test(text) || begins.test(text.replace(strippedFirst, ''))
}

/** A text as a cell that no spreadsheet runs: what begins like a formula has an apostrophe before it. */
export function harmless(text: string): string {
  return runs(text) ? `'${text}` : text
}

/** The name of a file: what it holds and when it was so, in signs that every file system takes. */
export function fileName(name: string, at: number, ending: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').replace(/[^\w-]+/g, '-').replace(/^-+|-+$/g, '')
  return `${plain || 'table'}-${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z.${ending}`
}
