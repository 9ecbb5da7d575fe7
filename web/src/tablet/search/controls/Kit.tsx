import { useState } from 'preact/hooks'
import { isList } from '../../../checklist/values'
import { Scan } from '../../capture/Scan'
import { isOverdue, kitOf } from '../../../field/team'
import { isId, pieceName } from '../wording'
import { say } from '../../../words/words'
import { Options } from './Buttons'
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

/** Pieces of kit: picked from the site's, as the plan knows it, or by their labels, read or typed one after the other. What each is called stands in the comment. */
export function Kit({ model, view, label }: ControlProperties) {
  const [twice, setTwice] = useState('')
  const ids = isList(view.value) ? view.value : []
  const lines = view.comment.split('\n').filter((line) => line.trim() !== '')
  const site = model.search.value?.site ?? ''
  const story = model.desk.story.value
  const kit = kitOf(story, site)
  const named = (id: string, i: number): string => pieceName(story, id) || lines[i] || `…${id.slice(-6)}`
  const names = ids.map(named)
  async function add(id: string, name: string): Promise<void> {
    setTwice(ids.includes(id) ? name : '')
    if (!ids.includes(id)) await model.beside(view, { value: [...ids, id], comment: [...names, name].join('\n') })
  }
  async function read(text: string): Promise<void> {
    const plain = text.trim()
    if (plain === '') return
    const known = kit.find((piece) => piece.id === plain.toLowerCase() || piece.serial.toUpperCase() === plain.toUpperCase())
    await (known === undefined ? add(await kitId(site, plain), plain) : add(known.id, pieceName(story, known.id)))
  }
  function remove(id: string): void {
    const index = ids.indexOf(id)
    const left = ids.filter((other) => other !== id)
    if (left.length === 0) void give({ model, view }, null)
    else void model.beside(view, { value: left, comment: names.filter((_, i) => i !== index).join('\n') })
  }
  const now = model.desk.now()
  const options = kit.map((piece) => ({
    code: piece.id, word: pieceName(story, piece.id),
    more: piece.calibratedUntil === '' ? '' : say(isOverdue(piece, now) ? 'search.kitOverdue' : 'search.kitUntil', { day: piece.calibratedUntil }),
  }))
  const brought = ids.filter((id) => !kit.some((piece) => piece.id === id))
  return (
    <div class="stack">
      {options.length > 0 && <Options label={label} options={options} chosen={ids} several onPress={(id) => (ids.includes(id) ? remove(id) : void add(id, pieceName(story, id)))} />}
      {brought.length > 0 && (
        <ul class="chips">
          {brought.map((id) => (
            <li key={id} class="chip">
              <span>{named(id, ids.indexOf(id))}</span>
              <button type="button" class="big quiet-big" aria-label={say('search.takeOut', { what: named(id, ids.indexOf(id)) })} onClick={() => remove(id)}>
                ✕
              </button>
            </li>
          ))}
        </ul>
      )}
      <Scan key={ids.length} label={label} formats={['qr', 'data_matrix', 'code_128']} value="" hint={say(options.length > 0 ? 'search.kitOther' : 'search.kitHint')} wrong={twice === '' ? undefined : say('search.kitTwice', { what: twice })} onScan={(text) => void read(text)} />
    </div>
  )
}
