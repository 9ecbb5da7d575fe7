import { useEffect, useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { coalesce, openStream } from '../api/stream'
import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Facts } from '../parts/Facts'
import { Choice, Field } from '../parts/Field'
import { note } from '../parts/Notes'
import { Empty } from '../parts/Notices'
import { Shown, useResource } from '../parts/Shown'
import { StateMark } from '../parts/StateMark'
import { Table } from '../parts/Table'
import { Told } from '../parts/Told'
import { may } from '../parts/who'
import { localDay, localTime, ownZone } from '../time/local'
import { type Key, say, sayCode } from '../words/words'
import { Contested } from './Contested'
import { Missing } from './Missing'
import { type SiteName, useSites } from './sites'
import { inOrder, type Item, itemOf, type Loose, text } from './tray'
import './run.css'

/** How many items are read; a tray that holds more is worked down first. */
const most = 1000

async function readTray(operation: string, signal: AbortSignal): Promise<readonly Item[]> {
  const items: Item[] = []
  for (let cursor: string | undefined; items.length < most; ) {
    const page = await ask(api.GET('/v1/operations/{operation}/tray', { params: { path: { operation }, query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) } }, signal }))
    items.push(...page.items.map((d) => itemOf(d as Loose)))
    cursor = page.next
    if (cursor === undefined || cursor === '') break
  }
  return inOrder(items)
}

/** What needs a person's decision: contested answers side by side, what was set aside or held back, searches closed with something missing, seals of one number. */
export function InboxPage({ desk }: { desk: Desk }) {
  const operation = desk.operation.id
  const tray = useResource((signal) => readTray(operation, signal), [operation])
  useEffect(() => {
    const read = coalesce(() => void tray.reload(), 2000)
    const stream = openStream({ url: `/v1/operations/${operation}/stream`, onPoke: read, onOpen: read })
    return () => stream.close()
  }, [tray])
  return <Shown of={tray}>{(items) => <Inbox desk={desk} items={items} after={() => void tray.reload()} />}</Shown>
}

function Inbox({ desk, items, after }: { desk: Desk; items: readonly Item[]; after: () => void }) {
  const sites = useSites(desk)
  // What is being decided about stays where it is, also when it leaves the list meanwhile: nobody shall decide about another by accident.
  const [held, setHeld] = useState<Item | undefined>(items[0])
  useEffect(() => {
    if (held === undefined && items[0] !== undefined) setHeld(items[0])
  }, [items])
  const chosen = items.find((i) => i.key === held?.key) ?? held ?? items[0]
  const site = (i: Item): string => sites.find((s) => s.id === i.site)?.name ?? ''
  if (chosen === undefined || (items.length === 0 && held === undefined)) return <Empty title={say('tray.none')}>{say('tray.noneNext')}</Empty>
  return (
    <div class="inbox">
      <Table
        caption={say('run.inbox')}
        rows={items}
        id={(i) => i.key}
        chosen={chosen.key}
        rowHeight={48}
        className="inbox-list"
        empty={null}
        columns={[
          {
            name: 'kind', title: say('tray.what'), worth: (i) => i.kind,
            cell: (i) => (
              <button type="button" class="inbox-choose" aria-current={i.key === chosen.key} onClick={() => setHeld(i)}>
                <StateMark state="person" />
                {say(`tray.${i.kind}` as Key)}
              </button>
            ),
          },
          { name: 'name', title: say('run.where'), cell: (i) => [site(i), nameOf(i)].filter((w) => w !== '').join(' · '), worth: (i) => `${site(i)} ${i.name}` },
          { name: 'at', title: say('tray.since'), cell: (i) => (i.at === '' ? '–' : localTime(i.at, zoneOf(i, sites))), worth: (i) => i.at, right: true },
        ]}
      />
      <Detail key={chosen.key} desk={desk} item={chosen} isOpen={items.some((i) => i.key === chosen.key)} sites={sites} after={after} />
    </div>
  )
}

/** What people call the thing; of an entry its type. */
const nameOf = (i: Item): string => (i.document.kind === 'receipt' && i.name === text(i.document.type) ? sayCode('event', i.name) : i.name)

const zoneOf = (i: Item, sites: readonly SiteName[]): string => sites.find((s) => s.id === i.site)?.timeZone ?? ownZone()

/** One item: what it is, why it waits, and what can be decided. */
export function Detail({ desk, item, isOpen, sites, after }: { desk: Desk; item: Item; isOpen: boolean; sites: readonly SiteName[]; after: () => void }) {
  const [act, setAct] = useState<'apply' | 'attach' | 'reject' | 'retry' | 'adopt' | null>(null)
  const d = item.document
  const zone = zoneOf(item, sites)
  return (
    <section class="inbox-detail" aria-labelledby="inbox-title">
      <h2 id="inbox-title">{say(`tray.${item.kind}` as Key)}</h2>
      {!isOpen && (
        <p class="state-word" role="status">
          <StateMark state="clear" />
          {say('tray.settled')}
        </p>
      )}
      <p>{say(item.code === 'tablet_pending' ? 'tray.pendingMeans' : (`tray.${item.kind}Means` as Key))}</p>
      <Facts
        facts={([
          [say('run.site'), sites.find((s) => s.id === item.site)?.name ?? say('run.whole')],
          [say('run.where'), d.kind === 'receipt' && item.name === text(d.type) ? '' : nameOf(item)],
          [say('tray.type'), d.kind === 'receipt' ? sayCode('event', text(d.type)) : ''],
          [say('tray.why'), item.code === '' ? '' : sayCode('trayCode', item.code)],
          [say('tray.since'), item.at === '' ? '' : localDay(item.at, zone)],
          [say('tray.entry'), item.entry === '' ? '' : <code class="small">{item.entry}</code>],
        ] as const).filter(([, value]) => value !== '')}
      />
      {text(d.detail) !== '' && (
        <section class="inbox-told" aria-labelledby="inbox-told">
          <h3 id="inbox-told">{say('tray.detail')}</h3>
          <Told detail={text(d.detail)} />
        </section>
      )}
      {item.kind === 'contested' && <Contested desk={desk} answer={d} zone={zone} after={after} />}
      {item.kind !== 'contested' && <Missing desk={desk} document={d} />}
      {isOpen && item.kind !== 'contested' && may('operation.run') && (
        <p class="form-acts">
          {actsOf(item).map((a) => (
            <Button key={a} kind={a === 'reject' ? 'danger' : 'plain'} onClick={() => setAct(a)}>
              {say(`tray.${a}` as Key)}
            </Button>
          ))}
        </p>
      )}
      {act !== null && <Settle desk={desk} item={item} act={act} onClose={() => setAct(null)} after={after} />}
    </section>
  )
}

/** What can be decided about an item (docs/verdicts.md, "What a person may decide"). */
export function actsOf(item: Item): readonly ('apply' | 'attach' | 'reject' | 'retry' | 'adopt')[] {
  switch (item.kind) {
    case 'quarantined':
      return item.code === 'seq_fork' ? ['adopt', 'apply', 'reject'] : ['apply', 'attach', 'reject']
    case 'held':
      return ['retry', 'attach', 'reject']
    case 'refused':
      return ['retry', 'reject']
    case 'duplicate_seal':
    case 'gate_failed':
    case 'outside_authorisation':
      return ['apply', 'attach']
    default:
      return []
  }
}

const attachKinds = ['task', 'search', 'finding', 'exhibit', 'seal', 'custody'] as const

function Settle({ desk, item, act, onClose, after }: { desk: Desk; item: Item; act: 'apply' | 'attach' | 'reject' | 'retry' | 'adopt'; onClose: () => void; after: () => void }) {
  const [kind, setKind] = useState<(typeof attachKinds)[number]>('search')
  const [id, setId] = useState('')
  const params = { path: { operation: desk.operation.id, entry: item.entry } }
  const which = item.hash === '' ? {} : { hash: item.hash }
  async function decide(reason: string): Promise<void> {
    if (act === 'retry') await ask(api.POST('/v1/operations/{operation}/tray/{entry}/retry', { params, body: { reason, ...which } }))
    else if (act === 'adopt') await ask(api.POST('/v1/operations/{operation}/tray/{entry}/adopt', { params, body: { reason, ...which } }))
    else await ask(api.POST('/v1/operations/{operation}/tray/{entry}/settle', { params, body: { action: act, reason, ...which, ...(act === 'attach' ? { to: { kind, id: id.trim() } } : {}) } }))
    note(say('tray.decided'))
    after()
  }
  return (
    <Decide title={say(`tray.${act}` as Key)} act={say(`tray.${act}` as Key)} danger={act === 'reject'} onClose={onClose} decide={decide}>
      <p>{say(`tray.${act}Means` as Key)}</p>
      {act === 'attach' && (
        <div class="form-row">
          <Choice label={say('tray.attachKind')} value={kind} onInput={(v) => setKind(v as (typeof attachKinds)[number])} options={attachKinds.map((k) => ({ value: k, word: sayCode('thing', k) }))} />
          <Field label={say('tray.attachId')} value={id} onInput={setId} hint={say('tray.attachHint')} />
        </div>
      )}
    </Decide>
  )
}
