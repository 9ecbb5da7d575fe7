import { useEffect, useMemo, useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { resource } from '../api/resource'
import { Field } from '../parts/Field'
import { useSending } from '../parts/form'
import { Empty, FaultNote } from '../parts/Notices'
import { go } from '../parts/route'
import { say } from '../words/words'
import { leastPassword, setUp } from './session'

/** What is wrong with the two passwords, or nothing. */
export function wrongPasswords(password: string, again: string): { password?: string; again?: string } {
  if (password !== '' && [...password].length < leastPassword) return { password: say('setup.short', { n: leastPassword }) }
  if (again !== '' && again !== password) return { again: say('setup.different') }
  return {}
}

/** Sets a password with a one-time link, whose word stands after the # so that no server's log ever holds it. */
export function Setup() {
  const token = useMemo(() => location.hash.slice(1), [])
  const [name, setName] = useState('')
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const sending = useSending()
  const first = useMemo(() => resource(async (signal) => (await ask(api.GET('/v1/setup', { signal }))).needed), [])
  useEffect(() => {
    void first.reload()
    document.title = `${say('setup.title')} · Cellsweep`
    return () => first.stop()
  }, [first])
  const isFirst = first.known.value.data === true
  const wrong = wrongPasswords(password, again)

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (wrong.password !== undefined || password !== again) return
    sending.send(async () => {
      await setUp({ token, password, login: isFirst ? login.trim() : '', name: isFirst ? name.trim() : '' })
      history.replaceState(null, '', '/setup')
      go('/operations')
    })
  }

  if (token === '') {
    return (
      <main id="content" tabIndex={-1} class="front">
        <h1 class="front-title">{say('setup.title')}</h1>
        <Empty title={say('setup.noToken')}>{say('setup.noTokenNext')}</Empty>
      </main>
    )
  }
  return (
    <main id="content" tabIndex={-1} class="front">
      <h1 class="front-title">{say('setup.title')}</h1>
      {first.known.value.data !== null && <p class="quiet">{say(isFirst ? 'setup.first' : 'setup.invited')}</p>}
      {first.known.value.fault !== null && <FaultNote fault={first.known.value.fault} retry={() => void first.reload()} />}
      <form class="form" onSubmit={submit}>
        {isFirst && <Field label={say('setup.name')} value={name} onInput={setName} autocomplete="name" required />}
        {isFirst && <Field label={say('setup.login')} value={login} onInput={setLogin} autocomplete="username" required />}
        <Field label={say('front.password')} value={password} onInput={setPassword} type="password" autocomplete="new-password" hint={say('setup.short', { n: leastPassword })} wrong={wrong.password} required />
        <Field label={say('setup.again')} value={again} onInput={setAgain} type="password" autocomplete="new-password" wrong={wrong.again ?? (again !== '' && again !== password ? say('setup.different') : undefined)} required />
        {sending.fault !== null && <FaultNote fault={sending.fault} signingIn />}
        <button type="submit" class="button first" disabled={sending.busy}>
          {say('setup.send')}
        </button>
      </form>
    </main>
  )
}
