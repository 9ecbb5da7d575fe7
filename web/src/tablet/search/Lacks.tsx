import type { Lack } from '../../checklist/gate'
import { covers, type Override } from '../../checklist/override'
import { Link } from '../../parts/Link'
import { sayCode, say } from '../../words/words'
import { Mark } from './Mark'
import type { SearchModel } from './model'
import { end, sectionAddress } from './Rail'
import { worded } from './wording'

/** Where a lack is mended: an address in this search, or "" where nothing on the tablet mends it. */
export function mendedAt(model: SearchModel, lack: Lack): string {
  const here = sectionAddress(model.id, end)
  const form = model.asked.value?.sheet.form
  const node = form?.byPath.get(lack.path ?? '')
  const finds = form?.nodes.find(({ item }) => item.of === 'findings')
  switch (lack.code) {
    case 'presence_missing':
    case 'witness_missing':
      return `${here}#end-presence`
    case 'presence_unsigned':
    case 'signer_missing':
      return `${here}#end-signatures`
    case 'document_missing':
      return `${here}#end-documents`
    case 'outcome_contradicts':
      return `${here}#end-outcome`
    case 'template_unknown':
    case 'basis_unknown':
    case 'outside_hours':
      return ''
    default:
  }
  const find = lack.finding ?? findingOf(model, lack.exhibit)
  if (node === undefined) return finds === undefined ? '' : `${sectionAddress(model.id, finds.section.code)}?${new URLSearchParams({ at: finds.path, ...(find === undefined ? {} : { find }) }).toString()}`
  const isFind = node.outer?.item.of === 'findings'
  return `${sectionAddress(model.id, node.section.code)}?${new URLSearchParams({ at: node.path, ...(lack.row === undefined ? {} : { row: lack.row }), ...(isFind && lack.row !== undefined ? { find: lack.row } : {}) }).toString()}`
}

const findingOf = (model: SearchModel, exhibit: string | undefined): string | undefined => (exhibit === undefined ? undefined : (model.desk.story.value.exhibits.get(exhibit)?.body.finding ?? exhibit))

/** The section in which a lack is told: what concerns the close as a whole stands under the close. */
function groupOf(model: SearchModel, lack: Lack): string {
  const node = model.asked.value?.sheet.form.byPath.get(lack.path ?? '')
  if (node !== undefined) return worded(node.section.labels, node.section.code)
  const isFind = lack.exhibit !== undefined || lack.finding !== undefined
  const finds = model.asked.value?.sheet.form.nodes.find(({ item }) => item.of === 'findings')
  return isFind && finds !== undefined ? worded(finds.section.labels) : say('search.end')
}

/** A section that lacks more than this is opened by a tap: one that nobody has begun would hide the others. */
const few = 12

/** Exactly what is missing, by section; each line leads to its place. */
export function Lacks({ model }: { model: SearchModel }) {
  const lacks = model.ending.lacks.value
  const open = model.ending.open.value.length
  const overrides = model.search.value?.overrides ?? []
  const groups = new Map<string, Lack[]>()
  for (const lack of lacks) groups.set(groupOf(model, lack), [...(groups.get(groupOf(model, lack)) ?? []), lack])
  if (lacks.length === 0) {
    return (
      <p class="end-whole">
        <Mark standing="done" bare /> {say('search.whole')}
      </p>
    )
  }
  return (
    <section class="end-part" aria-labelledby="end-lacks-name">
      <h3 id="end-lacks-name">{open === 0 ? say('search.lacksNone') : say('search.lacks', { n: open })}</h3>
      <p class="quiet">{say('search.lacksWhat')}{open < lacks.length && ` ${say('search.lacksPassed', { n: lacks.length - open })}`}</p>
      {[...groups].map(([name, ofGroup]) => (
        <details key={name} class="missing" open={groups.size === 1 || ofGroup.length <= few}>
          <summary>
            <Mark standing="open" bare /> {name} <span class="number">{ofGroup.length}</span>
          </summary>
          <ul>
            {ofGroup.map((lack, i) => (
              <LackLine key={i} model={model} lack={lack} passed={overrides.some((o) => covers(o.body as Override, lack))} />
            ))}
          </ul>
        </details>
      ))}
    </section>
  )
}

function LackLine({ model, lack, passed }: { model: SearchModel; lack: Lack; passed: boolean }) {
  const to = mendedAt(model, lack)
  const words = (
    <>
      <Mark standing={passed ? 'done' : lack.code === 'item_wrong' ? 'wrong' : 'open'} bare />
      <span class="missing-words">
        <span class="missing-short">{passed ? say('search.passed') : sayCode('search.lack', lack.code)}</span>
        {worded(lack.text)}
      </span>
    </>
  )
  if (to === '') return <li class="missing-line">{words}</li>
  if (to.includes('#')) {
    return (
      <li>
        <button type="button" class="missing-line missing-go" onClick={() => reach(to.slice(to.indexOf('#') + 1))}>
          {words}
          <span aria-hidden="true">↓</span>
        </button>
      </li>
    )
  }
  return (
    <li class="missing-go">
      <Link to={to}>
        {words}
        <span aria-hidden="true">→</span>
      </Link>
    </li>
  )
}

/** Brings a part of this page into sight and gives it the focus. */
function reach(id: string): void {
  const found = document.getElementById(id)
  found?.scrollIntoView({ block: 'start' })
  found?.focus({ preventScroll: true })
}
