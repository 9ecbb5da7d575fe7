import type { components } from '../api/schema'
import { Table } from '../parts/Table'
import { figure, say } from '../words/words'

type File = components['schemas']['ImportedFile']

/** What a file would do, row by row: what is wrong with it first. */
export function FilePreview({ file }: { file: File }) {
  const { preview } = file
  if (preview === undefined) return null
  const { faults, faultCount, changes, more, unknownColumns } = preview
  if (faultCount === 0 && changes.length === 0 && unknownColumns.length === 0) return null
  const columns = unknownColumns.map((c) => (c.nearest === undefined || c.nearest === '' ? c.column : say('import.meant', { column: c.column, nearest: c.nearest }))).join(', ')
  return (
    <section class="prepare-file" aria-label={file.name}>
      {unknownColumns.length > 0 && <p class="prepare-trouble">{say('import.unknown', { columns })}</p>}
      {faultCount > 0 && (
        <>
          <h3>{say('import.faults', { n: faultCount, file: file.name })}</h3>
          <Table
            caption={say('import.faults', { n: faultCount, file: file.name })}
            rows={faults.map((f, i) => ({ ...f, i }))}
            id={(f) => String(f.i)}
            empty={null}
            columns={[
              { name: 'row', title: say('import.row'), cell: (f) => <span class="number">{f.row === undefined ? '–' : figure(f.row)}</span>, worth: (f) => f.row ?? 0 },
              { name: 'column', title: say('import.column'), cell: (f) => f.column ?? '–', worth: (f) => f.column ?? '' },
              { name: 'fault', title: say('import.fault'), cell: (f) => f.message },
            ]}
          />
          {faults.length < faultCount && <p class="quiet">{say('import.firstOf', { n: faults.length })}</p>}
        </>
      )}
      {changes.length > 0 && (
        <>
          <h3>{say('import.changes', { file: file.name })}</h3>
          <Table
            caption={say('import.changes', { file: file.name })}
            rows={changes}
            id={(c) => `${c.row} ${c.key}`}
            empty={null}
            columns={[
              { name: 'row', title: say('import.row'), cell: (c) => <span class="number">{figure(c.row)}</span>, worth: (c) => c.row },
              { name: 'key', title: say('import.key'), cell: (c) => c.key, worth: (c) => c.key },
              { name: 'what', title: say('import.what'), cell: (c) => (c.new ? say('import.isNew') : c.fields.map((f) => `${f.column}: ${f.old || say('prepare.none')} → ${f.new || say('prepare.none')}`).join(' · ')), worth: (c) => (c.new ? 1 : 0) },
            ]}
          />
          {more > 0 && <p class="quiet">{say('prepare.more', { n: more })}</p>}
        </>
      )}
    </section>
  )
}
