import { start } from '../parts/start'
import * as coded from '../words/coded'
import * as events from '../words/events'
import * as exhibit from '../words/exhibit'
import * as office from '../words/office'
import * as registry from '../words/registry'
import * as tablets from '../words/tablets'
import { addWords } from '../words/words'
import { OfficePage } from './Page'

addWords(coded, events, exhibit, office, registry, tablets)

start(OfficePage)
