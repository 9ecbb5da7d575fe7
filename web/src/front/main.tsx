import { ApiFault } from '../api/problem'
import { FaultNote } from '../parts/Notices'
import { address } from '../parts/route'
import { start } from '../parts/start'
import { Top } from '../parts/Top'
import * as front from '../words/front'
import { addWords, say } from '../words/words'
import { Operations } from './Operations'
import { Setup } from './Setup'
import { SignIn } from './SignIn'
import './front.css'

addWords(front)

start(function Page() {
  switch (address.value.path.replace(/\/$/, '')) {
    case '':
    case '/index.html':
      return framed(<SignIn />)
    case '/setup':
      return framed(<Setup />)
    case '/operations':
      return <Operations />
    default:
      return framed(
        <main id="content" tabIndex={-1} class="front">
          <FaultNote fault={new ApiFault({ code: 'not_found' })}>
            <a class="button" href="/operations">
              {say('act.toOperations')}
            </a>
          </FaultNote>
        </main>,
      )
  }
})

function framed(main: preact.ComponentChild) {
  return (
    <>
      <Top />
      {main}
    </>
  )
}
