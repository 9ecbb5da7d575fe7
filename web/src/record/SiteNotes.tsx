import { Panel } from '../parts/Panel'
import { Shown } from '../parts/Shown'
import { say } from '../words/words'
import type { NoteRow, Photograph } from './documents'
import { type Ground, useFollowed } from './ground'
import { Notes } from './Notes'
import { ownPhotographs, Photographs } from './Photographs'
import { reader } from './read'

/** What was noted of a site itself, and the photographs that name it: among them what a locked tablet took down and nobody has tied to a search. Nothing where there is none. */
export function SiteNotes({ site, ground }: { site: string; ground: Ground }) {
  const read = useFollowed(ground.pulse, async (signal) => {
    const r = reader(ground.operation, signal)
    const [{ notes = [] }, files] = await Promise.all([r.site(site), r.filesOf(site)])
    return { notes, photographs: ownPhotographs(files, 'site', site) }
  }, [site])
  return <Shown of={read}>{(noted) => <Noted {...noted} site={site} ground={ground} />}</Shown>
}

export function Noted({ notes, photographs, site, ground }: { notes: readonly NoteRow[]; photographs: readonly Photograph[]; site: string; ground: Ground }) {
  if (notes.length === 0 && photographs.length === 0) return null
  return (
    <Panel name="noted" title={say('record.siteNotes')}>
      <Notes notes={notes} site={site} ground={ground} />
      <div class="site-photographs"><Photographs photos={photographs} ground={ground} /></div>
    </Panel>
  )
}
