import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { ifMatch } from '../api/version'
import { Differences } from '../office/Differences'
import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { note } from '../parts/Notes'
import { Empty } from '../parts/Notices'
import { Shown, useResource } from '../parts/Shown'
import { may } from '../parts/who'
import { localDay, ownZone } from '../time/local'
import { language, say } from '../words/words'
import { type Followed, useChanged } from './follow'

type Given = components['schemas']['GivenTemplate']
type Version = components['schemas']['TemplateVersion']
type Difference = components['schemas']['TemplateDifference']

/** What an operation has of its checklist: each version that it was given, and the newer one with what differs. */
interface Has {
  readonly given: readonly Given[]
  readonly newer: Version | undefined
  readonly differences: readonly Difference[]
}

async function read(operation: string, signal: AbortSignal): Promise<Has> {
  const { given, newer } = await ask(api.GET('/v1/operations/{operation}/checklist', { params: { path: { operation } }, signal }))
  const last = given.at(-1)
  if (newer === undefined || last === undefined) return { given, newer: undefined, differences: [] }
  const { items } = await ask(api.GET('/v1/templates/{id}/compare', { params: { path: { id: last.id }, query: { with: newer.id } }, signal }))
  return { given, newer, differences: items }
}

/** The version of its checklist by which a released operation records; where a newer one is active, what differs, and the way to give it to the tablets. */
export function Checklist({ desk, followed }: { desk: Desk; followed: Followed }) {
  const { id, state, version } = desk.operation
  const has = useResource((signal) => read(id, signal), [id])
  useChanged(followed, ['checklists'], () => void has.reload())
  const [giving, setGiving] = useState<Version | null>(null)
  const goesOn = ['released', 'live', 'closing', 'held'].includes(state)
  return (
    <section class="run-part" aria-labelledby="run-checklist">
      <h2 id="run-checklist">{say('given.title')}</h2>
      <Shown of={has}>
        {({ given, newer, differences }) => (
          <>
            <Versions given={given} />
            {goesOn && given.length > 0 && newer === undefined && <p class="quiet">{say('given.newest')}</p>}
            {goesOn && newer !== undefined && (
              <>
                <p class="strong">{say('given.newer', { n: newer.number, at: localDay(newer.activeFrom, ownZone()) })}</p>
                <Differences items={differences} code={newer.code} />
                {may('checklist.give') && (
                  <p class="form-acts">
                    <Button kind="first" onClick={() => setGiving(newer)}>
                      {say('given.give')}
                    </Button>
                  </p>
                )}
              </>
            )}
          </>
        )}
      </Shown>
      {giving !== null && (
        <Decide title={say('given.giveVersion', { n: giving.number })} act={say('given.give')} onClose={() => setGiving(null)}
          decide={async (reason) => {
            await ask(api.POST('/v1/operations/{operation}/checklist', { params: { path: { operation: id }, header: ifMatch(version) }, body: { template: giving.id, reason } }))
            note(say('given.done', { n: giving.number }))
            desk.reload()
          }}>
          <p>{say('given.means')}</p>
        </Decide>
      )}
    </section>
  )
}

function Versions({ given }: { given: readonly Given[] }) {
  const last = given.at(-1)
  if (last === undefined) return <Empty title={say('given.none')} />
  const before = given.slice(0, -1)
  return (
    <>
      <p>{say('given.has', { n: last.number, name: last.name[language.value] })}</p>
      {before.length > 0 && <p class="quiet">{say('given.before', { n: before.length, versions: before.map((g) => g.number).join(', ') })}</p>}
    </>
  )
}
