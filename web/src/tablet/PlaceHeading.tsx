import type { Story } from '../field/story'
import { text } from '../field/documents'
import { placeName } from './search/wording'
import './style/place.css'

/** The way to a place without the place itself, which stands beside it. */
export const wayTo = (path: string, code: string): string => (path.endsWith(` / ${code}`) ? path.slice(0, -code.length - 3) : path === code ? '' : path)

/** A place at the head of its page: what stands on its door large, and the way there beside it. */
export function PlaceHeading({ story, location }: { story: Story; location: string }) {
  const code = text(story.documents.location.get(location), 'code')
  const path = placeName(story, location)
  return (
    <h1 class="place">
      {code || path} {code !== '' && <span class="place-way">{wayTo(path, code)}</span>}
    </h1>
  )
}
