import { DeskContext, type Desk } from '../../field/desk'
import * as capture from '../../words/capture'
import * as paper from '../../words/paper'
import * as search from '../../words/search'
import { addWords } from '../../words/words'
import '../capture/capture.css'
import '../search/search.css'
import { PaperBand, PaperSwitch } from './Band'
import { incidentKeyed } from './keyed'

addWords(capture, paper, search)

interface OfIncidentProperties {
  readonly desk: Desk
  /** The name under which the sheet of the next report is kept. */
  readonly draft: string
}

/** Whose words the next report is, while its sheet is keyed in. */
export const IncidentBand = ({ desk, draft }: OfIncidentProperties) => (
  <DeskContext.Provider value={desk}>
    <PaperBand of={incidentKeyed(desk.story.value, desk.acts.site, desk.me.value, draft)} />
  </DeskContext.Provider>
)

/** The way to key in an incident that stood on a sheet. */
export const IncidentSwitch = ({ desk, draft }: OfIncidentProperties) => (
  <DeskContext.Provider value={desk}>
    <PaperSwitch of={incidentKeyed(desk.story.value, desk.acts.site, desk.me.value, draft)} />
  </DeskContext.Provider>
)
