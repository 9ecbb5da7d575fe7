import { type Cell, type SavedTable, runs } from './table'
import { zip } from './zip'

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaged = 'http://schemas.openxmlformats.org/package/2006'
const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

// What XML 1.0 cannot hold in any form is left out; a lone half of a surrogate pair is among it.
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

function escaped(text: string): string {
  return text.replace(impossible, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\r', '&#13;')
}

/** The letters of a column, 0 is A. */
export function letters(column: number): string {
  return column < 26 ? String.fromCharCode(65 + column) : letters(Math.floor(column / 26) - 1) + letters(column % 26)
}

// Styles: 0 plain, 1 head, 2 a text that begins like a formula. A text cell is never run; the mark "quotePrefix" of style 2 keeps it
// a text also when somebody edits it or saves the sheet in another format.
function cellOf(cell: Cell, at: string, head: boolean): string {
  if (cell === null || cell === '') return ''
  if (typeof cell === 'number' && Number.isFinite(cell)) return `<c r="${at}"${head ? ' s="1"' : ''}><v>${cell}</v></c>`
  const text = String(cell)
  return `<c r="${at}" t="inlineStr"${head ? ' s="1"' : runs(text) ? ' s="2"' : ''}><is><t xml:space="preserve">${escaped(text)}</t></is></c>`
}

function sheet(table: SavedTable): string {
  const rows = [table.head, ...table.rows].map((row, r) => `<row r="${r + 1}">${row.map((cell, c) => cellOf(cell, `${letters(c)}${r + 1}`, r === 0)).join('')}</row>`)
  const widths = table.head.map((title, c) => {
    const longest = Math.max(title.length, ...table.rows.slice(0, 500).map((row) => String(row[c] ?? '').length))
    return `<col min="${c + 1}" max="${c + 1}" width="${Math.min(60, longest + 2)}" customWidth="1"/>`
  })
  const last = `${letters(Math.max(0, table.head.length - 1))}${table.rows.length + 1}`
  return `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
    `<cols>${widths.join('')}</cols><sheetData>${rows.join('')}</sheetData><autoFilter ref="A1:${last}"/></worksheet>`
}

const styles = `${declaration}<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>' +
  '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" quotePrefix="1"/></cellXfs></styleSheet>'

/** A name that a sheet may have: at most 31 signs, none of those that a reference needs. */
export function sheetName(name: string): string {
  return name.replace(/[[\]:*?/\\']/g, ' ').trim().slice(0, 31) || 'Table'
}

/** A table as a workbook of one sheet (ECMA-376, the parts that it must have and no others): a head that stays, a filter, numbers as numbers. */
export function xlsx(table: SavedTable): Promise<Blob> {
  const relation = (id: number, type: string, target: string): string => `<Relationship Id="rId${id}" Type="${office}/${type}" Target="${target}"/>`
  return zip([
    {
      name: '[Content_Types].xml',
      content: `${declaration}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
        `<Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${kind}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${kind}.styles+xml"/></Types>`,
    },
    { name: '_rels/.rels', content: `${declaration}<Relationships xmlns="${packaged}/relationships">${relation(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>` },
    { name: 'xl/workbook.xml', content: `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${escaped(sheetName(table.name))}" sheetId="1" r:id="rId1"/></sheets></workbook>` },
    { name: 'xl/_rels/workbook.xml.rels', content: `${declaration}<Relationships xmlns="${packaged}/relationships">${relation(1, 'worksheet', 'worksheets/sheet1.xml')}${relation(2, 'styles', 'styles.xml')}</Relationships>` },
    { name: 'xl/styles.xml', content: styles },
    { name: 'xl/worksheets/sheet1.xml', content: sheet(table) },
  ], `${kind}.sheet`)
}
