import { useState } from 'preact/hooks'
import { faultOf } from '../api/problem'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Facts } from '../parts/Facts'
import { Link } from '../parts/Link'
import { note } from '../parts/Notes'
import { Panel } from '../parts/Panel'
import { save } from '../parts/save'
import { Shown } from '../parts/Shown'
import { may } from '../parts/who'
import { figure, language, say, sayCode } from '../words/words'
import type { FileDocument } from './documents'
import { deedName, Frame, When } from './Frame'
import { type Ground, useFollowed } from './ground'
import { JournalPart } from './JournalPart'
import { word } from './names'
import { Picture } from './Photographs'
import { reader } from './read'

/** One photograph: what it shows, its hash, where it belongs, and its original for who may have it. */
export function FilePage({ sha256, ground }: { sha256: string; ground: Ground }) {
  const file = useFollowed(ground.pulse, (signal) => reader(ground.operation, signal).file(sha256), [sha256])
  return <Shown of={file}>{(f) => <Photograph file={f} ground={ground} />}</Shown>
}

/** A hash in groups of eight, as one reads it aloud. */
export function grouped(hash: string): string {
  return hash.replace(/(.{8})(?=.)/g, '$1 ')
}

/** Everything that a file is said to show, in the order in which it was said; of one of which nothing is said, what kind of file it is. */
export function rolesOf(file: FileDocument): string[] {
  const said = [...(file.belongsTo ?? [])].sort((a, b) => a.at.localeCompare(b.at)).flatMap(({ role }) => (role === undefined || role === '' ? [] : [role]))
  const other = file.role ?? file.fileKind
  return said.length > 0 ? [...new Set(said)] : other === undefined ? [] : [other]
}

const addresses: Readonly<Record<string, string>> = { exhibit: 'exhibits', search: 'searches', task: 'tasks', site: 'sites' }

function Photograph({ file, ground }: { file: FileDocument; ground: Ground }) {
  const [asking, setAsking] = useState(false)
  const role = rolesOf(file).map((r) => sayCode('role', r)).join(' · ')
  const owners = [...(file.belongsTo ?? [])].sort((a, b) => a.at.localeCompare(b.at))
  const [taken] = owners // later entries only name it again
  const trail = [
    { to: ground.base, word: say('site.back') },
    { to: `${ground.base}/sites/${file.site}`, word: ground.siteName(file.site) },
    ...(file.search === undefined ? [] : [{ to: `${ground.base}/searches/${file.search}`, word: say('record.search') }]),
    ...(file.belongsTo ?? []).filter((b) => b.of === 'exhibit').slice(0, 1).map((b) => ({ to: `${ground.base}/exhibits/${b.id}`, word: say('record.exhibit') })),
  ]
  return (
    <Frame trail={trail} title={role === '' ? say('photo.title') : `${say('photo.title')} · ${role}`}>
      <div class="photo-page">
        <figure class="photo-large">
          <Picture key={file.state} sha256={file.sha256} ground={ground} alt={role} isHere={file.state === 'stored'} />
          <figcaption class="small quiet">{say('photo.preview')}</figcaption>
        </figure>
        <div>
          <Panel name="facts" title={say('photo.facts')}>
            <p class="hash number" aria-label={say('photo.hash')}>{grouped(file.sha256)}</p>
            <p class="small quiet">{say('photo.hashWhat')}</p>
            <Facts
              facts={[
                [say('photo.state'), word('file', file.state)],
                [say('photo.role'), role],
                ...(file.caption === undefined ? [] : [[say('photo.caption'), <span class="photo-caption">{file.caption}</span>]] as const),
                [say('photo.size'), file.size === undefined ? '' : say('photo.bytes', { n: file.size })],
                [say('photo.media'), file.mediaType ?? ''],
                [say('photo.takenBy'), deedName(taken)],
                [say('photo.takenAt'), <When at={taken?.at} site={file.site} ground={ground} />],
              ]}
            />
            {may('file.original') && file.state === 'stored' && <Button onClick={() => setAsking(true)}>{say('photo.original')}</Button>}
          </Panel>
          <Panel name="belongs" title={say('photo.belongs')} aside={figure(owners.length)}>
            <ul class="list">
              {owners.map((b) => (
                <li key={`${b.of} ${b.id} ${b.entry}`} class="belongs">
                  {addresses[b.of] === undefined ? word('of', b.of) : <Link to={`${ground.base}/${addresses[b.of]}/${b.id}`}>{word('of', b.of)}</Link>}
                  <span class="quiet">
                    {[sayCode('role', b.role ?? ''), deedName(b)].filter(Boolean).map((w) => `${w} · `)}<When at={b.at} site={file.site} ground={ground} />
                  </span>
                </li>
              ))}
            </ul>
          </Panel>
        </div>
      </div>
      <JournalPart document={file} id={file.sha256} ground={ground} site={file.site} />
      {asking && (
        <Decide title={say('photo.original')} act={say('photo.take')} onClose={() => setAsking(false)} decide={(reason) => takeOriginal(ground.operation, file, reason)}>
          <p>{say('photo.originalWhy')}</p>
        </Decide>
      )}
    </Frame>
  )
}

/** Takes the bytes as they were signed, after holding them against the hash under which they were asked for. */
async function takeOriginal(operation: string, file: FileDocument, reason: string): Promise<void> {
  const response = await fetch(`/v1/operations/${operation}/files/${file.sha256}/original`, { headers: { 'X-Reason': encodeURIComponent(reason), 'Accept-Language': language.value }, cache: 'no-store' })
  if (!response.ok) throw faultOf(response.status, await response.json().catch(() => null), response.headers.get('retry-after'))
  const bytes = await response.arrayBuffer()
  const sum = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((b) => b.toString(16).padStart(2, '0')).join('')
  const ending = file.mediaType === 'image/png' ? 'png' : file.mediaType?.startsWith('image/') === false ? 'bin' : 'jpg'
  save(`${file.sha256.slice(0, 16)}.${ending}`, new Blob([bytes]))
  note(say(sum === file.sha256 ? 'photo.same' : 'photo.differs'))
}
