import { useEffect } from 'preact/hooks'
import { ApiFault } from '../api/problem'
import { FaultNote } from '../parts/Notices'
import { address, match } from '../parts/route'
import { Sections } from '../parts/Sections'
import { Shown } from '../parts/Shown'
import { Top } from '../parts/Top'
import { me } from '../parts/who'
import { say } from '../words/words'
import { isOpen, places } from './places'
import './office.css'
import './register.css'

/** What belongs to no single plan: people, tablets, templates, catalogue, register, audit; of these, what the person who is signed in may use. */
export function OfficePage() {
  useEffect(() => void me.reload(), [])
  useEffect(() => {
    document.title = `${say('office.title')} · Cellsweep`
  })
  return (
    <>
      <Top>
        <h1>{say('office.title')}</h1>
        <a class="top-link" href="/operations">
          {say('act.toOperations')}
        </a>
      </Top>
      {me.known.value.data === null ? (
        <main id="content" tabIndex={-1} class="page">
          <Shown of={me}>{() => null}</Shown>
        </main>
      ) : (
        <Places acts={me.known.value.data.acts} />
      )}
    </>
  )
}

function Places({ acts }: { acts: readonly string[] }) {
  const open = places.filter((p) => isOpen(p, acts))
  const path = address.value.path.replace(/^\/office\/?$/, `/office/${open[0]?.path ?? ''}`)
  const here = open.find((p) => match(`/office/${p.path}`, path) !== null)
  return (
    <>
      <Sections label={say('office.title')} items={open.filter((p) => p.word !== undefined).map((p) => ({ to: `/office/${p.path}`, word: say(p.word ?? 'office.title') }))} />
      <main id="content" tabIndex={-1} class="page">
        {here === undefined ? <FaultNote fault={new ApiFault({ code: open.length === 0 ? 'forbidden' : 'not_found' })} /> : <here.page {...(match(`/office/${here.path}`, path) ?? {})} />}
      </main>
    </>
  )
}
