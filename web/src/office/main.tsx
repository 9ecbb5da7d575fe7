import { start } from '../parts/start'
import * as calls from '../words/calls'
import * as coded from '../words/coded'
import * as differ from '../words/differ'
import * as enrolment from '../words/enrolment'
import * as events from '../words/events'
import * as exhibit from '../words/exhibit'
import * as office from '../words/office'
import * as registry from '../words/registry'
import * as trail from '../words/trail'
import * as subject from '../words/subject'
import { addWords } from '../words/words'
import { OfficePage } from './Page'

addWords(calls, coded, differ, enrolment, events, exhibit, office, registry, subject, trail)

start(OfficePage)
