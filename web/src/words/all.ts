/** Every area, for tests: a surface loads its own. */
import * as common from './common'
import * as events from './events'
import * as front from './front'
import * as hq from './hq'
import * as office from './office'
import * as plan from './plan'
import * as prepare from './prepare'
import * as review from './review'
import * as run from './run'
import { type Area, addWords } from './words'

export const areas: Readonly<Record<string, Area>> = { common, events, front, hq, office, plan, prepare, review, run }

addWords(...Object.values(areas))
