import { readExhibitNumber, writeNumber } from '../exhibits/numbers'
import type { TabletDatabase } from '../sync/database'

/** Draws the next exhibit number of a tablet with this tag; spent at once, in whichever tab. Rejects where there is no room to count it, or the tablet has no tag. */
export async function drawNumber(database: TabletDatabase, tag: string): Promise<string> {
  const { memos } = database
  const counter = await database.reserve.write(() => database.transaction('rw', memos, async () => {
    const next = Number((await memos.get('exhibits'))?.value ?? 0) + 1
    await memos.put({ id: 'exhibits', value: next })
    return next
  }))
  const number = writeNumber({ tag, counter })
  if (number === null || readExhibitNumber(number) === null) throw new Error('this tablet has no tag for exhibit numbers: enrol it again')
  return number
}
