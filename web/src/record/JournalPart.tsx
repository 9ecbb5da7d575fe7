import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { Button } from '../parts/Button'
import { Empty } from '../parts/Notices'
import { Panel } from '../parts/Panel'
import { Shown, useResource } from '../parts/Shown'
import { may } from '../parts/who'
import { toldLine } from '../words/told'
import { figure, say, sayCode } from '../words/words'
import { entriesOf } from './documents'
import { When } from './Frame'
import type { Ground } from './ground'
import { officerName, word } from './names'

type Entry = components['schemas']['JournalEntry']

/** So many entries of one thing are read at the most; each reading is audited. */
const most = 60

interface JournalProperties {
  readonly document: unknown
  readonly id: string
  readonly ground: Ground
  readonly site: string
}

/** The history of a thing in the journal, for who may read it: not there for others. It is read when it is asked for, since the reading is audited. */
export function JournalPart(properties: JournalProperties) {
  const [asked, setAsked] = useState('')
  if (!may('journal.read')) return null
  return (
    <Panel name="journal" title={say('journal.title')}>
      {asked === properties.id ? <Entries {...properties} /> : (
        <p class="journal-ask">
          <Button onClick={() => setAsked(properties.id)}>{say('journal.read')}</Button>
          <span class="quiet">{say('journal.audited')}</span>
        </p>
      )}
    </Panel>
  )
}

function Entries({ document, id, ground, site }: JournalProperties) {
  const ids = entriesOf(document)
  const entries = useResource(async (signal) => {
    const found: Entry[] = []
    for (const entry of ids.slice(0, most)) {
      const page = await ask(api.GET('/v1/operations/{operation}/journal', { params: { path: { operation: ground.operation }, query: { entry } }, signal }))
      found.push(...page.items)
    }
    return found.sort((a, b) => a.position - b.position)
  }, [id, ids.join(' ')])
  return (
    <Shown of={entries}>
      {(list) => (list.length === 0 ? <Empty title={say('journal.none')} /> : (
        <>
          {ids.length > most && <p class="quiet">{say('journal.more', { n: ids.length - most })}</p>}
          <ol class="entries">
            {list.map((e) => (
              <Line key={`${e.stream} ${e.seq}`} entry={e} ground={ground} site={site} />
            ))}
          </ol>
        </>
      ))}
    </Shown>
  )
}

const text = (x: unknown): string => (typeof x === 'string' ? x : '')

function Line({ entry: e, ground, site }: { entry: Entry; ground: Ground; site: string }) {
  const { type, at, actor, sig, prev, actorSigs } = e.entry
  const signers = (Array.isArray(actorSigs) ? actorSigs : []).map((s: { actor?: unknown }) => officerName(text(s.actor)))
  return (
    <li class="entry">
      <p class="list-head">
        <span class="number strong">#{figure(e.position)}</span>
        <span class="strong">{sayCode('event', text(type))}</span>
        <span class="quiet">{word('verdict', e.verdict)}</span>
      </p>
      <dl class="entry-facts">
        <dt>{say('journal.at')}</dt>
        <dd><When at={text(at) || undefined} site={site} ground={ground} /></dd>
        <dt>{say('journal.received')}</dt>
        <dd><When at={e.receivedAt} site={site} ground={ground} /></dd>
        <dt>{say('journal.actor')}</dt>
        <dd>{text(actor) === '' ? '–' : officerName(text(actor))}</dd>
        <dt>{say('journal.stream')}</dt>
        <dd class="number">{e.stream} / {e.seq}</dd>
        <dt>{say('journal.hash')}</dt>
        <dd class="hash number">{e.hash}</dd>
        <dt>{say('journal.signature')}</dt>
        <dd class="hash number">{text(sig) || '–'}</dd>
        {signers.length > 0 && (
          <>
            <dt>{say('journal.signers')}</dt>
            <dd>{signers.join(', ')}</dd>
          </>
        )}
        <dt>{say('journal.prev')}</dt>
        <dd class="hash number">{text(prev) || '–'}</dd>
      </dl>
      {e.unreadable !== undefined && e.unreadable !== '' && <p class="strong">{say('journal.unreadable', { why: toldLine(e.unreadable) })}</p>}
    </li>
  )
}
