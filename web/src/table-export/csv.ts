import { type Cell, harmless, type SavedTable } from './table'

/**
 * The sign between two cells. RFC 4180 has the comma; a spreadsheet that is opened by a double click takes the sign of its
 * computer's language, which in France is the semicolon, since the comma stands in its numbers. So the French table has `;`, the
 * English `,`. Cells that have either are quoted, so that a reader who guesses wrong still cuts at the right places or not at all.
 */
export function separatorOf(language: 'en' | 'fr'): ',' | ';' {
  return language === 'fr' ? ';' : ','
}

function written(cell: Cell, language: 'en' | 'fr'): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return language === 'fr' ? String(cell).replace('.', ',') : String(cell)
  return harmless(cell)
}

function quoted(text: string): string {
  return /[",;\r\n\t]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * A table as CSV: RFC 4180 (CRLF after each row, quotes doubled) but for the separator; UTF-8 with the byte order mark, without
 * which Excel takes accents for something else. Decimals have the language's comma or point, never a sign between thousands.
 */
export function csv(table: SavedTable, language: 'en' | 'fr'): Blob {
  const between = separatorOf(language)
  const lines = [table.head, ...table.rows].map((row) => row.map((cell) => quoted(written(cell, language))).join(between))
  return new Blob(['\ufeff', lines.map((line) => `${line}\r\n`).join('')], { type: 'text/csv;charset=utf-8' })
}
