import { type ToldDifference, tell } from '../../checklist/compare-words'
import { move, type Moved } from '../../checklist/move'
import type { Value } from '../../checklist/values'
import { type Checklist, number, text } from '../../field/documents'
import { checklistIn, standingAnswers, toldOf } from '../../field/gate'
import type { Story } from '../../field/story'
import { Link } from '../../parts/Link'
import { say } from '../../words/words'
import { Mark } from './Mark'
import type { SearchModel } from './model'
import { sectionAddress } from './Rail'
import { valueWords, worded, zoneOf } from './wording'

/** Checklists that this tablet has had, by id and version: of one that was replaced what it asked is known for as long as the program runs. */
const seen = new Map<string, Checklist>()

/** The checklist of a code in a version, of what is at hand or was. */
function known(story: Story, id: string, code: string, version: number): Checklist | undefined {
  for (const d of story.documents.template.values()) if (number(d, 'version') !== null) seen.set(`${d.id} ${number(d, 'version')}`, checklistIn(d))
  return seen.get(`${id} ${version}`) ?? [...seen.values()].find((c) => c.template.code === code && c.version === version)
}

interface Change {
  readonly from: number
  readonly to: Checklist
  /** The search goes on under the other version: the one that it names is not at hand. */
  readonly moved: boolean
  /** Unknown where the tablet never had the version that the search names. */
  readonly differences: readonly ToldDifference[] | null
  readonly draft: Moved | null
}

/** What became of the checklist of a search since it began; null where nothing did. */
export function changeOf(model: SearchModel): Change | null {
  const [search, here] = [model.search.value, model.checklist.value]
  if (search === undefined || here === undefined) return null
  const story = model.desk.story.value
  const from = number(search.body, 'templateVersion') ?? here.version
  const before = known(story, text(search.body, 'template'), here.template.code, from)
  const newest = [...story.documents.template.values()].map(checklistIn).filter((c) => c.template.code === here.template.code && c.template.sections.length > 0).sort((a, b) => b.version - a.version)[0]
  const moved = here.version !== from
  const to = moved ? here : newest
  if (to === undefined || to.version === from) return null
  const differences = before === undefined ? null : tell(before.template, to.template)
  const draft = before === undefined || !moved ? null : move(before.template, to.template, toldOf(story, search, to), standingAnswers(story, search.id))
  return { from, to, moved, differences, draft }
}

/** Tells an officer whose checklist changed under him what is different, what was set aside, and what is asked now. */
export function Versions({ model }: { model: SearchModel }) {
  const change = changeOf(model)
  if (change === null) return null
  const { from, to, moved, differences, draft } = change
  return (
    <details class="versions" open={moved}>
      <summary>
        <Mark standing={moved ? 'wrong' : 'optional'} bare /> {say(moved ? 'search.moved' : 'search.newer', { from, to: to.version })}
      </summary>
      {moved && <p>{say('search.movedHow')}</p>}
      {differences === null ? <p>{say('search.differencesUnknown')}</p> : <ul>{differences.map((d, i) => <li key={i}>{worded(d.words)}</li>)}</ul>}
      {draft !== null && <Draft model={model} to={to} draft={draft} />}
    </details>
  )
}

function Draft({ model, to, draft }: { model: SearchModel; to: Checklist; draft: Moved }) {
  const story = model.desk.story.value
  const zone = zoneOf(story, model.search.value?.site ?? '')
  const form = model.asked.value?.sheet.form
  const nameOf = (path: string): string => worded(form?.byPath.get(path)?.item.labels, path)
  return (
    <>
      <p><Mark standing="done" bare /> {say('search.keptAnswers', { n: draft.kept.length })}</p>
      {draft.aside.length > 0 && (
        <>
          <p class="strong">{say('search.aside', { n: draft.aside.length })}</p>
          <ul>
            {draft.aside.map((a) => {
              const node = form?.byPath.get(a.path)
              const value = node === undefined || a.value === null ? JSON.stringify(a.value) : valueWords(story, to, node, a.value as Value, zone)
              return <li key={`${a.path} ${a.row ?? ''}`}>{say('search.pair', { name: nameOf(a.path), value })} · {say(`search.why.${a.why}`)}</li>
            })}
          </ul>
        </>
      )}
      {draft.required.length > 0 && (
        <>
          <p class="strong">{say('search.nowAsked', { n: draft.required.length })}</p>
          <ul>
            {draft.required.map(({ path, row }) => (
              <li key={`${path} ${row ?? ''}`}>
                <Link to={`${sectionAddress(model.id, form?.byPath.get(path)?.section.code ?? '')}?${new URLSearchParams({ at: path, ...(row === undefined ? {} : { row }) }).toString()}`}>{nameOf(path)}</Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
