import { Facts } from '../parts/Facts'
import { Empty } from '../parts/Notices'
import { Panel } from '../parts/Panel'
import { Shown } from '../parts/Shown'
import { StateMark } from '../parts/StateMark'
import { say, sayCode } from '../words/words'
import { lineOfCustody, otherAlarms, type Stand } from './custody'
import type { ExhibitDocument, Photograph, SealDocument } from './documents'
import { deedName, Frame, partyName, When } from './Frame'
import { type Ground, useFollowed } from './ground'
import { JournalPart } from './JournalPart'
import { pickWord, word } from './names'
import { Notes } from './Notes'
import { paperWords } from './Paper'
import { exhibitPhotographs, Photographs, sheetsOf } from './Photographs'
import { reader } from './read'
import { Seals } from './Seals'
import { trailTo } from './TaskPage'

/** One exhibit: what it is, its seals, and through whose hands it went. */
export function ExhibitPage({ id, ground }: { id: string; ground: Ground }) {
  const read = useFollowed(ground.pulse, async (signal) => {
    const r = reader(ground.operation, signal)
    const [exhibit, files] = await Promise.all([r.exhibit(id), r.filesOf(id)])
    return { exhibit, photographs: exhibitPhotographs(exhibit, files), seals: await Promise.all((exhibit.seals ?? []).map((s) => r.seal(s.id))) }
  }, [id])
  return <Shown of={read}>{(read) => <Exhibit {...read} ground={ground} />}</Shown>
}

interface ExhibitProperties {
  readonly exhibit: ExhibitDocument
  readonly photographs: readonly Photograph[]
  readonly seals: readonly SealDocument[]
  readonly ground: Ground
}

function Exhibit({ exhibit: x, photographs, seals, ground }: ExhibitProperties) {
  const trail = [
    ...trailTo(ground, x.site, x.locationPath ?? ''),
    ...(x.task === undefined ? [] : [{ to: `${ground.base}/tasks/${x.task}`, word: x.taskCode ?? x.locationCode ?? '' }]),
    ...(x.search === undefined ? [] : [{ to: `${ground.base}/searches/${x.search}`, word: say('record.search') }]),
  ]
  const kind = pickWord('categories', x.category)
  // A search shows the sheet that it was kept on; what is of none shows it here.
  const photos = [...photographs, ...(x.search === undefined ? sheetsOf(x.recorded?.source) : [])]
  const wrong = [...(x.lacks ?? []).map((c) => word('lack', c)), ...otherAlarms(x).map(({ code, seal }) => (seal === '' ? word('alarm', code) : say('record.pair', { word: word('alarm', code), value: seal }))),
    ...(x.sealDuplicate === true ? [say('need.duplicate_seal')] : []), ...(x.numberDuplicate === true ? [say('record.numberTwice')] : []),
    ...((x as { deviceChecks?: readonly string[] }).deviceChecks ?? []).map((c) => word('check', c)),
    ...(x.modelDiffers === true ? [say('record.modelDiffers')] : [])]
  return (
    <Frame trail={trail} title={`${kind} ${x.number ?? ''}`.trim()} mark={<StateMark state={wrong.length > 0 ? 'person' : 'find'} />}>
      {x.state === 'voided' && <p class="record-void strong">{say('record.voidedBy', { name: deedName(x.voided), reason: x.voided?.reason ?? '' })}</p>}
      {wrong.length > 0 && (
        <ul class="wrongs">
          {[...new Set(wrong)].map((w) => (
            <li key={w}>
              <StateMark state="person" />
              <span>{w}</span>
            </li>
          ))}
        </ul>
      )}
      <div class="record-grid">
        <Panel name="facts" title={say('record.what')}>
          <Facts
            facts={[
              [say('record.description'), x.description],
              [say('record.quantity'), `${x.quantity} ${sayCode('unit', x.unit)}`],
              [say('record.model'), [x.modelName ?? '', x.isTargetModel === true ? say('record.target') : ''].filter(Boolean).join(' · ')],
              [say('record.disposition'), pickWord('dispositions', x.disposition)],
              [say('record.hidden'), pickWord('concealment-places', x.concealment?.code)],
              [say('record.route'), [pickWord('entry-routes', x.route?.code), pickWord('confidence', x.route?.confidence)].filter(Boolean).join(' · ')],
              [say('record.seizedAt'), <When at={x.seizedAt ?? x.recorded?.source?.doneAt ?? x.recorded?.at} site={x.site} ground={ground} />],
              [say('record.seizedBy'), x.recorded?.source === undefined ? deedName(x.recorded) : paperWords(x.recorded.source, x.recorded)],
              [say('record.holder'), x.holderTeam === true ? `${partyName(x.holder)} (${say('record.holderTeam')})` : partyName(x.holder)],
              [say('record.place'), x.place ?? ''],
            ]}
          />
        </Panel>
        <Panel name="identity" title={say('record.identity')}>
          <Identity exhibit={x} />
        </Panel>
      </div>
      {(x.notes ?? []).length > 0 && <Panel name="notes" title={say('record.notes')}><Notes notes={x.notes} site={x.site} ground={ground} /></Panel>}
      <Panel name="custody" title={say('record.custody')}>
        <Chain exhibit={x} ground={ground} />
      </Panel>
      <div class="record-grid">
        <Panel name="seals" title={say('record.seals')}>
          <Seals exhibit={x} seals={seals} ground={ground} />
        </Panel>
        <Panel name="photos" title={say('record.photos')}>
          {photos.length === 0 ? <Empty title={say('record.noPhoto')} /> : <Photographs photos={photos} ground={ground} />}
        </Panel>
      </div>
      <JournalPart document={[x, seals]} id={x.id} ground={ground} site={x.site} />
    </Frame>
  )
}

export function Identity({ exhibit: x }: { exhibit: ExhibitDocument }) {
  const numbers = x.identity ?? []
  const plain = x.serial === undefined ? [] : [{ of: 'serial', normal: x.serial }]
  const all = [...numbers, ...plain.filter((p) => !numbers.some((n) => n.of === p.of))]
  if (all.length === 0) return <Empty title={say('record.noIdentity')} />
  return (
    <table class="rows">
      <thead>
        <tr>
          <th scope="col">{say('record.number')}</th>
          <th scope="col">{say('record.value')}</th>
          <th scope="col">{say('record.checks')}</th>
        </tr>
      </thead>
      <tbody>
        {all.map((n) => {
          const checks = 'checks' in n ? (n.checks ?? []) : []
          const read = (x as { readonly [of: string]: unknown } & ExhibitDocument)[n.of] as string | undefined // as it was read, with its separators
          return (
            <tr key={`${n.of} ${n.normal}`}>
              <th scope="row">{word('identity', n.of)}</th>
              <td class="number">
                {read ?? n.normal}
                {read !== undefined && read !== n.normal && <span class="quiet"> ({n.normal})</span>}
              </td>
              <td>{checks.length === 0 ? <span class="quiet">{say(n.of === 'serial' ? 'record.noCheck' : 'record.checked')}</span> : checks.map((c) => word('check', c)).join(', ')}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** The chain of custody as a line: each stand a hand-over, dashed where one side is lacking. */
function Chain({ exhibit: x, ground }: { exhibit: ExhibitDocument; ground: Ground }) {
  const stands = lineOfCustody(x)
  if (stands.length === 0) return <Empty title={say('record.noCustody')}>{say('record.noCustodyNext')}</Empty>
  return (
    <ol class="chain">
      {stands.map((s) => (
        <ChainStand key={s.movement.id} stand={s} site={x.site} ground={ground} lacks={x.handOverOpen?.lacks ?? ''} />
      ))}
    </ol>
  )
}

function ChainStand({ stand: { movement: m, alarms, isVoid, isOpen }, site, ground, lacks }: { stand: Stand; site: string; ground: Ground; lacks: string }) {
  const classes = ['stand', isVoid || m.struck === true ? 'is-void' : '', isOpen ? 'stand-open' : '', alarms.length > 0 ? 'stand-alarm' : ''].filter(Boolean).join(' ')
  return (
    <li class={classes}>
      <span class="stand-dot" aria-hidden="true" />
      <p class="strong">{word('custody', m.kind)}</p>
      <p class="small quiet">
        <When at={m.at} site={site} ground={ground} />
      </p>
      <p>{[partyName(m.from), partyName(m.to)].filter(Boolean).join(' → ')}</p>
      {m.place !== undefined && <p class="small quiet">{m.place}</p>}
      {m.condition !== undefined && <p class="small">{m.condition}</p>}
      {m.reason !== undefined && <p class="small">{m.reason}</p>}
      {isOpen && <p class="small strong">{word('handOver', lacks)}</p>}
      {alarms.map((a) => (
        <p key={a} class="small strong stand-words">
          <StateMark state="person" />
          {word('alarm', a)}
        </p>
      ))}
    </li>
  )
}
