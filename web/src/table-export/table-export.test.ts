import { describe, expect, test } from 'vitest'
import { csv, separatorOf } from './csv'
import { geojson } from './geojson'
import { fileName, harmless, runs, tableOf } from './table'
import { letters, sheetName, xlsx } from './xlsx'
import { crc32 } from './zip'

const rows = [{ name: 'Fresnes; "bât. A"', n: 12, v: 2.5 }, { name: '=HYPERLINK("http://x")', n: 0, v: -1 }, { name: 'Réau', n: 3, v: null }]
const table = tableOf('Sites', [{ title: 'Site', value: (r: (typeof rows)[0]) => r.name }, { title: 'Finds', value: (r) => r.n }, { title: 'Value', value: (r) => r.v }], rows)

/** Reads CSV by RFC 4180 with a separator, apart from the writer. */
function read(text: string, between: string): string[][] {
  const out: string[][] = [[]]
  let cell = ''
  let inside = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string
    if (inside && c === '"' && text[i + 1] === '"') {
      cell += '"'
      i++
    } else if (c === '"') inside = !inside
    else if (!inside && c === between) {
      out.at(-1)?.push(cell)
      cell = ''
    } else if (!inside && c === '\r' && text[i + 1] === '\n') {
      out.at(-1)?.push(cell)
      out.push([])
      cell = ''
      i++
    } else cell += c
  }
  return out.slice(0, -1)
}

describe('a cell that a spreadsheet would run', () => {
  test.each(['=1+1', '+33 1 99', '-2+3', '@SUM(A1)', '\tx', '\r=1', ' =1', '\u00a0@x', '＝1'])('is told by its beginning: %j', (text) => {
    expect(runs(text)).toBe(true)
    expect(harmless(text)).toBe(`'${text}`)
  })

  test.each(['Fresnes', 'a=b', '12', '', 'H−00:45'])('is not what only looks odd: %j', (text) => {
    expect(harmless(text)).toBe(text)
  })
})

describe('CSV', () => {
  test('begins with the byte order mark and gives back what went in, with the separator of its language', async () => {
    for (const language of ['en', 'fr'] as const) {
      const bytes = new Uint8Array(await csv(table, language).arrayBuffer())
      expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
      const back = read(new TextDecoder().decode(bytes), separatorOf(language))
      expect(back).toEqual([
        ['Site', 'Finds', 'Value'], ['Fresnes; "bât. A"', '12', language === 'fr' ? '2,5' : '2.5'], [`'=HYPERLINK("http://x")`, '0', '-1'], ['Réau', '3', ''],
      ])
    }
  })
})

/** The parts of an archive by its central directory, unpacked and checked against their sums. */
async function unpacked(blob: Blob): Promise<Map<string, string>> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  const view = new DataView(bytes.buffer)
  const last = bytes.length - 22
  expect(view.getUint32(last, true)).toBe(0x06054b50)
  const found = new Map<string, string>()
  let at = view.getUint32(last + 16, true)
  for (let i = 0; i < view.getUint16(last + 10, true); i++) {
    const [sum, size, length, offset] = [view.getUint32(at + 16, true), view.getUint32(at + 20, true), view.getUint16(at + 28, true), view.getUint32(at + 42, true)]
    const name = new TextDecoder().decode(bytes.slice(at + 46, at + 46 + length))
    expect(view.getUint32(offset, true)).toBe(0x04034b50)
    const from = offset + 30 + view.getUint16(offset + 26, true)
    const stream = new Blob([bytes.slice(from, from + size)]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
    const content = new Uint8Array(await new Response(stream).arrayBuffer())
    expect(crc32(content)).toBe(sum)
    found.set(name, new TextDecoder().decode(content))
    at += 46 + length
  }
  return found
}

describe('XLSX', () => {
  test('holds the parts that a workbook must have, each of them XML', async () => {
    const parts = await unpacked(await xlsx(table))
    expect([...parts.keys()]).toEqual(['[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml', 'xl/_rels/workbook.xml.rels', 'xl/styles.xml', 'xl/worksheets/sheet1.xml'])
    for (const [name, content] of parts) expect(new DOMParser().parseFromString(content, 'application/xml').getElementsByTagName('parsererror'), name).toHaveLength(0)
  })

  test('keeps numbers numbers, and a text that begins like a formula a text', async () => {
    const sheet = (await unpacked(await xlsx(table))).get('xl/worksheets/sheet1.xml') ?? ''
    expect(sheet).toContain('<c r="B2"><v>12</v></c>')
    expect(sheet).toContain('<c r="C3"><v>-1</v></c>')
    expect(sheet).toContain('<c r="A3" t="inlineStr" s="2"><is><t xml:space="preserve">=HYPERLINK(&quot;http://x&quot;)</t>')
    expect(sheet).not.toContain('<f>')
    expect(sheet).toContain('<autoFilter ref="A1:C4"/>')
  })

  test('leaves out what XML cannot hold', async () => {
    const odd = { name: 'a', head: ['x'], rows: [['a\u0000b\u0008<&>\ud800']] }
    expect((await unpacked(await xlsx(odd))).get('xl/worksheets/sheet1.xml')).toContain('>ab&lt;&amp;&gt;</t>')
  })

  test('names columns and sheets as a spreadsheet does', () => {
    expect([0, 25, 26, 701, 702].map(letters)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA'])
    expect(sheetName('Sites [a/b]: what? and more than thirty-one signs')).toBe('Sites  a b   what  and more tha')
    expect(sheetName('???')).toBe('Table')
  })

  test('is the same bytes for the same table', async () => {
    const [a, b] = await Promise.all([xlsx(table), xlsx(table)])
    expect(new Uint8Array(await a.arrayBuffer())).toEqual(new Uint8Array(await b.arrayBuffer()))
  })
})

describe('GeoJSON', () => {
  test('has the longitude first, and a place without a position without geometry', async () => {
    const made = JSON.parse(await geojson([{ id: 'a', longitude: 2.3, latitude: 48.7, properties: { state: 'find', late: true } }, { id: 'b', longitude: 0, latitude: 0, properties: {} }], { name: 'x' }).text())
    expect(made.type).toBe('FeatureCollection')
    expect(made.features[0].geometry).toEqual({ type: 'Point', coordinates: [2.3, 48.7] })
    expect(made.features[0].properties).toEqual({ state: 'find', late: true })
    expect(made.features[1].geometry).toBeNull()
  })
})

test('the file’s name says what it holds and when, in plain signs', () => {
  expect(fileName('Opération Aurore: sites', Date.parse('2026-05-20T05:15:00Z'), 'csv')).toBe('Operation-Aurore-sites-20260520T051500Z.csv')
})
