import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { ApiFault } from '../api/problem'
import type { components } from '../api/schema'
import { leastPassword } from '../front/session'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Field } from '../parts/Field'
import { note } from '../parts/Notes'
import { Empty } from '../parts/Notices'
import { address, go } from '../parts/route'
import { Shown, useResource } from '../parts/Shown'
import { type Column, Table } from '../parts/Table'
import { may } from '../parts/who'
import { say } from '../words/words'
import { browserName } from './browser'
import { usePages } from './pages'
import { Head, More, When } from './parts'

type Own = components['schemas']['Session']
type Of = components['schemas']['PersonSession']

/** One's own sign-ins and password; for an administrator, the sign-ins of all. */
export function SessionsPage() {
  const [doing, setDoing] = useState<'password' | 'all' | null>(null)
  const own = useResource(async (signal) => (await ask(api.GET('/v1/sessions', { signal }))).items, [])
  const end = async (s: Own) => {
    await ask(api.DELETE('/v1/sessions/{id}', { params: { path: { id: s.id } } }))
    if (s.current) location.assign('/')
    note(say('sessions.ended'))
    await own.reload()
  }
  return (
    <>
      <Head title={say('sessions.own')}>
        <Button onClick={() => setDoing('password')}>{say('sessions.password')}</Button>
        <Button kind="danger" onClick={() => setDoing('all')}>
          {say('sessions.endAll')}
        </Button>
      </Head>
      <Shown of={own}>
        {(items) => <Table className="office-table" caption={say('sessions.own')} rows={items} id={(s) => s.id} empty={<Empty title={say('sessions.none')} />} columns={[...columns<Own>(), ending(end)]} />}
      </Shown>
      {may('people.read') && <Others />}
      {doing === 'password' && <Password onClose={() => setDoing(null)} />}
      {doing === 'all' && (
        <Decide title={say('sessions.endAll')} act={say('sessions.endAll')} danger reason={0} onClose={() => setDoing(null)}
          decide={async () => {
            await ask(api.DELETE('/v1/sessions'))
            location.assign('/')
          }}>
          <p>{say('sessions.endAllMeans')}</p>
        </Decide>
      )}
    </>
  )
}

/** What is shown of a sign-in, whoever's it is. */
function columns<T extends Own>(): Column<T>[] {
  return [
    { name: 'agent', title: say('sessions.browser'), worth: (s) => browserName(s.agent), cell: (s) => (
      <span title={s.agent}>
        {browserName(s.agent) || say('sessions.unknown')} {s.current && <span class="badge">{say('sessions.this')}</span>}
      </span>
    ) },
    { name: 'from', title: say('sessions.from'), worth: (s) => s.createdAt, cell: (s) => <When at={s.createdAt} /> },
    { name: 'seen', title: say('sessions.seen'), worth: (s) => s.seenAt, cell: (s) => <When at={s.seenAt} /> },
    { name: 'until', title: say('sessions.until'), worth: (s) => s.expiresAt, cell: (s) => <When at={s.expiresAt} /> },
  ]
}

function ending<T extends Own>(end: (session: T) => Promise<void>): Column<T> {
  return { name: 'acts', title: <span class="unseen">{say('office.acts')}</span>, right: true, cell: (s) => <End end={() => end(s)} what={browserName(s.agent)} /> }
}

function End({ end, what }: { end: () => Promise<void>; what: string }) {
  const [asked, setAsked] = useState(false)
  return (
    <>
      <Button onClick={() => setAsked(true)}>
        {say('sessions.end')}
        <span class="unseen"> {what}</span>
      </Button>
      {asked && (
        <Decide title={say('sessions.end')} act={say('sessions.end')} danger reason={0} onClose={() => setAsked(false)} decide={end}>
          <p>{say('sessions.endMeans')}</p>
        </Decide>
      )}
    </>
  )
}

/** The sign-ins of everybody, or of the person whom the address names. */
function Others() {
  const person = new URLSearchParams(address.value.search).get('person') ?? ''
  const list = usePages((cursor, signal) => ask(api.GET('/v1/people/sessions', { params: { query: { limit: 100, ...(person === '' ? {} : { person }), ...cursor } }, signal })), [person])
  const [all, setAll] = useState(false)
  const end = async (s: Of) => {
    await ask(api.DELETE('/v1/people/{id}/sessions/{session}', { params: { path: { id: s.person, session: s.id } } }))
    note(say('sessions.ended'))
    await list.reload()
  }
  const name = list.known.value.data?.items[0]?.name ?? ''
  return (
    <>
      <Head title={person === '' ? say('sessions.others') : say('sessions.of', { name })}>
        {person !== '' && <Button onClick={() => go('/office/sessions')}>{say('sessions.showAll')}</Button>}
        {person !== '' && name !== '' && may('people.write') && (
          <Button kind="danger" onClick={() => setAll(true)}>
            {say('sessions.endAllOf')}
          </Button>
        )}
      </Head>
      <Shown of={list}>
        {({ items }) => (
          <Table className="office-table" caption={say('sessions.others')} rows={items} id={(s) => s.id} empty={<Empty title={say('sessions.none')} />}
            columns={[{ name: 'name', title: say('people.name'), worth: (s) => s.name, cell: (s) => <>{s.name} <span class="small quiet" translate={false}>{s.login}</span></> }, ...columns<Of>(), ...(may('people.write') ? [ending(end)] : [])]} />
        )}
      </Shown>
      <More of={list} />
      {all && (
        <Decide title={say('sessions.endAllOf')} act={say('sessions.endAllOf')} danger reason={0} onClose={() => setAll(false)}
          decide={async () => {
            await ask(api.DELETE('/v1/people/{id}/sessions', { params: { path: { id: person } } }))
            note(say('sessions.ended'))
            await list.reload()
          }}>
          <p>{say('sessions.endAllOfMeans', { name })}</p>
        </Decide>
      )}
    </>
  )
}

/** Changing one's own password. */
function Password({ onClose }: { onClose: () => void }) {
  const [old, setOld] = useState('')
  const [fresh, setFresh] = useState('')
  const [again, setAgain] = useState('')
  const short = fresh !== '' && [...fresh].length < leastPassword
  const different = again !== '' && again !== fresh
  return (
    <Decide title={say('sessions.password')} act={say('sessions.password')} reason={0} onClose={onClose}
      decide={async () => {
        if (fresh !== again || [...fresh].length < leastPassword) return Promise.reject(new ApiFault({ code: 'invalid' }))
        await ask(api.PUT('/v1/me/password', { body: { old, new: fresh } }))
        note(say('sessions.passwordChanged'))
      }}>
      <p>{say('sessions.passwordMeans')}</p>
      <Field label={say('sessions.oldPassword')} type="password" autocomplete="current-password" value={old} onInput={setOld} required focus />
      <Field label={say('sessions.newPassword')} type="password" autocomplete="new-password" value={fresh} onInput={setFresh} required
        hint={say('sessions.passwordLeast', { n: leastPassword })} wrong={short ? say('sessions.passwordLeast', { n: leastPassword }) : undefined} />
      <Field label={say('sessions.newAgain')} type="password" autocomplete="new-password" value={again} onInput={setAgain} required wrong={different ? say('sessions.passwordsDiffer') : undefined} />
    </Decide>
  )
}
