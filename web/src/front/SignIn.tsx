import { useEffect, useMemo, useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { resource } from '../api/resource'
import { Field } from '../parts/Field'
import { useSending } from '../parts/form'
import { FaultNote } from '../parts/Notices'
import { address, go } from '../parts/route'
import { say } from '../words/words'
import { destination, signIn } from './session'

/** The sign-in form; whoever came from a page that needs it is brought back there. */
export function SignIn() {
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const sending = useSending()
  const server = useMemo(() => resource(async (signal) => {
    const [info, setup] = await Promise.all([ask(api.GET('/v1/server', { signal })), ask(api.GET('/v1/setup', { signal }))])
    return { demo: info.demo, version: info.version, setupNeeded: setup.needed }
  }), [])
  useEffect(() => {
    void server.reload()
    document.title = `${say('front.signIn')} · Cellsweep`
    return () => server.stop()
  }, [server])
  const { data, fault } = server.known.value

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    sending.send(async () => {
      await signIn(login.trim(), password)
      go(destination(address.value.search))
    })
  }

  return (
    <main id="content" tabIndex={-1} class="front">
      <h1 class="front-title">Cellsweep</h1>
      <p class="quiet">{say('front.purpose')}</p>
      {data?.setupNeeded === true && <p class="front-note">{say('front.setupNeeded')}</p>}
      {data?.demo === true && <p class="front-note">{say('front.demo')}</p>}
      <form class="form" onSubmit={submit}>
        <Field label={say('front.login')} value={login} onInput={setLogin} autocomplete="username" required focus />
        <Field label={say('front.password')} value={password} onInput={setPassword} type="password" autocomplete="current-password" required />
        {sending.fault !== null && <FaultNote fault={sending.fault} signingIn />}
        {sending.fault === null && fault !== null && <FaultNote fault={fault} retry={() => void server.reload()} />}
        <button type="submit" class="button first" disabled={sending.busy}>
          {say(sending.busy ? 'front.signingIn' : 'front.signIn')}
        </button>
      </form>
      {data !== null && <p class="small quiet">Cellsweep {data.version}</p>}
    </main>
  )
}
