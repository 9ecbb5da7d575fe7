import { useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { note } from '../parts/Notes'
import { save } from '../parts/save'
import { language, say } from '../words/words'
import { csv } from './csv'
import { fileName, type SavedTable } from './table'

interface SaveProperties {
  /** Makes the table at the moment of the press: what is then on the screen. */
  readonly table: () => SavedTable
  /** The same places as a map, where they have some. */
  readonly map?: () => Blob
  /** Of the operation's clock, milliseconds since 1970. */
  readonly now: () => number
}

/** The ways to take away what is on the screen. */
export function SaveTable({ table, map, now }: SaveProperties) {
  const [busy, setBusy] = useState(false)
  const done = (made: SavedTable, ending: string, content: Blob): void => {
    const name = fileName(made.name, now(), ending)
    save(name, content)
    note(say('save.done', { name, n: made.rows.length }))
  }
  async function workbook(): Promise<void> {
    setBusy(true)
    try {
      // Loaded when it is first asked for: most who watch never save.
      const { xlsx } = await import('./xlsx')
      const made = table()
      done(made, 'xlsx', await xlsx(made))
    } catch {
      note(say('save.failed'))
    } finally {
      setBusy(false)
    }
  }
  return (
    <span class="save-table no-print" role="group" aria-label={say('save.title')}>
      <Button kind="quiet" title={say('save.csv')} onClick={() => { const made = table(); done(made, 'csv', csv(made, language.value)) }}>CSV</Button>
      <Button kind="quiet" title={say('save.xlsx')} busy={busy} onClick={() => void workbook()}>XLSX</Button>
      {map !== undefined && <Button kind="quiet" title={say('save.geojson')} onClick={() => done(table(), 'geojson', map())}>GeoJSON</Button>}
    </span>
  )
}
