import { start } from '../parts/start'
import * as coded from '../words/coded'
import * as events from '../words/events'
import * as office from '../words/office'
import * as records from '../words/records'
import { addWords } from '../words/words'
import { OfficePage } from './Page'

addWords(coded, events, office, records)

start(OfficePage)
