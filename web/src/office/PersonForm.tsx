import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { ifMatch } from '../api/version'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Facts } from '../parts/Facts'
import { Check, Choice, Field } from '../parts/Field'
import { useSending } from '../parts/form'
import { note } from '../parts/Notes'
import { FaultNote } from '../parts/Notices'
import { say, sayCode } from '../words/words'
import { given } from '../api/ids'
import { type Grant, grantWords, plainGrant, type Role, roles, stateOf } from './grants'
import { type Establishment, Sites } from './parts'

export type Person = components['schemas']['Person']
export type Invitation = components['schemas']['Invitation']
/** What an operation is called; its sites once it is released. */
export type NamedOperation = components['schemas']['OperationName']

interface FormProperties {
  /** Undefined: somebody new. */
  readonly person: Person | undefined
  readonly establishments: readonly Establishment[]
  readonly operations: readonly NamedOperation[]
  readonly onClose: () => void
  readonly invited: (invitation: Invitation) => void
  readonly changed: () => void
}

type Typed = Pick<Person, 'login' | 'name' | 'language' | 'disabled' | 'grants'>

const blank: Typed = { login: '', name: '', language: 'fr', disabled: false, grants: [{ role: 'hq' }] }

/** Adding a person, or changing their name, language, roles and whether they may sign in. */
export function PersonForm({ person, establishments, operations, onClose, invited, changed }: FormProperties) {
  const [typed, setTyped] = useState<Typed>(person ?? blank)
  const [base, setBase] = useState(person)
  const [theirs, setTheirs] = useState<Person | null>(null)
  const sending = useSending()
  const put = (part: Partial<Typed>) => setTyped({ ...typed, ...part })
  const body = () => ({ login: typed.login.trim(), name: typed.name.trim(), language: typed.language, disabled: typed.disabled, grants: typed.grants.map(plainGrant) })
  async function write(): Promise<void> {
    if (base === undefined) {
      invited(await ask(api.POST('/v1/people', { body: body() })))
      return
    }
    const address = { path: { id: base.id } }
    try {
      await ask(api.PUT('/v1/people/{id}', { params: { ...address, header: ifMatch(base.version) }, body: body() }))
    } catch (thrown) {
      if ((thrown as { code?: string }).code === 'stale') setTheirs(await ask(api.GET('/v1/people/{id}', { params: address })))
      throw thrown
    }
    note(say('people.saved', { name: typed.name }))
    changed()
  }
  function submit(event?: Event): void {
    event?.preventDefault()
    sending.send(write)
  }
  const add = base === undefined
  return (
    <Dialog wide title={add ? say('people.add') : say('people.changeOf', { name: base.name })} onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{say('act.leave')}</Button>
          <Button kind="first" busy={sending.busy} disabled={theirs !== null} onClick={submit}>
            {say(add ? 'people.invite' : 'act.save')}
          </Button>
        </>
      }>
      <form class="form" onSubmit={submit}>
        <div class="form-row">
          <Field label={say('people.name')} value={typed.name} onInput={(name) => put({ name })} most={120} required focus />
          <Field label={say('people.login')} value={typed.login} onInput={(login) => put({ login })} most={40} required />
          <Choice label={say('people.language')} value={typed.language} onInput={(l) => put({ language: l as Typed['language'] })}
            options={[{ value: 'fr', word: say('people.french') }, { value: 'en', word: say('people.english') }]} />
        </div>
        <Grants grants={typed.grants} onInput={(grants) => put({ grants })} establishments={establishments} operations={operations} />
        {!add && <Check label={say('people.mayNotSignIn')} value={typed.disabled} onInput={(disabled) => put({ disabled })} />}
        {sending.fault !== null && <FaultNote fault={sending.fault} />}
        {theirs !== null && <Theirs theirs={theirs} operations={operations}
          keepMine={() => { setBase(theirs); setTheirs(null) }}
          takeTheirs={() => { setBase(theirs); setTyped(theirs); setTheirs(null) }} />}
        <button type="submit" class="unseen" tabIndex={-1} aria-hidden="true" />
      </form>
    </Dialog>
  )
}

/** What another administrator made of the person meanwhile, and the choice between the two. */
function Theirs({ theirs, operations, keepMine, takeTheirs }: { theirs: Person; operations: readonly NamedOperation[]; keepMine: () => void; takeTheirs: () => void }) {
  const name = (id: string) => operations.find((o) => o.id === id)?.name ?? say('people.oneOperation')
  return (
    <section class="office-theirs" aria-label={say('people.theirs')}>
      <h3>{say('people.theirs')}</h3>
      <Facts facts={[
        [say('people.name'), theirs.name],
        [say('people.login'), theirs.login],
        [say('people.roles'), theirs.grants.map((g) => grantWords(g, name)).join(' · ')],
        [say('people.state'), say(`people.${stateOf(theirs)}`)],
      ]} />
      <p class="form-acts">
        <Button onClick={keepMine}>{say('people.keepMine')}</Button>
        <Button onClick={takeTheirs}>{say('people.takeTheirs')}</Button>
      </p>
    </section>
  )
}

interface GrantsProperties {
  readonly grants: readonly Grant[]
  readonly onInput: (grants: Grant[]) => void
  readonly establishments: readonly Establishment[]
  readonly operations: readonly NamedOperation[]
}

function Grants({ grants, onInput, establishments, operations }: GrantsProperties) {
  const change = (at: number, part: Partial<Grant>) => onInput(grants.map((g, i) => (i === at ? { ...g, ...part } : g)))
  return (
    <fieldset class="office-grants">
      <legend>{say('people.roles')}</legend>
      {grants.map((g, i) => (
        <div key={i} class="office-grant">
          <div class="form-row">
            <Choice label={say('people.role')} value={g.role} onInput={(role) => change(i, { role: role as Role })} options={roles.map((r) => ({ value: r, word: sayCode('role', r) }))} hint={sayCode('roleMeans', g.role)} />
            <OperationChoice value={g.operation ?? ''} onInput={(operation) => change(i, { operation })} operations={operations} />
            <Button onClick={() => onInput(grants.filter((_, k) => k !== i))}>{say('act.remove')}</Button>
          </div>
          <details>
            <summary>{g.sites === undefined || g.sites.length === 0 ? say('people.allSites') : say('people.atSites', { n: g.sites.length })}</summary>
            <Sites label={say('people.sites')} {...sitesOf(g, operations, establishments)} value={g.sites ?? []} onInput={(sites) => change(i, { sites })} />
          </details>
        </div>
      ))}
      {grants.length === 0 && <p class="quiet">{say('people.noRole')}</p>}
      <p>
        <Button onClick={() => onInput([...grants, { role: 'officer' }])}>{say('people.addRole')}</Button>
      </p>
    </fieldset>
  )
}

/** The establishments that a role may be limited to: those of its operation once it is released, and any that it has already; before, all. */
export function sitesOf(grant: Grant, operations: readonly NamedOperation[], establishments: readonly Establishment[]): { all: readonly Establishment[]; hint: string } {
  if (!given(grant.operation)) return { all: establishments, hint: say('people.sitesHint') }
  const sites = operations.find((o) => o.id === grant.operation)?.sites ?? []
  if (sites.length === 0) return { all: establishments, hint: say('people.sitesSecret') }
  const theirs = new Set([...sites.map((s) => s.id), ...(grant.sites ?? [])])
  return { all: establishments.filter((e) => theirs.has(e.id)), hint: say('people.sitesOf') }
}

/** Which operation a role is for, by its name. One that is not among those named stays as it is. */
function OperationChoice({ value, onInput, operations }: { value: string; onInput: (id: string) => void; operations: readonly NamedOperation[] }) {
  const known = given(value) ? value : ''
  const unknown = known !== '' && operations.every((o) => o.id !== known)
  const word = (o: NamedOperation) => say('people.operationWords', { reference: o.reference, name: o.name, state: sayCode('operation', o.state) })
  return (
    <Choice label={say('people.operation')} value={known} onInput={onInput} hint={say('people.operationAll')}
      options={[{ value: '', word: say('people.everyOperation') }, ...operations.map((o) => ({ value: o.id, word: word(o) })), ...(unknown ? [{ value: known, word: say('people.oneOperation') }] : [])]} />
  )
}
