import type { Template } from '../checklist/template'
import { Facts } from '../parts/Facts'
import { Link } from '../parts/Link'
import { Empty } from '../parts/Notices'
import { Panel } from '../parts/Panel'
import { Shown } from '../parts/Shown'
import { StateMark } from '../parts/StateMark'
import { figure, language, say, sayCode } from '../words/words'
import { itemsOf, type Lexicon, type Line, phasesOf } from './answers'
import type { AnswerDocument, ExhibitDocument, IncidentRow, Photograph, SearchDocument } from './documents'
import { deedName, Frame, localWords, partyName, When } from './Frame'
import { type Ground, useFollowed } from './ground'
import { IncidentList } from './Incidents'
import { JournalPart } from './JournalPart'
import { lackLines } from './lacks'
import { Moves } from './Moves'
import { officerName, pickWord, word } from './names'
import { Notes, notYetWords } from './Notes'
import { PaperPart, paperWords } from './Paper'
import { byBytes, ownPhotographs, Photographs, sheetPhotographs } from './Photographs'
import { reader, templateOf } from './read'
import { Taken } from './Taken'
import { trailTo } from './TaskPage'
import { cellMark } from './tree'

interface Read {
  readonly search: SearchDocument
  readonly answers: readonly AnswerDocument[]
  readonly exhibits: readonly ExhibitDocument[]
  readonly incidents: readonly IncidentRow[]
  readonly photographs: readonly Photograph[]
  readonly sheets: readonly Photograph[]
  readonly template: Template | null
  /** The search names no checklist: the words are those of the newest one of the registry. */
  readonly isGuessed: boolean
}

/** One search: when, who was there, what was answered, what the gate said. */
export function SearchPage({ id, ground }: { id: string; ground: Ground }) {
  const read = useFollowed<Read>(ground.pulse, async (signal) => {
    const r = reader(ground.operation, signal)
    const [search, answers, files] = await Promise.all([r.search(id), r.answers(id), r.filesOf(id)])
    const [exhibits, site, template] = await Promise.all([r.exhibits(search.site), r.site(search.site), templateOf(search, signal)])
    const mine = <T extends { readonly search?: string }>(rows: readonly T[] = []): T[] => rows.filter((x) => x.search === id)
    return { search, answers, exhibits: mine(exhibits), incidents: mine(site.incidents), photographs: ownPhotographs(files, 'search', id), sheets: sheetPhotographs(files), ...template }
  }, [id])
  return <Shown of={read}>{(data) => <Search read={data} ground={ground} />}</Shown>
}

/** How many people were in the cell, of how many, as far as that was known. */
export function occupantsWords({ occupantsFound: found, occupantsExpected: expected }: Pick<SearchDocument, 'occupantsFound' | 'occupantsExpected'>): string {
  if (found === undefined) return ''
  return expected === undefined ? say('record.occupantsFound', { found }) : say('record.occupantsOf', { found, expected })
}

function Search({ read, ground }: { read: Read; ground: Ground }) {
  const { search: s } = read
  const trail = [...trailTo(ground, s.site, s.locationPath), { to: `${ground.base}/tasks/${s.task}`, word: s.taskCode }]
  const yes = (b: boolean | undefined): string => (b === undefined ? '–' : word('answer', b ? 'yes' : 'no'))
  return (
    <Frame trail={trail} title={`${say('record.search')} · ${s.locationCode}`} mark={<StateMark state={cellMark(s.state)} />}>
      <p class="record-state">
        {sayCode('task', s.state)}
        {s.reasonCode !== undefined && ` · ${pickWord('not-executed-reasons', s.reasonCode)}`}
        {s.reason !== undefined && ` · ${s.reason}`}
      </p>
      <PaperPart search={s} sheets={read.sheets} ground={ground} />
      <div class="record-grid">
        <Panel name="facts" title={say('record.times')}>
          <Facts
            facts={[
              [say('record.started'), <When at={s.startedAt} site={s.site} ground={ground} />],
              [say('record.ended'), <When at={s.endedAt} site={s.site} ground={ground} />],
              ...(s.closedBy === undefined || s.state === 'not_executed' ? [] : [[say('record.closedBy'), officerName(s.closedBy.actor ?? '')], [say('record.closingConfirmed'), s.confirmation === undefined ? say('record.notConfirmed') : officerName(s.confirmation.actor ?? '')]] as const),
              [say('record.team'), s.teamName],
              [say('record.searchers'), (s.searchers ?? []).map(officerName).join(', ')],
              [say('record.confirmed'), word('confirmed', s.confirmedBy)],
              [say('record.basis'), pickWord('legal-bases', s.legalBasis)],
              [say('record.occupants'), occupantsWords(s)],
              [say('record.kit'), yes(s.kitComplete)],
              [say('record.restored'), yes(s.restored)],
              [say('record.force'), yes(s.force)],
              [say('record.injuries'), yes(s.injuries)],
              [say('record.receipt'), yes(s.receiptGiven)],
            ]}
          />
          <div class="facts-wide">
            <Facts
              facts={[
                [say('record.damage'), (s.damage ?? []).map(({ code, text }) => [pickWord('damage-codes', code), text].filter(Boolean).join(' – ')).join(' · ')],
                [say('record.remarks'), s.remarks === undefined ? '' : <span class="as-written">{s.remarks}</span>],
              ]}
            />
          </div>
        </Panel>
        <Panel name="presence" title={say('record.presence')}>
          <Facts facts={[[say('record.occupant'), pickWord('presence', s.presence?.occupant)], [say('record.witnesses'), (s.presence?.witnesses ?? []).join(', ')]]} />
          <h3 class="second-title">{say('record.signatures')}</h3>
          {(s.signatures ?? []).length === 0 && <p class="quiet">{say('record.noSignature')}</p>}
          <ul class="list">
            {(s.signatures ?? []).map((g, i) => (
              <li key={i} class="signature">
                <span class="quiet">{word('signer', g.role)}</span>
                <span>{partyName(g)}</span>
                {g.refusedBecause !== undefined ? <span>{say('record.refused', { reason: g.refusedBecause })}</span>
                  : g.file !== undefined && <Link to={`${ground.base}/files/${g.file}`}>{say(read.sheets.some((p) => p.sha256 === g.file) ? 'record.signedOnSheet' : 'record.signed')}</Link>}
              </li>
            ))}
          </ul>
        </Panel>
      </div>
      <Gate read={read} ground={ground} />
      {read.incidents.length > 0 && <Panel name="incidents" title={say('record.incidents')}><IncidentList incidents={read.incidents} site={s.site} ground={ground} inSearch /></Panel>}
      <Taken ground={ground} site={s.site} isOf={(x) => x.search === s.id} of={[s.id]} />
      {(s.notes ?? []).length > 0 && <Panel name="notes" title={say('record.notes')}><Notes notes={s.notes} site={s.site} ground={ground} /></Panel>}
      <Panel name="photographs" title={say('record.photographs')} aside={figure(byBytes(read.photographs).length)}>
        {read.photographs.length === 0 && <Empty title={say('record.noPhotograph')} />}
        <Photographs photos={read.photographs} ground={ground} />
      </Panel>
      <Answers read={read} ground={ground} />
      <JournalPart document={s} id={s.id} ground={ground} site={s.site} />
    </Frame>
  )
}

/** What the completion gate said: what was lacking, what a supervisor let pass, and why. */
export function Gate({ read: { search: s, exhibits, template }, ground }: { read: Pick<Read, 'search' | 'exhibits' | 'template'>; ground: Ground }) {
  const items = itemsOf(template)
  const context = { search: s, exhibits, item: (path: string) => items.get(path)?.item.labels?.[language.value] ?? path }
  const failed = s.gateFailed ?? []
  const passedBy = s.gateOverridden ?? []
  const closings = s.history ?? []
  const notYet = notYetWords(s)
  return (
    <Panel name="gate" title={say('gate.title')} aside={s.outsideAuthorisation !== undefined ? <span class="strong">{say('need.outside_authorisation')}</span> : undefined}>
      {notYet !== '' && (
        <div class="list-row">
          <StateMark state="person" />
          <div>
            <p class="list-head strong">{say('record.notAllHere')}</p>
            <p class="list-note quiet">{notYet}</p>
          </div>
        </div>
      )}
      {failed.length === 0 && passedBy.length === 0 && (
        <p class="state-word">{s.endedAt === undefined ? say('gate.open') : s.state === 'not_executed' ? say('gate.notAsked') : <><StateMark state="clear" />{say('gate.whole')}</>}</p>
      )}
      {lackLines([...failed.map((l) => [l, false] as const), ...passedBy.map((l) => [l, true] as const)], context).map(({ lack, passed, short, told, abouts }, i) => (
        <div key={i} class="list-row">
          <StateMark state={passed ? 'planned' : 'person'} />
          <div>
            <p class="list-head">
              <span class="strong">{short}</span>
              {abouts.length > 1 && <span class="number quiet">{figure(abouts.length)}</span>}
              {passed && <span class="quiet">{say('gate.overridden')}</span>}
              {lack.exhibit !== undefined && <Link to={`${ground.base}/exhibits/${lack.exhibit}`}>{exhibits.find((x) => x.id === lack.exhibit)?.number ?? say('record.exhibit')}</Link>}
            </p>
            {abouts.length > 1 && <p class="list-note quiet">{abouts.join(' · ')}</p>}
            {told !== '' && <p class="list-note quiet">{told}</p>}
          </div>
        </div>
      ))}
      {s.overridden !== undefined && (
        <p>
          {say('gate.overriddenBy', { name: s.overridden.supervisor === undefined ? deedName(s.overridden) : officerName(s.overridden.supervisor), reason: s.overridden.reason ?? '–' })}{' '}
          <span class="quiet"><When at={s.overridden.at} site={s.site} ground={ground} /></span>
          {s.overrideUnsupervised === true && <b> {word('lack', 'override_unsupervised')}</b>}
        </p>
      )}
      {closings.length > 0 && (
        <ol class="closings">
          {closings.map((h) => (
            <li key={h.entry} class="small">
              {sayCode('event', h.type)} · {deedName(h)} · <When at={h.at} site={s.site} ground={ground} />{h.reason !== undefined && ` · ${h.reason}`}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}

/** The answers of the checklist by its phases, in its words. */
function Answers({ read: { search: s, answers, template, isGuessed }, ground }: { read: Read; ground: Ground }) {
  const words: Lexicon = {
    template, language: language.value, pick: pickWord, officer: officerName, yesNo: (code) => word('answer', code), instant: (at) => localWords(at, s.site, ground),
  }
  const phases = phasesOf(answers, words)
  const named = template === null ? '' : say('answers.template', { name: template.labels[language.value], version: s.templateVersion ?? template.version })
  return (
    <Panel name="answers" title={say('answers.title', { n: answers.length })} aside={isGuessed ? `${named} ${say('answers.guessed')}` : named}>
      <Moves search={s} answers={answers} words={words} ground={ground} />
      {answers.length === 0 && <Empty title={say('answers.none')} />}
      <div class="phases">
        {phases.map((p) => (
          <section key={p.code}>
            <h3>
              {p.title || say('answers.other')} <span class="number">{figure(p.lines.length)}</span>
            </h3>
            <dl class="lines">
              {p.lines.map((line) => (
                <div key={line.id} class={line.isContested ? 'line line-contested' : 'line'}>
                  <dt>
                    {line.row !== '' && <span class="strong">{line.row} · </span>}
                    {line.asked}
                  </dt>
                  <dd>
                    {line.answered || '–'}
                    <LineSource line={line} isPaper={s.source !== undefined} />
                    {line.isContested && <span class="badge">{say('answers.contested')}</span>}
                    {line.comment !== '' && <span class="quiet"> {line.comment}</span>}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Panel>
  )
}

/** Of a line that was written elsewhere than the rest of its search: on paper, or at the tablet. Who wrote and who typed is in its title. */
function LineSource({ line: { by }, isPaper }: { line: Line; isPaper: boolean }) {
  const source = by?.source
  if ((source !== undefined) === isPaper) return null
  return source === undefined ? <span class="badge">{say('record.atTablet')}</span> : <span class="badge" title={paperWords(source, by)}>{say('record.paper')}</span>
}
