import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { ApiFault } from '../api/problem'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Choice, Field, NumberField } from '../parts/Field'
import { note } from '../parts/Notes'
import { Empty } from '../parts/Notices'
import { Qr } from '../parts/Qr'
import { Shown, useResource } from '../parts/Shown'
import { Table } from '../parts/Table'
import { localDay, ownZone } from '../time/local'
import { figure, say } from '../words/words'
import { usePages } from './pages'
import { type Establishment, Head, More, pair, Sites, useEstablishments, When } from './parts'

type Enrolment = components['schemas']['Enrolment']

/** A code as it was made: what stands on the sheet. */
interface Made {
  readonly url: string
  readonly code: string
  readonly label: string
  readonly sites: readonly string[]
  readonly expiresAt: string
  readonly maxUses: number
}

/** What a code can be used for: nothing more once it ended, ran out or was used up. */
export function codeState(e: Pick<Enrolment, 'endedAt' | 'expiresAt' | 'uses' | 'maxUses'>, now: string): 'open' | 'ended' | 'expired' | 'spent' {
  if (e.endedAt !== undefined && e.endedAt !== '') return 'ended'
  if (e.uses >= e.maxUses) return 'spent'
  return Date.parse(e.expiresAt) <= Date.parse(now) ? 'expired' : 'open'
}

/** Codes with which tablets enrol: made here, shown once, printed. */
export function CodesPage() {
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<Made | null>(null)
  const [ending, setEnding] = useState<Enrolment | null>(null)
  const establishments = useEstablishments()
  const codes = usePages(async (cursor, signal) => {
    const page = await ask(api.GET('/v1/enrolments', { params: { query: { limit: 100, ...cursor } }, signal }))
    const { now } = await ask(api.GET('/v1/server', { signal })) // this computer's clock may be wrong
    return { ...page, items: page.items.map((e) => ({ ...e, state: codeState(e, now) })) }
  }, [])
  if (made !== null) return <Sheet made={made} onDone={() => setMade(null)} />
  return (
    <>
      <Head title={say('codes.title')}>
        <Button kind="first" onClick={() => setMaking(true)}>
          {say('codes.make')}
        </Button>
      </Head>
      <Shown of={codes}>
        {({ items }) => (
          <Table
            caption={say('codes.title')}
            className="office-table"
            rows={items}
            id={(e) => e.id}
            empty={<Empty title={say('codes.none')}>{say('tablets.nobodyNext')}</Empty>}
            columns={[
              { name: 'label', title: say('codes.label'), worth: (e) => e.label, cell: (e) => <span class="strong">{e.label}</span> },
              { name: 'sites', title: say('codes.sites'), worth: (e) => e.siteIds.length, cell: (e) => siteWords(e.siteIds, establishments) },
              { name: 'uses', title: say('codes.uses'), right: true, worth: (e) => e.uses, cell: (e) => say('codes.usesOf', { uses: e.uses, most: e.maxUses }) },
              { name: 'until', title: say('codes.until'), worth: (e) => e.expiresAt, cell: (e) => <When at={e.expiresAt} /> },
              { name: 'state', title: say('codes.state'), worth: (e) => e.state, cell: (e) => <span class={`badge office-state office-${e.state}`}>{say(`codes.${e.state}`)}</span> },
              { name: 'acts', title: <span class="unseen">{say('office.acts')}</span>, right: true, cell: (e) => e.state === 'open' && <Button onClick={() => setEnding(e)}>{say('codes.end')}<span class="unseen"> {e.label}</span></Button> },
            ]}
          />
        )}
      </Shown>
      <More of={codes} />
      {making && <Make establishments={establishments} onClose={() => setMaking(false)} made={(m) => { void codes.reload(); setMade(m) }} />}
      {ending !== null && (
        <Decide title={say('codes.end')} act={say('codes.end')} danger reason={0} onClose={() => setEnding(null)}
          decide={async () => {
            await ask(api.DELETE('/v1/enrolments/{id}', { params: { path: { id: ending.id } } }))
            note(pair(say('codes.ended'), ending.label))
            await codes.reload()
          }}>
          <p class="strong">{ending.label}</p>
          <p>{say('codes.endMeans')}</p>
        </Decide>
      )}
    </>
  )
}

/** The establishments of a code: by name where they are few, else how many. */
function siteWords(ids: readonly string[], all: readonly Establishment[]): string {
  if (ids.length > 3) return say('people.atSites', { n: ids.length })
  return ids.map((id) => all.find((e) => e.id === id)?.name ?? '…').join(', ')
}

const lasts = [1, 8, 24, 72, 168] // hours

function Make({ establishments, onClose, made }: { establishments: readonly Establishment[]; onClose: () => void; made: (m: Made) => void }) {
  const [label, setLabel] = useState('')
  const [sites, setSites] = useState<string[]>([])
  const [uses, setUses] = useState<number | null>(1)
  const [hours, setHours] = useState(24)
  return (
    <Decide title={say('codes.make')} act={say('codes.make')} reason={0} onClose={(done) => done || onClose()}
      decide={async () => {
        if (uses === null) throw new ApiFault({ code: 'invalid' })
        const { now } = await ask(api.GET('/v1/server'))
        const body = { label: label.trim(), siteIds: sites, maxUses: uses, expiresAt: new Date(Date.parse(now) + hours * 3_600_000).toISOString() }
        const { code, url } = await ask(api.POST('/v1/enrolments', { body }))
        onClose()
        made({ code, url, label: body.label, sites, expiresAt: body.expiresAt, maxUses: uses })
      }}>
      <Field label={say('codes.label')} hint={say('codes.labelHint')} value={label} onInput={setLabel} most={80} required focus />
      <Sites label={say('codes.sites')} all={establishments} value={sites} onInput={setSites} />
      <div class="form-row">
        <NumberField label={say('codes.uses')} value={uses} onInput={setUses} least={1} most={1000} />
        <Choice label={say('codes.good')} value={String(hours)} onInput={(v) => setHours(Number(v))}
          options={lasts.map((n) => ({ value: String(n), word: n < 48 ? say('codes.hours', { n }) : say('codes.days', { n: n / 24 }) }))} />
      </div>
    </Decide>
  )
}

/** A fingerprint as the page of the certificate writes it: eight pairs a row. */
export function rowsOf(fingerprint: string): string[] {
  const pairs = fingerprint.split(':')
  return [0, 8, 16, 24].map((at) => pairs.slice(at, at + 8).join(' '))
}

/** The code large on the screen, and the same on paper. */
function Sheet({ made, onDone }: { made: Made; onDone: () => void }) {
  const all = useEstablishments()
  const server = useResource((signal) => ask(api.GET('/v1/server', { signal })), [])
  const authority = server.known.value.data?.authority
  return (
    <>
      <div class="page-head no-print">
        <p>{say('codes.once')}</p>
        <div class="page-acts">
          <Button onClick={() => print()}>{say('codes.print')}</Button>
          <Button kind="first" onClick={onDone}>
            {say('codes.done')}
          </Button>
        </div>
      </div>
      <Shown of={server}>
        {() =>
          authority !== undefined && (
            <article class="sheet sheet-before">
              <Qr text={authority.address} label={say('codes.certificate')} />
              <div class="sheet-text">
                <h2>{say('codes.before')}</h2>
                <p>{say('codes.beforeMeans')}</p>
                <output class="office-secret" aria-label={say('codes.certificate')}>
                  {authority.address}
                </output>
                <p>{say('codes.compare')}</p>
                <output class="office-print" aria-label={say('codes.fingerprint')}>
                  {rowsOf(authority.fingerprint).map((row) => (
                    <span key={row}>{row}</span>
                  ))}
                </output>
              </div>
            </article>
          )
        }
      </Shown>
      <article class="sheet">
        <Qr text={made.url} label={say('codes.qr')} />
        <div class="sheet-text">
          <h2>{say('codes.sheet')}</h2>
          <p class="strong">{made.label}</p>
          <ol class="sheet-steps">
            <li>{say('codes.stepOne')}</li>
            <li>{say('codes.stepTwo')}</li>
            <li>{say('codes.stepThree')}</li>
          </ol>
          <output class="office-secret" aria-label={say('codes.code')}>
            {made.url}
          </output>
          <p>{pair(say('codes.sites'), made.sites.map((id) => all.find((e) => e.id === id)).filter((e) => e !== undefined).map((e) => `${e.code} ${e.name}`).join(', '))}</p>
          <p>{`${pair(say('codes.uses'), figure(made.maxUses))} · ${say('codes.until')} ${localDay(made.expiresAt, ownZone())}`}</p>
          <p class="quiet">{say('codes.secret')}</p>
        </div>
      </article>
    </>
  )
}
