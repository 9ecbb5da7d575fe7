import { type ComponentChild, render } from 'preact'
import { startTheme } from '../look/theme'
import { startSeconds } from '../time/clock'
import { startLanguage } from '../words/words'
import { Notes } from './Notes'
import { startRoutes } from './route'
import '../look/base.css'
import './style/top.css'
import './style/marks.css'
import './style/notices.css'
import './style/rows.css'
import './style/panel.css'
import './style/forms.css'
import './style/dialog.css'
import './style/sections.css'

/** Starts a document: language, theme, addresses, the second's beat, and its page. */
export function start(page: () => ComponentChild): void {
  const root = document.getElementById('page')
  if (root === null) throw new Error('the document has no element "page"')
  startLanguage()
  startTheme()
  startRoutes()
  startSeconds()
  const Page = page
  render(
    <>
      <Page />
      <Notes />
    </>,
    root,
  )
}
