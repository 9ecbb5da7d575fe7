/** Every area, for tests: a surface loads its own. */
import * as board from './board'
import * as calls from './calls'
import * as capture from './capture'
import * as closing from './closing'
import * as coded from './coded'
import * as common from './common'
import * as enrolment from './enrolment'
import * as events from './events'
import * as exhibit from './exhibit'
import * as finds from './finds'
import * as front from './front'
import * as hq from './hq'
import * as imports from './imports'
import * as inbox from './inbox'
import * as office from './office'
import * as officers from './officers'
import * as plan from './plan'
import * as prepare from './prepare'
import * as quick from './quick'
import * as record from './record'
import * as registry from './registry'
import * as replan from './replan'
import * as review from './review'
import * as run from './run'
import * as save from './save'
import * as search from './search'
import * as site from './site'
import * as tablet from './tablet'
import * as unwritten from './unwritten'
import * as ways from './ways'
import * as whole from './whole'
import { type Area, addWords } from './words'

export const areas: Readonly<Record<string, Area>> = {
  board, calls, capture, closing, coded, common, enrolment, events, exhibit, finds, front, hq, imports, inbox, office, officers, plan, prepare, quick, record, registry, replan, review, run, save, search, site, tablet, unwritten, ways, whole,
}

addWords(...Object.values(areas))
