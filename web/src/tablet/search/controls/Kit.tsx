import { useState } from 'preact/hooks'
import { isList } from '../../../checklist/values'
import { Scan } from '../../capture/Scan'
import { isId } from '../wording'
import { say } from '../../../words/words'
import { type ControlProperties, give } from './Control'

/*
 * Kit. An answer holds ids. A label that bears an id is that id; of any other the id is made from what stands on it, within the site
 * (a name-based UUID, RFC 9562, 5.5): the same label is the same piece on every tablet. What was read stands in the comment, a line a piece.
 */

const bytesOf = (id: string): Uint8Array<ArrayBuffer> => Uint8Array.from(id.replaceAll('-', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

/** The id of a piece of kit by what its label says, at a site. */
export async function kitId(site: string, label: string): Promise<string> {
  const plain = label.trim()
  if (isId(plain.toLowerCase())) return plain.toLowerCase()
  const [space, name] = [bytesOf(site), new TextEncoder().encode(plain.toUpperCase())]
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-1', Uint8Array.from([...space, ...name]))).slice(0, 16)
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Pieces of kit by their labels, read or typed one after the other. */
export function Kit({ model, view, label }: ControlProperties) {
  const [twice, setTwice] = useState('')
  const ids = isList(view.value) ? view.value : []
  const lines = view.comment.split('\n').filter((line) => line.trim() !== '')
  const site = model.search.value?.site ?? ''
  async function add(read: string): Promise<void> {
    if (read.trim() === '') return
    const id = await kitId(site, read)
    setTwice(ids.includes(id) ? read.trim() : '')
    if (!ids.includes(id)) await model.beside(view, { value: [...ids, id], comment: [...lines, read.trim()].join('\n') })
  }
  function remove(index: number): void {
    const left = ids.filter((_, i) => i !== index)
    if (left.length === 0) void give({ model, view }, null)
    else void model.beside(view, { value: left, comment: lines.filter((_, i) => i !== index).join('\n') })
  }
  return (
    <div class="stack">
      {ids.length > 0 && (
        <ul class="chips">
          {ids.map((id, i) => (
            <li key={id} class="chip">
              <span>{lines[i] ?? `…${id.slice(-6)}`}</span>
              <button type="button" class="big quiet-big" aria-label={say('search.takeOut', { what: lines[i] ?? id })} onClick={() => remove(i)}>
                ✕
              </button>
            </li>
          ))}
        </ul>
      )}
      <Scan key={ids.length} label={label} formats={['qr', 'data_matrix', 'code_128']} value="" hint={say('search.kitHint')} wrong={twice === '' ? undefined : say('search.kitTwice', { what: twice })} onScan={(read) => void add(read)} />
    </div>
  )
}
