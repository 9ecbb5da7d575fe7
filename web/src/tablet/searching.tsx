import { DeskContext, useDesk } from '../field/desk'
import { text } from '../field/documents'
import { go } from '../parts/route'
import * as capture from '../words/capture'
import * as door from '../words/door'
import * as ending from '../words/ending'
import * as finds from '../words/finds'
import * as paper from '../words/paper'
import * as receipt from '../words/receipt'
import * as search from '../words/search'
import * as sheets from '../words/sheets'
import { addWords, say } from '../words/words'
import { FindList } from './finds/FindList'
import { Receipt } from './finds/Receipt'
import { Witness } from './finds/Witness'
import { modelOf } from './search/model'
import { SearchPage } from './search/SearchPage'
import { TaskPage } from './search/TaskPage'
import { Sheets } from './Sheets'
import { useStation } from './station'
import { Untied } from './Untied'
import './capture/capture.css'

addWords(capture, door, ending, finds, paper, receipt, search, sheets)

/** The screens of a search and of what is found, loaded when the first of them is opened; the worker keeps them on the tablet from the start. */
export const screens: readonly (readonly [string, (found: Readonly<Record<string, string>>) => preact.ComponentChildren])[] = [
  ['/tablet/task/:task', ({ task = '' }) => <TaskPage task={task} />],
  ['/tablet/search/:search', ({ search: id = '' }) => <SearchPage search={id} />],
  ['/tablet/search/:search/:section', ({ search: id = '', section }) => <SearchPage search={id} section={section} />],
  ['/tablet/receipt/:search', ({ search: id = '' }) => <main id="content" class="tablet" tabIndex={-1}><ReceiptOf search={id} /></main>],
  ['/tablet/finds', () => <main id="content" class="tablet" tabIndex={-1}><FindsOfSite /></main>],
  ['/tablet/sheets', () => <main id="content" class="tablet" tabIndex={-1}><Sheets /></main>],
  ['/tablet/witness', () => <main id="content" class="tablet" tabIndex={-1}><Witness onClose={() => go('/tablet')} /></main>],
]

function ReceiptOf({ search: id }: { search: string }) {
  const desk = useDesk()
  const { story } = desk
  const here = useStation().installation.value
  const found = story.value.searches.get(id)
  if (found === undefined) return <p>{say('search.unknown')}</p>
  return (
    <DeskContext.Provider value={modelOf(desk, id).desk}>
      <Receipt search={found} tablet={here?.label || here?.tag || ''} onClose={() => go(`/tablet/search/${id}`)} />
    </DeskContext.Provider>
  )
}

/** Finds of the whole site, also outside of any search: a store room, a yard. */
function FindsOfSite() {
  const { story } = useDesk()
  const here = useStation().installation.value
  const site = [...story.value.documents.site.values()].find((d) => d.id === here?.site) ?? [...story.value.documents.site.values()][0]
  return (
    <>
      <h1>{say('tablet.findsOf', { site: text(site, 'name') })}</h1>
      <Untied site={site?.id ?? here?.site ?? ''} />
      <FindList search={null} site={site?.id ?? here?.site ?? ''} />
    </>
  )
}
