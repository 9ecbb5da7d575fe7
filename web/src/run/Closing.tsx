import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { note } from '../parts/Notes'
import { Shown, useResource } from '../parts/Shown'
import { StateMark } from '../parts/StateMark'
import { may } from '../parts/who'
import { localTime, ownZone } from '../time/local'
import { say, sayCode } from '../words/words'
import { type SiteName, useSites } from './sites'
import { SummaryPart } from './Summary'
import './run.css'

type Closing = components['schemas']['Closing']
type Line = components['schemas']['ClosingLine']
type Thing = components['schemas']['ClosingThing']

/** Where a thing that is missing is mended: an address of headquarters or of the inbox; "" where there is none. */
export function placeOf(operation: string, thing: Pick<Thing, 'kind' | 'id'>): string {
  switch (thing.kind) {
    case 'answer':
    case 'receipt':
    case 'seal':
      return `/plan/${operation}/inbox`
    case 'task':
      return `/hq/${operation}/tasks/${thing.id}`
    case 'search':
      return `/hq/${operation}/searches/${thing.id}`
    case 'exhibit':
      return `/hq/${operation}/exhibits/${thing.id}`
    default:
      return ''
  }
}

/** What is missing until the operation can be closed, how it is closed, and what it came to. */
export function ClosingPage({ desk }: { desk: Desk }) {
  const { operation } = desk
  const closing = useResource<Closing>((signal) => ask(api.GET('/v1/operations/{operation}/closing', { params: { path: { operation: operation.id } }, signal })), [operation.id, operation.version])
  return (
    <>
      <Shown of={closing}>{(c) => <Missing desk={desk} closing={c} again={() => void closing.reload()} />}</Shown>
      <SummaryPart desk={desk} />
    </>
  )
}

function Missing({ desk, closing, again }: { desk: Desk; closing: Closing; again: () => void }) {
  const sites = useSites(desk)
  const { state } = desk.operation
  const open = ['live', 'closing', 'released'].includes(state)
  return (
    <section class="run-part" aria-labelledby="run-missing">
      <div class="page-head">
        <h2 id="run-missing">{say('closing.missing')}</h2>
        <span class="page-acts">
          <Button onClick={again}>{say('act.readNow')}</Button>
          <Acts desk={desk} complete={closing.complete} />
        </span>
      </div>
      {open && closing.lines.length === 0 && (
        <p class="state-word">
          <StateMark state="clear" />
          {say('closing.complete')}
        </p>
      )}
      {!open && <p class="quiet">{say('closing.over', { state: sayCode('operation', state) })}</p>}
      <ul class="closing-lines">
        {closing.lines.map((line) => (
          <MissingLine key={`${line.code} ${line.site ?? ''}`} desk={desk} line={line} sites={sites} />
        ))}
      </ul>
    </section>
  )
}

function MissingLine({ desk, line, sites }: { desk: Desk; line: Line; sites: readonly SiteName[] }) {
  const site = sites.find((s) => s.id === line.site)
  return (
    <li class="closing-line">
      <span class="closing-count number">{line.count}</span>
      <span>
        <strong>{say('closing.code', { what: sayCode('missing', line.code, { n: line.count }) })}</strong>
        {site !== undefined && <span class="quiet"> · {site.name}</span>}
        <span class="closing-things small">
          {line.things.map((t) => (
            <ThingLink key={`${t.kind} ${t.id}`} to={placeOf(desk.operation.id, t)} thing={t} zone={site?.timeZone ?? ownZone()} />
          ))}
          {line.count > line.things.length && line.things.length > 0 && <span class="quiet">{say('closing.more', { n: line.count - line.things.length })}</span>}
        </span>
      </span>
    </li>
  )
}

function ThingLink({ to, thing, zone }: { to: string; thing: Thing; zone: string }) {
  const name = thing.kind === 'receipt' ? sayCode('event', thing.name) : thing.name
  const more = [
    thing.entries !== undefined && thing.entries > 0 ? say('closing.entries', { n: thing.entries }) : '',
    thing.files !== undefined && thing.files > 0 ? say('closing.files', { n: thing.files }) : '',
    thing.lastHeard === undefined ? '' : say('closing.heard', { at: localTime(thing.lastHeard, zone) }),
  ].filter((w) => w !== '')
  return (
    <span>
      {to === '' ? name : <a href={to}>{name}</a>}
      {more.length > 0 && <span class="quiet"> ({more.join(', ')})</span>}
    </span>
  )
}

/** Wind down, close (with a reason where something is missing), open again, archive. */
function Acts({ desk, complete }: { desk: Desk; complete: boolean }) {
  const [asked, setAsked] = useState<'close' | 'again' | 'archive' | null>(null)
  const { id, state } = desk.operation
  if (!may('operation.run')) return null
  const path = { params: { path: { operation: id } } }
  async function decide(reason: string): Promise<void> {
    if (asked === 'close') await ask(api.POST('/v1/operations/{operation}/close', { ...path, body: reason === '' ? {} : { reason } }))
    else if (asked === 'again') await ask(api.POST('/v1/operations/{operation}/open-again', { ...path, body: { reason } }))
    else await ask(api.POST('/v1/operations/{operation}/archive', path))
    note(say('closing.done'))
    desk.reload()
  }
  return (
    <>
      {state === 'closing' && (
        <Button kind={complete ? 'first' : 'danger'} onClick={() => setAsked('close')}>
          {say(complete ? 'closing.close' : 'closing.closeAnyway')}
        </Button>
      )}
      {state === 'closed' && <Button onClick={() => setAsked('again')}>{say('closing.again')}</Button>}
      {state === 'closed' && <Button onClick={() => setAsked('archive')}>{say('closing.archive')}</Button>}
      {asked === 'close' && (
        <Decide title={say(complete ? 'closing.close' : 'closing.closeAnyway')} act={say(complete ? 'closing.close' : 'closing.closeAnyway')} danger={!complete} reason={complete ? 0 : 3}
          onClose={() => setAsked(null)} decide={decide}>
          <p>{say(complete ? 'closing.closeMeans' : 'closing.closeAnywayMeans')}</p>
        </Decide>
      )}
      {asked === 'again' && (
        <Decide title={say('closing.again')} act={say('closing.again')} onClose={() => setAsked(null)} decide={decide}>
          <p>{say('closing.againMeans')}</p>
        </Decide>
      )}
      {asked === 'archive' && (
        <Decide title={say('closing.archive')} act={say('closing.archive')} reason={0} onClose={() => setAsked(null)} decide={decide}>
          <p>{say('closing.archiveMeans')}</p>
        </Decide>
      )}
    </>
  )
}
