import { ApiFault } from '../api/problem'
import { FaultNote } from '../parts/Notices'
import { address } from '../parts/route'
import { start } from '../parts/start'
import { Top } from '../parts/Top'
import { me } from '../parts/who'
import * as calls from '../words/calls'
import * as events from '../words/events'
import * as exhibit from '../words/exhibit'
import * as hq from '../words/hq'
import * as record from '../words/record'
import * as save from '../words/save'
import { addWords, say } from '../words/words'
import { Headquarters } from './Page'
import '../map/map.css'
import './style/overview.css'
import './style/sites.css'
import './style/lists.css'
import './style/charts.css'
import './style/site.css'
import './style/wall.css'
import './style/print.css'
import '../record/chain.css'
import '../record/photos.css'
import '../record/record.css'

addWords(calls, events, exhibit, hq, record, save)
void me.reload()

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
