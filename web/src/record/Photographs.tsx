import { useState } from 'preact/hooks'
import { Link } from '../parts/Link'
import { may } from '../parts/who'
import { say, sayCode } from '../words/words'
import type { FileDocument, PaperSource, Photograph } from './documents'
import type { Ground } from './ground'

/** The address of a picture made of a photograph's pixels. */
export function previewAddress(operation: string, sha256: string): string {
  return `/v1/operations/${operation}/files/${sha256}/preview`
}

/** What a search itself shows of its cell: its photographs by what they are of, in the order in which they were taken. Signatures stand beside the names of who signed. */
export function ownPhotographs(files: readonly FileDocument[], search: string): Photograph[] {
  const named = files.flatMap((f) => {
    const own = (f.belongsTo ?? []).find((b) => b.of === 'search' && b.id === search)
    const role = own?.role ?? f.role ?? ''
    return own === undefined || f.fileKind === 'signature' || f.fileKind === 'paper_sheet' || role.startsWith('signature') ? [] : [{ sha256: f.sha256, role, at: own.at }]
  })
  return named.sort((a, b) => a.at.localeCompare(b.at) || a.role.localeCompare(b.role) || a.sha256.localeCompare(b.sha256)).map(({ sha256, role }) => ({ sha256, role }))
}

/** The photographs of the sheets on which a search was kept. */
export const sheetPhotographs = (files: readonly FileDocument[]): Photograph[] => files.filter((f) => f.fileKind === 'paper_sheet').map(({ sha256 }) => ({ sha256, role: 'paper_sheet' }))

/** The photographs of the sheet that something was keyed in from. */
export const sheetsOf = (source: PaperSource | undefined): Photograph[] => (source?.sheets ?? []).map((sha256) => ({ sha256, role: 'paper_sheet' }))

/** What a photograph is of; of an entry that does not say, that it is one: a link needs a name. */
function roleWords(role: string): string {
  return role === '' ? say('photo.title') : sayCode('role', role)
}

/** Small pictures that lead to the photographs. A photograph that headquarters has not yet is told as such: it may still be on a tablet. */
export function Photographs({ photos, ground }: { photos: readonly Photograph[]; ground: Ground }) {
  if (photos.length === 0) return null
  return (
    <ul class="photos">
      {photos.map((p) => (
        <li key={`${p.sha256} ${p.role}`}>
          <Link to={`${ground.base}/files/${p.sha256}`} title={roleWords(p.role)}>
            <Picture sha256={p.sha256} ground={ground} alt="" />
            <span class="small">{roleWords(p.role)}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** The picture of a photograph, or why there is none. */
export function Picture({ sha256, ground, alt }: { sha256: string; ground: Ground; alt: string }) {
  const [failed, setFailed] = useState(false)
  if (!may('file.read')) return <span class="photo-none small">{say('photo.notYours')}</span>
  if (failed) return <span class="photo-none small">{say('photo.notYet')}</span>
  return <img src={previewAddress(ground.operation, sha256)} alt={alt} loading="lazy" decoding="async" onError={() => setFailed(true)} />
}
