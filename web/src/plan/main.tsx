import { ApiFault } from '../api/problem'
import { FaultNote } from '../parts/Notices'
import { address } from '../parts/route'
import { start } from '../parts/start'
import { Top } from '../parts/Top'
import * as board from '../words/board'
import * as closing from '../words/closing'
import * as differ from '../words/differ'
import * as events from '../words/events'
import * as imports from '../words/imports'
import * as inbox from '../words/inbox'
import * as officers from '../words/officers'
import * as plan from '../words/plan'
import * as prepare from '../words/prepare'
import * as record from '../words/record'
import * as replan from '../words/replan'
import * as run from '../words/run'
import * as sheets from '../words/sheets'
import * as site from '../words/site'
import * as ways from '../words/ways'
import * as whole from '../words/whole'
import * as subject from '../words/subject'
import { addWords, say } from '../words/words'
import { PlanPage } from './Page'

addWords(board, closing, differ, events, imports, inbox, officers, plan, prepare, record, replan, run, sheets, site, subject, ways, whole)

start(function Page() {
  const operation = address.value.path.split('/')[2] ?? ''
  if (operation !== '') return <PlanPage operation={operation} />
  return (
    <>
      <Top>
        <h1>{say('plan.title')}</h1>
      </Top>
      <main id="content" tabIndex={-1} class="plan">
        <FaultNote fault={new ApiFault({ code: 'not_found' })}>
          <a class="button" href="/operations">
            {say('act.toOperations')}
          </a>
        </FaultNote>
      </main>
    </>
  )
})
