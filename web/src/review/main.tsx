import { start } from '../parts/start'
import * as review from '../words/review'
import { addWords } from '../words/words'
import { Review } from './Page'

addWords(review)

start(Review)
