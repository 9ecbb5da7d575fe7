import { useState } from 'preact/hooks'
import { Link } from '../parts/Link'
import { may } from '../parts/who'
import { say, sayCode } from '../words/words'
import type { ExhibitDocument, FileDocument, PaperSource, Photograph } from './documents'
import type { Ground } from './ground'

/** The address of a picture made of a photograph's pixels. */
export function previewAddress(operation: string, sha256: string): string {
  return `/v1/operations/${operation}/files/${sha256}/preview`
}

/**
 * What a search, an exhibit or a site itself shows: its photographs by what they are of, in the order in which they were taken, each once for every role in which it
 * was named. Signatures stand beside the names of who signed.
 */
export function ownPhotographs(files: readonly FileDocument[], of: 'search' | 'exhibit' | 'site', id: string): Photograph[] {
  const named = files.flatMap((f) =>
    f.fileKind === 'signature' || f.fileKind === 'paper_sheet' ? [] : (f.belongsTo ?? []).flatMap((own) =>
      own.of !== of || own.id !== id || (own.role ?? f.role)?.startsWith('signature') === true ? [] : [{ sha256: f.sha256, role: own.role ?? f.fileKind ?? '', caption: f.caption, at: own.at, ...awaited(f) }]))
  const inOrder = named.sort((a, b) => a.at.localeCompare(b.at) || a.role.localeCompare(b.role) || a.sha256.localeCompare(b.sha256))
  return apart(inOrder.map(({ at: _, caption, ...photo }) => ({ ...photo, ...(caption === undefined ? {} : { caption }) })))
}

/** Says of a file that headquarters does not have that it is not here: its picture is not asked for. */
const awaited = ({ state }: FileDocument): { readonly here?: false } => (state === 'stored' ? {} : { here: false })

/** Each pair of bytes and role once, at its first place. */
function apart(photos: readonly Photograph[]): Photograph[] {
  return [...new Map([...photos].reverse().map((p) => [`${p.sha256} ${p.role}`, p])).values()].reverse()
}

/** Those of an exhibit: as its files name them, and what the exhibit names beside. */
export function exhibitPhotographs(exhibit: Pick<ExhibitDocument, 'id' | 'photos'>, files: readonly FileDocument[]): Photograph[] {
  const own = ownPhotographs(files, 'exhibit', exhibit.id)
  return [...own, ...(exhibit.photos ?? []).filter((p) => !own.some((o) => o.sha256 === p.sha256))]
}

/** The same bytes are one photograph, whatever it is named: each with all that it is said to show, at the place of the first. */
export function byBytes(photos: readonly Photograph[]): { readonly sha256: string; readonly of: readonly Photograph[] }[] {
  const found = new Map<string, Photograph[]>()
  for (const p of photos) found.set(p.sha256, [...(found.get(p.sha256) ?? []), p])
  return [...found].map(([sha256, of]) => ({ sha256, of }))
}

/** The photographs of the sheets on which a search was kept. */
export const sheetPhotographs = (files: readonly FileDocument[]): Photograph[] => files.filter((f) => f.fileKind === 'paper_sheet').map((f) => ({ sha256: f.sha256, role: 'paper_sheet', ...awaited(f) }))

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
      {byBytes(photos).map(({ sha256, of }) => {
        const roles = of.map((p) => roleWords(p.role))
        const caption = of.find((p) => p.caption !== undefined)?.caption
        return (
          <li key={sha256}>
            <Link to={`${ground.base}/files/${sha256}`} title={[...roles, caption ?? ''].filter(Boolean).join(' · ')}>
              <Picture sha256={sha256} ground={ground} alt="" isHere={of[0]?.here !== false} />
              {roles.map((role) => <span key={role} class="small">{role}</span>)}
              {caption !== undefined && <span class="small photo-caption">{caption}</span>}
            </Link>
          </li>
        )
      })}
    </ul>
  )
}

/** The picture of a photograph, or why there is none. */
export function Picture({ sha256, ground, alt, isHere = true }: { sha256: string; ground: Ground; alt: string; isHere?: boolean }) {
  const [failed, setFailed] = useState(false)
  if (!may('file.read')) return <span class="photo-none small">{say('photo.notYours')}</span>
  if (failed || !isHere) return <span class="photo-none small">{say('photo.notYet')}</span>
  return <img src={previewAddress(ground.operation, sha256)} alt={alt} loading="lazy" decoding="async" onError={() => setFailed(true)} />
}
