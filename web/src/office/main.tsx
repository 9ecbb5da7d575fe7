import { start } from '../parts/start'
import * as events from '../words/events'
import * as office from '../words/office'
import { addWords } from '../words/words'
import { OfficePage } from './Page'

addWords(events, office)

start(OfficePage)
