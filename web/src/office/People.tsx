import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { Link } from '../parts/Link'
import { Empty } from '../parts/Notices'
import { Qr } from '../parts/Qr'
import { Shown, useResource } from '../parts/Shown'
import { Table } from '../parts/Table'
import { may, me } from '../parts/who'
import { localDay, ownZone } from '../time/local'
import { say, sayCode } from '../words/words'
import { given } from '../api/ids'
import { grantWords, stateOf } from './grants'
import { usePages, useSettled, whole } from './pages'
import { Copy, Head, More, useEstablishments } from './parts'
import { type Invitation, type NamedOperation, type Person, PersonForm } from './PersonForm'

type Doing = { what: 'form'; person?: Person } | { what: 'invited'; invitation: Invitation } | { what: 'again'; person: Person } | null

/** Who may sign in, and what they are trusted with. */
export function PeoplePage() {
  const [text, setText] = useState('')
  const [doing, setDoing] = useState<Doing>(null)
  const q = useSettled(text.trim())
  const people = usePages((cursor, signal) => ask(api.GET('/v1/people', { params: { query: { limit: 100, ...(q === '' ? {} : { q }), ...cursor } }, signal })), [q])
  const establishments = useEstablishments()
  const operations = useOperationNames()
  const close = () => setDoing(null)
  const again = () => void people.reload()
  return (
    <>
      <Head title={say('people.title')} tools={<Field label={say('ask.search')} type="search" value={text} onInput={setText} placeholder={say('people.searchHint')} />}>
        {may('people.write') && (
          <Button kind="first" onClick={() => setDoing({ what: 'form' })}>
            {say('people.add')}
          </Button>
        )}
      </Head>
      <Shown of={people}>{({ items }) => <PeopleTable people={items} operations={operations} doing={setDoing} />}</Shown>
      <More of={people} />
      {doing?.what === 'form' && (
        <PersonForm person={doing.person} establishments={establishments} operations={operations} onClose={close}
          invited={(invitation) => { again(); setDoing({ what: 'invited', invitation }) }}
          changed={() => { again(); close() }} />
      )}
      {doing?.what === 'invited' && <Invited invitation={doing.invitation} onClose={close} />}
      {doing?.what === 'again' && (
        <Decide title={say('people.inviteAgainOf', { name: doing.person.name })} act={say('people.inviteAgain')} danger reason={0} onClose={(done) => done || close()}
          decide={async () => {
            const invitation = await ask(api.POST('/v1/people/{id}/invitation', { params: { path: { id: doing.person.id } } }))
            again()
            setDoing({ what: 'invited', invitation })
          }}>
          <p>{say('people.inviteAgainMeans')}</p>
        </Decide>
      )}
    </>
  )
}

/** What operations are called: nothing else of them is an administrator's. */
function useOperationNames(): readonly NamedOperation[] {
  const read = useResource(async (signal) => (may('operation.names') ? whole((cursor) => ask(api.GET('/v1/people/operations', { params: { query: { limit: 500, ...cursor } }, signal }))) : []), [])
  return read.known.value.data ?? []
}

function PeopleTable({ people, operations, doing }: { people: readonly Person[]; operations: readonly NamedOperation[]; doing: (d: Doing) => void }) {
  const operationName = (id: string) => operations.find((o) => o.id === id)?.name ?? say('people.oneOperation')
  return (
    <Table
      caption={say('people.title')}
      className="office-table"
      rows={people}
      id={(p) => p.id}
      empty={<Empty title={say('people.nobody')}>{say('people.nobodyNext')}</Empty>}
      columns={[
        { name: 'name', title: say('people.name'), worth: (p) => p.name, cell: (p) => <Named person={p} /> },
        { name: 'roles', title: say('people.roles'), worth: (p) => p.grants.map((g) => sayCode('role', g.role)).join(' '),
          cell: (p) => (p.grants.length === 0 ? <span class="quiet">{say('people.noRole')}</span> : <span class="office-badges">{p.grants.map((g, i) => <span key={i} class="badge" title={given(g.operation) ? g.operation : undefined}>{grantWords(g, operationName)}</span>)}</span>) },
        { name: 'state', title: say('people.state'), worth: (p) => stateOf(p), cell: (p) => <span class={`badge office-state office-${stateOf(p)}`}>{say(`people.${stateOf(p)}`)}</span> },
        { name: 'language', title: say('people.language'), worth: (p) => p.language, cell: (p) => say(p.language === 'fr' ? 'people.french' : 'people.english') },
        { name: 'since', title: say('people.since'), worth: (p) => p.createdAt, cell: (p) => <span class="number quiet">{localDay(p.createdAt, ownZone())}</span> },
        { name: 'acts', title: <span class="unseen">{say('office.acts')}</span>, right: true, cell: (p) => <PersonActs person={p} doing={doing} /> },
      ]}
    />
  )
}

function Named({ person }: { person: Person }) {
  return (
    <>
      <span class="strong">{person.name}</span> <span class="small quiet" translate={false}>{person.login}</span>
      {person.id === me.known.value.data?.id && <span class="small quiet"> ({say('people.you')})</span>}
    </>
  )
}

function PersonActs({ person, doing }: { person: Person; doing: (d: Doing) => void }) {
  const of = <span class="unseen"> {person.name}</span>
  if (!may('people.write')) return null
  return (
    <span class="row-acts">
      <Button onClick={() => doing({ what: 'form', person })}>
        {say('act.edit')}
        {of}
      </Button>
      {!person.disabled && (
        <Button onClick={() => doing({ what: 'again', person })}>
          {say('people.inviteAgain')}
          {of}
        </Button>
      )}
      <Link to={`/office/sessions?person=${person.id}`}>
        {say('sessions.title')}
        {of}
      </Link>
    </span>
  )
}

/** The one-time link: it is shown here and nowhere again. */
function Invited({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const { person, url, expiresAt } = invitation
  return (
    <Dialog title={say('people.linkOf', { name: person.name })} onClose={onClose} acts={<Button kind="first" onClick={onClose}>{say('people.handed')}</Button>}>
      <div class="form">
        <p>{say('people.linkOnce')}</p>
        <Copy text={url} label={say('people.link')} />
        <Qr text={url} label={say('people.linkQr', { name: person.name })} />
        <p class="quiet">{say('people.linkUntil', { at: localDay(expiresAt, ownZone()) })}</p>
      </div>
    </Dialog>
  )
}
