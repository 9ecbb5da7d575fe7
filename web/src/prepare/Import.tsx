import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { ApiFault } from '../api/problem'
import type { components } from '../api/schema'
import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { Drop } from '../parts/Drop'
import { useSending } from '../parts/form'
import { Link } from '../parts/Link'
import { note } from '../parts/Notes'
import { FaultNote } from '../parts/Notices'
import { StateMark } from '../parts/StateMark'
import { Steps } from '../parts/Steps'
import { Table } from '../parts/Table'
import { may } from '../parts/who'
import { figure, language, say, sayCode } from '../words/words'
import { FilePreview } from './ImportPreview'
import { Occupancy } from './Occupancy'
import { MakeWing } from './Wing'
import './prepare.css'

type Report = components['schemas']['ImportReport']
type Input = components['schemas']['ImportInput']

/** A request takes 16 MiB of content, in which base64 makes four bytes of three. */
const mostBytes = 12_000_000

/** A file as the import takes it: its bytes as they are, so that the server sees the encoding that a spreadsheet chose. */
export async function packed(file: File): Promise<Input['files'][number]> {
  if (file.size > mostBytes) throw new ApiFault({ code: 'too_large', detail: say('import.tooLarge', { file: file.name }) })
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000))
  return { name: file.name, content: btoa(text), encoding: 'base64' }
}

/** Files into the operation: chosen, checked row by row, and taken over only when all is right. */
export function ImportPage({ desk }: { desk: Desk }) {
  const [files, setFiles] = useState<Input['files']>([])
  const [report, setReport] = useState<Report | null>(null)
  const sending = useSending()
  const body = { operation: desk.operation.id, files }
  const check = (chosen: readonly File[]): void =>
    sending.send(async () => {
      setReport(null)
      const packedFiles = await Promise.all(chosen.map(packed))
      setFiles(packedFiles)
      setReport(await ask(api.POST('/v1/imports', { body: { operation: desk.operation.id, preview: true, files: packedFiles } })))
    })
  const take = (): void =>
    sending.send(async () => {
      const done = await ask(api.POST('/v1/imports', { body: { ...body, ...(report?.occupancy === undefined ? {} : { expected: report.occupancy.digest }) } }))
      setReport(done)
      note(say('import.done', { n: done.files.reduce((n, f) => n + f.created + f.updated, 0) }))
      desk.reload()
    })
  const begin = (): void => {
    setReport(null)
    setFiles([])
  }
  const at = report === null ? 0 : report.applied ? 3 : 1
  return (
    <>
      <div class="page-head">
        <h2>{say('import.title')}</h2>
        <Steps label={say('import.steps')} steps={[say('import.choose'), say('import.check'), say('import.taken')]} at={at} />
      </div>
      {(report === null || !report.applied) && <Drop label={say('import.drop')} hint={say('import.hint')} accept=".csv,.xlsx" several onFiles={check} />}
      {sending.fault !== null && <FaultNote fault={sending.fault} />}
      {sending.busy && <p role="status">{say('import.checking')}</p>}
      {report !== null && <Checked desk={desk} report={report} busy={sending.busy} take={take} begin={begin} />}
      {report === null && <Empties />}
      {report === null && may('registry.write') && <MakeWing />}
    </>
  )
}

function Checked({ desk, report, busy, take, begin }: { desk: Desk; report: Report; busy: boolean; take: () => void; begin: () => void }) {
  const faults = report.faults ?? 0
  const removed = report.files.reduce((n, f) => n + f.removed, 0)
  return (
    <section class="prepare-steps" aria-label={say('import.check')}>
      <FileTable report={report} />
      {!report.applied && (
        <p class="prepare-lack">
          <StateMark state={faults > 0 ? 'person' : 'clear'} />
          <span class="strong">{say(faults > 0 ? 'import.mend' : 'import.right')}</span>
        </p>
      )}
      {!report.applied && faults === 0 && removed > 0 && <p class="prepare-trouble">{say('import.takes', { n: removed })}</p>}
      <p class="form-acts">
        {!report.applied && faults === 0 && <Button kind="first" busy={busy} onClick={take}>{say('import.take')}</Button>}
        <Button onClick={begin}>{say('import.again')}</Button>
        {report.applied && <Link to={`/plan/${desk.operation.id}/sites`}>{say('import.toSites')}</Link>}
      </p>
      {report.occupancy !== undefined && <Occupancy changes={report.occupancy} />}
      {!report.applied && report.files.map((f) => <FilePreview key={f.name} file={f} />)}
    </section>
  )
}

function FileTable({ report }: { report: Report }) {
  type File = Report['files'][number]
  const count = (name: string, title: string, of: (f: File) => number) => ({ name, title, right: true, cell: (f: File) => figure(of(f)), worth: of })
  return (
    <Table
      caption={say('import.files')}
      rows={report.files}
      id={(f) => f.name}
      empty={null}
      columns={[
        { name: 'name', title: say('import.file'), cell: (f) => f.name, worth: (f) => f.name },
        { name: 'kind', title: say('import.kind'), cell: (f) => (f.kind === '' ? <span class="prepare-trouble">{say('import.unknownKind')}</span> : sayCode('importKind', f.kind)), worth: (f) => f.kind },
        count('rows', say('import.rows'), (f) => f.rows),
        count('new', say('import.new'), (f) => f.created),
        count('changed', say('import.changed'), (f) => f.updated),
        count('same', say('import.same'), (f) => f.unchanged),
        count('removed', say('import.removed'), (f) => f.removed),
        count('faulty', say('import.faulty'), (f) => f.preview?.faulty ?? 0),
      ]}
    />
  )
}

const kinds = ['establishments', 'locations', 'officers', 'equipment', 'teams', 'cells', 'links', 'authorisations', 'occupancy'] as const

/** Files with headings and nothing else, in the language of the page. */
function Empties() {
  const to = (query: string): string => `/v1/imports/template?${query}language=${language.value}`
  return (
    <section class="prepare-part" aria-labelledby="import-empties">
      <h3 id="import-empties">{say('import.empties')}</h3>
      <p class="form-acts">
        <a class="button" href={to('')} download>{say('import.workbook')}</a>
        {kinds.map((k) => <a key={k} class="button quiet" href={to(`kind=${k}&as=csv&`)} download>{sayCode('importKind', k)}</a>)}
      </p>
    </section>
  )
}
