import { type Signal, signal } from '@preact/signals'
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { writeNumber } from '../../../exhibits/numbers'
import { Acts } from '../../../field/acts'
import { type Desk, DeskContext } from '../../../field/desk'
import { type Told, Story } from '../../../field/story'
import { start } from '../../../field/verbs'
import { checklistOf } from '../../../field/documents'
import { sha256Hex } from '../../../sync/encoding'
import type { Journal } from '../../../sync/journal'
import { checkSchema } from '../../../sync/schema'
import { ids, shippedDocuments } from './shipped'

export type Written = Omit<Told, 'body'> & { readonly body: Record<string, unknown> & { readonly changes: Record<string, unknown> } }

/** A desk whose journal is a list: what is written stands in `written`, in its order, each after a pause as on a disk. */
export interface TrialDesk {
  readonly desk: Desk
  readonly written: readonly Written[]
  readonly story: Signal<Story>
  /** The next writes are refused so. */
  readonly refuse: (why: Error | null) => void
}

const idOf = (n: number): string => `0198f2a1-0000-7000-8000-${String(n).padStart(12, '0')}`

/** A desk of an operation with what ships, and a search of its cell that has begun. */
export async function trialDesk(): Promise<TrialDesk> {
  const documents = shippedDocuments()
  const [told, written]: [Told[], Written[]] = [[], []]
  const story = signal(new Story(documents))
  let [entries, numbers, refusal]: [number, number, Error | null] = [0, 0, null]
  const record = async (_: string, draft: Told & { readonly version: number }, also?: () => Promise<unknown>): Promise<never> => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    if (refusal !== null) throw refusal
    checkSchema(draft.type, draft.version, draft.body, draft.id)
    await also?.()
    const at = `2026-05-20T04:${String(10 + Math.floor(told.length / 60)).padStart(2, '0')}:${String(told.length % 60).padStart(2, '0')}.000Z`
    return { entry: { ...draft, at }, hash: 'a'.repeat(64), stream: 's'.repeat(22) } as never
  }
  const recorded = (entry: Told): void => {
    told.push(entry)
    written.push({ ...entry, body: JSON.parse(entry.body) as Written['body'] })
    const next = new Story(documents)
    for (const t of told) next.tell(t)
    story.value = next
  }
  const me = signal<string>(ids.me)
  const acts = new Acts({ journal: { record } as unknown as Journal, operation: ids.operation, site: ids.site, actor: () => me.value, recorded, newId: () => idOf(++entries), now: () => 0 })
  const kept = new Map<string, Uint8Array<ArrayBuffer>>()
  const desk: Desk = {
    story, acts, me, now: () => Date.parse('2026-05-20T05:00:00.000Z'),
    keep: async (bytes, mediaType) => {
      if (refusal !== null) throw refusal
      const sha256 = await sha256Hex(bytes)
      kept.set(sha256, bytes)
      return { sha256, size: bytes.length, mediaType, at: '' }
    },
    original: (sha256) => Promise.resolve(kept.get(sha256)),
    entry: () => undefined,
    nextNumber: () => Promise.resolve(writeNumber({ tag: 'K7M', counter: ++numbers }) ?? ''),
  }
  const task = story.value.tasks.get(ids.task)
  const template = documents.template.get(ids.checklist)
  if (task === undefined || template === undefined) throw new Error('the trial has no task')
  await start(acts, task, checklistOf(template), { location: ids.cell, confirmedBy: 'pick', searchers: [ids.me, ids.other] })
  return { desk, written, story, refuse: (why) => void (refusal = why) }
}

/** Draws something at a desk. */
export function shownAt(desk: Desk, what: preact.ComponentChild): HTMLElement {
  const root = document.createElement('div')
  document.body.append(root)
  act(() => render(<DeskContext.Provider value={desk}>{what}</DeskContext.Provider>, root))
  return root
}

/** Lets what is under way be written: until nothing was for a while. */
export const settled = ({ desk, written }: TrialDesk): Promise<void> =>
  act(async () => {
    for (let [quiet, before] = [0, -1]; quiet < 4; ) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      quiet = written.length === before && desk.acts.writing.value.length === 0 ? quiet + 1 : 0
      before = written.length
    }
  })

const buttons = (root: ParentNode): HTMLButtonElement[] => [...root.querySelectorAll('button')]

/** Presses the button of an item that has these words; throws where there is none. */
export function press(root: ParentNode, words: string, item = ''): void {
  const within = item === '' ? root : (root.querySelector(`[data-item="${item}"]`) ?? root)
  const found = buttons(within).find((b) => (b.textContent ?? '').trim() === words)
  if (found === undefined || found.disabled) throw new Error(`no button "${words}" can be pressed: ${buttons(within).map((b) => b.textContent).join(' | ').slice(0, 400)}`)
  act(() => found.click())
}

/** Types into the nth field of an item, and leaves it if told to. */
export function type(root: ParentNode, item: string, text: string, { nth = 0, leave = true } = {}): HTMLElement {
  const place = root.querySelector<HTMLElement>(`[data-item="${item}"]`)
  const field = place?.querySelectorAll('input')[nth]
  if (place == null || field === undefined) throw new Error(`no field at ${item}`)
  act(() => {
    field.value = text
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
  if (leave) act(() => void field.dispatchEvent(new FocusEvent('blur')))
  return place
}
