import { Facts } from '../parts/Facts'
import { Link } from '../parts/Link'
import { Empty } from '../parts/Notices'
import { StateMark } from '../parts/StateMark'
import { say } from '../words/words'
import type { Deed, ExhibitDocument, SealDocument } from './documents'
import { deedName, When } from './Frame'
import type { Ground } from './ground'
import { officerName, pickWord, word } from './names'
import { Notes } from './Notes'
import { paperWords } from './Paper'

type Row = NonNullable<ExhibitDocument['seals']>[number]

/** Who did it, and who recorded it where that is somebody else; of what stood on a sheet who wrote and who typed. */
function byWords(officer: string | undefined, deed: Deed | undefined): string {
  if (deed?.source !== undefined) return [officer === undefined ? '' : officerName(officer), paperWords(deed.source, deed)].filter(Boolean).join(' · ')
  const recorder = deedName(deed)
  if (officer === undefined || officer === deed?.actor) return recorder || say('record.nobodyNamed')
  return say('seal.recordedBy', { name: officerName(officer), recorder: recorder || say('record.nobodyNamed') })
}

/** Before whom, by name; that nobody is named is said. */
const witnessName = ({ witness, witnessOfficer }: { readonly witness?: string; readonly witnessOfficer?: string }): string =>
  [witness ?? '', witnessOfficer === undefined ? '' : officerName(witnessOfficer)].filter(Boolean).join(', ') || say('seal.noWitness')

/** Every seal that an exhibit had, in the order in which they were put on: who put it on, when and before whom, who broke it and why. What is not read of a seal is not made up: then its times alone are told. */
export function Seals({ exhibit: x, seals, ground }: { exhibit: ExhibitDocument; seals: readonly SealDocument[]; ground: Ground }) {
  const rows = [...(x.seals ?? [])].sort((a, b) => (a.appliedAt ?? '').localeCompare(b.appliedAt ?? ''))
  if (rows.length === 0) return <Empty title={say('record.unsealed')} />
  return (
    <ol class="list">
      {rows.map((row) => (
        <li key={row.id} class="list-row">
          <StateMark state={row.state === 'applied' ? 'find' : 'planned'} />
          <div>
            <p class="list-head">
              <span class="strong number">{row.number}</span>
              <span class="quiet">{pickWord('seal-types', row.type)}</span>
              <span>{said(row, seals, rows)}</span>
              {row.photo !== undefined && <Link to={`${ground.base}/files/${row.photo}`}>{say('record.sealPhoto')}</Link>}
            </p>
            <div class="seal-told"><Told row={row} seal={seals.find((s) => s.id === row.id)} site={x.site} ground={ground} /></div>
            <Notes notes={seals.find((s) => s.id === row.id)?.notes} site={x.site} ground={ground} />
          </div>
        </li>
      ))}
    </ol>
  )
}

/** How a seal stands, and which stands for which. */
function said(row: Row, seals: readonly SealDocument[], rows: readonly Row[]): string {
  const seal = seals.find((s) => s.id === row.id)
  const numberOf = (id: string | undefined): string => rows.find((r) => r.id === id)?.number ?? ''
  const [replaces, replacedBy] = [numberOf(seal?.replaces), numberOf(seal?.replacedBy)]
  return [replacedBy === '' ? word('seal', row.state) : say('seal.replacedBy', { number: replacedBy }), replaces === '' ? '' : say('seal.replaces', { number: replaces })].filter(Boolean).join(' · ')
}

function Told({ row, seal, site, ground }: { row: Row; seal: SealDocument | undefined; site: string; ground: Ground }) {
  return (
    <Facts
      facts={[
        [say('seal.appliedAt'), <When at={row.appliedAt} site={site} ground={ground} />],
        ...(seal === undefined ? [] : [[say('seal.appliedBy'), byWords(seal.appliedBy, seal.applied)], [say('seal.witness'), <Witness seal={seal} ground={ground} />]] as const),
        ...(row.brokenAt === undefined ? [] : [[say('seal.brokenAt'), <When at={row.brokenAt} site={site} ground={ground} />]] as const),
        ...(seal?.broken === undefined ? [] : [
          [say('seal.brokenBy'), byWords(seal.broken.brokenBy, seal.broken)], [say('seal.brokenBefore'), witnessName(seal.broken)], [say('seal.brokenWhy'), seal.broken.reason ?? ''],
        ] as const),
      ]}
    />
  )
}

/** Before whom a seal was put on, and whether that person signed. */
function Witness({ seal, ground }: { seal: SealDocument; ground: Ground }) {
  const { file, refusedBecause } = seal.witnessSignature ?? {}
  return (
    <>
      {witnessName(seal)}
      {file !== undefined && <> · <Link to={`${ground.base}/files/${file}`}>{say('record.signed')}</Link></>}
      {refusedBecause !== undefined && ` · ${say('record.refused', { reason: refusedBecause })}`}
    </>
  )
}
