import { ApiFault } from '../api/problem'
import { FaultNote } from '../parts/Notices'
import { address } from '../parts/route'
import { start } from '../parts/start'
import { Top } from '../parts/Top'
import * as events from '../words/events'
import * as hq from '../words/hq'
import { addWords, say } from '../words/words'
import { Headquarters } from './Page'
import '../map/map.css'
import './hq.css'

addWords(events, hq)

start(function Page() {
  const operation = address.value.path.split('/')[2] ?? ''
  if (operation !== '') return <Headquarters operation={operation} />
  return (
    <>
      <Top>
        <h1>{say('hq.title')}</h1>
      </Top>
      <main id="content" tabIndex={-1} class="alone">
        <FaultNote fault={new ApiFault({ code: 'not_found' })}>
          <a class="button" href="/operations">
            {say('act.toOperations')}
          </a>
        </FaultNote>
      </main>
    </>
  )
})
