import { useRef, useState } from 'preact/hooks'
import { useDesk } from '../field/desk'
import { text } from '../field/documents'
import type { Attached, Finding, Remark, Search, Story } from '../field/story'
import { keepFind, takeNote, takePhoto, tieFind, untiedOf } from '../field/untied'
import { FullView } from './capture/FullView'
import { Thumb } from './capture/Thumb'
import { exhibitsOfFind } from './finds/card'
import { Pen } from './finds/pen'
import { isUndescribed } from './finds/worded'
import { say } from '../words/words'
import { clockTime } from './times'

type Thing = { readonly find: Finding } | { readonly note: Remark } | { readonly photo: Attached }

/** What was recorded while the tablet was locked: an officer says in his own name of which search each is. */
export function Untied({ site }: { site: string }) {
  const { story: signal, acts } = useDesk()
  const story = signal.value
  const pen = useRef(new Pen())
  const [asked, setAsked] = useState<Thing | null>(null)
  const { finds, notes, photos, count } = untiedOf(story, site)
  if (count === 0) return null

  /** What fails is among the unwritten, and is shown there on every screen. */
  function take(thing: Thing, search: Search | null): void {
    setAsked(null)
    const reason = say(search === null ? 'quick.stays' : 'quick.tied')
    void pen.current.write(async () => {
      if ('note' in thing) await takeNote(acts, thing.note, search, reason)
      else if ('photo' in thing) await takePhoto(acts, site, thing.photo, search)
      else if (search === null) await keepFind(acts, site, thing.find, reason)
      else await tieFind(acts, thing.find, exhibitsOfFind(signal.value, thing.find.id), search, reason)
    }).catch(() => undefined)
  }

  return (
    <section class="untied" aria-labelledby="untied">
      <h2 id="untied">{say('quick.untied')}</h2>
      <p>{say('quick.untiedWhat')}</p>
      <ul>
        {finds.map((find) => (
          <Row key={find.id} kind={say('quick.aFind')} at={find.at} words={isUndescribed(find.body.description) ? '' : find.body.description} place={find.body.placeText ?? ''} photos={(find.body.photos ?? []).map((p) => p.sha256)} onAsk={() => setAsked({ find })} />
        ))}
        {notes.map((note) => <Row key={note.id} kind={say('quick.aNote')} at={note.at} words={note.text} onAsk={() => setAsked({ note })} />)}
        {photos.map((photo) => <Row key={photo.sha256} kind={say('quick.aPhoto')} at={photo.at} photos={[photo.sha256]} onAsk={() => setAsked({ photo })} />)}
      </ul>
      {asked !== null && <OfWhich story={story} onSaid={(search) => take(asked, search)} onClose={() => setAsked(null)} />}
    </section>
  )
}

function Row({ kind, at, words = '', place = '', photos = [], onAsk }: { kind: string; at: string; words?: string; place?: string; photos?: readonly string[]; onAsk: () => void }) {
  return (
    <li class="untied-row">
      <p>
        <strong>{kind}</strong> <span class="number quiet">{clockTime(at)}</span>
        {place !== '' && <span class="untied-place">{say('quick.placeWas', { place })}</span>}
      </p>
      {words !== '' && <p class="untied-words">{words}</p>}
      {photos.length > 0 && <p class="untied-photos">{photos.map((sha256) => <Thumb key={sha256} sha256={sha256} name={kind} />)}</p>}
      <button type="button" class="big first-big" onClick={onAsk}>{say('quick.ofWhich')}</button>
    </li>
  )
}

/** The searches of the tablet's documents and its own, the newest first; one that is closed has to be reopened before something is added to it. */
function OfWhich({ story, onSaid, onClose }: { story: Story; onSaid: (search: Search | null) => void; onClose: () => void }) {
  const searches = [...story.searches.values()].filter((s) => s.state !== 'not_executed').sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
  return (
    <FullView title={say('quick.ofWhich')} onClose={onClose}>
      <div class="untied-pick">
        {searches.length === 0 && <p class="quiet">{say('quick.noSearch')}</p>}
        {searches.map((s) => (
          <button key={s.id} type="button" class="big" disabled={s.state !== 'in_progress'} onClick={() => onSaid(s)}>
            {say('quick.search', { code: text(story.documents.location.get(s.location), 'code') || (story.tasks.get(s.task)?.code ?? s.id), time: clockTime(s.startedAt) })}
            {s.state === 'in_progress' ? '' : ` · ${say('quick.closed')}`}
          </button>
        ))}
        <button type="button" class="big quiet-big" onClick={() => onSaid(null)}>{say('quick.ofNone')}</button>
      </div>
    </FullView>
  )
}
