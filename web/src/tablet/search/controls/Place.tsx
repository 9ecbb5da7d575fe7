import { useState } from 'preact/hooks'
import type { Symbology } from '../../capture/Scan'
import { Scan } from '../../capture/Scan'
import { type Document, text } from '../../../field/documents'
import { placesAround } from '../../../field/gate'
import type { Story } from '../../../field/story'
import { say } from '../../../words/words'
import { placeName } from '../wording'
import { Buttons, Options } from './Buttons'
import { type ControlProperties, give } from './Control'

const flat = (code: string): string => code.toUpperCase().replace(/[\s\-_./]/g, '')

/**
 * The places of a site that a code on a door may mean: the id of a place, alone or at the end of an address; its code; the way to it.
 * Several where the code stands on more than one door.
 */
export function placesOf(story: Story, site: string, read: string): Document[] {
  const here = [...story.documents.location.values()].filter((d) => text(d, 'site') === site || site === '')
  const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(read)?.[0]?.toLowerCase()
  const byId = here.filter((d) => d.id === id)
  if (byId.length > 0) return byId
  const wanted = flat(read)
  if (wanted === '') return []
  const byWay = here.filter((d) => flat(text(d, 'path')) === wanted)
  return byWay.length > 0 ? byWay : here.filter((d) => flat(text(d, 'code')) === wanted)
}

/** The places that lie directly in another; of a site those at its top. */
export function placesIn(story: Story, site: string, parent: string): Document[] {
  return [...story.documents.location.values()]
    .filter((d) => text(d, 'site') === site && (text(d, 'parent') === parent || (parent === '' && (text(d, 'parent') === '' || text(d, 'parent') === site))))
    .sort((a, b) => text(a, 'code').localeCompare(text(b, 'code'), 'en', { numeric: true }))
}

interface PickerProperties {
  readonly story: Story
  readonly site: string
  readonly label: string
  readonly value: string
  /** Where the tree is opened when nothing is chosen. */
  readonly near?: string
  readonly onPlace: (id: string) => void
}

/** The tree of a site, gone down tap by tap: building, wing, landing, cell. */
export function PlaceTree({ story, site, label, value, near = '', onPlace }: PickerProperties) {
  const [at, setAt] = useState(() => text(story.documents.location.get(value || near), 'parent'))
  const way = placesAround(story, at).filter((id) => story.documents.location.has(id)).reverse()
  const here = placesIn(story, site, story.documents.location.has(at) ? at : '')
  const isOpen = (id: string): boolean => placesIn(story, site, id).length > 0
  return (
    <div class="place-tree">
      <nav class="acts" aria-label={say('search.way')}>
        <button type="button" class="big quiet-big" onClick={() => setAt('')}>
          {text(story.documents.site.get(site), 'name') || say('search.site')}
        </button>
        {way.map((id) => (
          <button key={id} type="button" class="big quiet-big" onClick={() => setAt(id)}>
            {text(story.documents.location.get(id), 'code')}
          </button>
        ))}
      </nav>
      {way.length > 0 && (
        <button type="button" class="big" aria-pressed={value === at} onClick={() => onPlace(at)}>
          {say('search.placeWhole', { place: placeName(story, at) })}
        </button>
      )}
      {here.length === 0 && <p class="quiet">{say('search.placesNone')}</p>}
      <Options label={label} chosen={[value]} options={here.map((d) => ({ code: d.id, word: text(d, 'code'), ...(isOpen(d.id) ? { more: say('search.placesIn', { n: placesIn(story, site, d.id).length }) } : {}) }))}
        onPress={(id) => (isOpen(id) ? setAt(id) : onPlace(id))} />
    </div>
  )
}

/** A place: read from its door, or gone to in the tree of the site. Of several doors with one code one is picked. */
export function PlacePicker({ formats, onRead, ...picker }: PickerProperties & { readonly formats: readonly Symbology[]; readonly onRead: (id: string) => void }) {
  const { story, site, label, value, onPlace } = picker
  const [read, setRead] = useState('')
  const [open, setOpen] = useState(false)
  const found = read === '' ? [] : placesOf(story, site, read)
  return (
    <div class="stack">
      {value !== '' && <p class="chosen-place">{placeName(story, value)}</p>}
      {formats.length > 0 && (
        <Scan label={say('search.doorCode')} formats={formats} value="" hint={say('search.doorHint')} wrong={read !== '' && found.length === 0 ? say('search.doorUnknown', { code: read }) : undefined}
          onScan={(code) => {
            const doors = placesOf(story, site, code)
            setRead(code)
            if (doors.length === 1 && doors[0] !== undefined) onRead(doors[0].id)
          }} />
      )}
      {found.length > 1 && <Buttons label={say('search.doorsMany')} options={found.map((d) => ({ code: d.id, word: placeName(story, d.id) }))} chosen={[value]} onPress={onPlace} />}
      <div class="acts">
        <button type="button" class="big" aria-expanded={open} onClick={() => setOpen(!open)}>
          {say(open ? 'search.treeClose' : 'search.treeOpen')}
        </button>
      </div>
      {open && (
        <PlaceTree {...picker} label={label} onPlace={(id) => {
          setOpen(false)
          onPlace(id)
        }} />
      )}
    </div>
  )
}

/** A place of the site, within what the checklist says it must lie in. */
export function PlaceChoice({ model, view, label }: ControlProperties) {
  const search = model.search.value
  const take = (id: string): void => void give({ model, view }, id)
  const value = typeof view.value === 'string' ? view.value : ''
  return <PlacePicker story={model.desk.story.value} site={search?.site ?? ''} label={label} value={value} near={search?.location ?? ''} formats={view.node.item.scan ?? []} onPlace={take} onRead={take} />
}
