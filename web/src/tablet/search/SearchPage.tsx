import { useEffect, useState } from 'preact/hooks'
import { DeskContext, useDesk } from '../../field/desk'
import { hHourOf } from '../../field/orders'
import type { Search } from '../../field/story'
import { Link } from '../../parts/Link'
import { address } from '../../parts/route'
import { formatHour, minutesFromHour } from '../../time/hour'
import { localTime } from '../../time/local'
import { say } from '../../words/words'
import { FindList } from '../finds/FindList'
import { PaperBand, PaperSwitch } from '../paper/Band'
import { cellKeyed } from '../paper/keyed'
import { PlaceHeading } from '../PlaceHeading'
import { Closed } from './Closed'
import { Completion } from './Completion'
import { modelOf, type SearchModel } from './model'
import { Mark } from './Mark'
import { NotExecuted } from './NotExecuted'
import { end, Rail, Steps } from './Rail'
import { Section } from './Section'
import { Versions } from './Versions'
import { placeName, zoneOf } from './wording'
import './search.css'

/** A search under way: its sections, one on the screen at a time, and its close. */
export function SearchPage({ search: id, section }: { search: string; section?: string | undefined }) {
  const model = modelOf(useDesk(), id)
  const search = model.search.value
  useSettled(model)
  if (search === undefined) return <p class="tablet-alone">{say('search.unknown')}</p>
  return (
    <DeskContext.Provider value={model.desk}>
      {search.state === 'in_progress' ? <Running model={model} search={search} section={section} /> : <Closed model={model} search={search} />}
    </DeskContext.Provider>
  )
}

function Running({ model, search, section }: { model: SearchModel; search: Search; section: string | undefined }) {
  const task = model.desk.story.value.tasks.get(search.task)
  const sections = model.checklist.value?.template.sections ?? []
  const here = section === end || sections.some((s) => s.code === section) ? (section ?? end) : (sections[0]?.code ?? end)
  return (
    <div class="search">
      <Head model={model} />
      <Versions model={model} />
      <div class="search-body">
        <Rail model={model} here={here} />
        <main id="content" class="search-main" tabIndex={-1}>
          {model.checklist.value === undefined && <Bare search={search} />}
          {here === end ? <Completion model={model} /> : <Section key={here} model={model} code={here} />}
        </main>
      </div>
      <div class="search-foot">
        {task !== undefined && <PaperBand of={cellKeyed(model.desk.story.value, task)} on={search} />}
        <Steps model={model} here={here} />
      </div>
      <Jump here={here} />
    </div>
  )
}

/** A search without a checklist: its finds are recorded all the same. */
function Bare({ search }: { search: Search }) {
  return (
    <section class="section">
      <p><Mark standing="wrong" bare /> {say('search.noChecklistHere')}</p>
      <FindList search={search} site={search.site} />
    </section>
  )
}

/** Writes what is being typed when the screen goes, whichever way. */
function useSettled(model: SearchModel): void {
  useEffect(() => {
    const settle = (): void => model.settle()
    document.addEventListener('visibilitychange', settle)
    window.addEventListener('pagehide', settle)
    model.desk.leaving?.add(settle)
    return () => {
      settle()
      model.desk.leaving?.delete(settle)
      document.removeEventListener('visibilitychange', settle)
      window.removeEventListener('pagehide', settle)
    }
  }, [model])
}

function Head({ model }: { model: SearchModel }) {
  const [leaving, setLeaving] = useState(false)
  const search = model.search.value
  const story = model.desk.story.value
  const task = story.tasks.get(search?.task ?? '')
  if (search === undefined) return null
  const zone = zoneOf(story, search.site)
  const hour = Date.parse(hHourOf(story, search.site))
  const since = Number.isNaN(hour) ? '' : ` · ${formatHour(minutesFromHour(Date.parse(search.startedAt), hour), say('search.dayUnit'))}`
  return (
    <section class="search-head" aria-label={placeName(story, search.location)}>
      <div>
        <PlaceHeading story={story} location={search.location} />
        <p class="quiet number">{say('search.begunAt', { time: localTime(search.startedAt, zone) })}{since}</p>
      </div>
      <div class="acts">
        <Link to={`/tablet/receipt/${search.id}`}>{say('search.toReceipt')}</Link>
        {task !== undefined && <Link to={`/tablet/task/${task.id}`}>{say('search.toTask')}</Link>}
        {task !== undefined && <PaperSwitch of={cellKeyed(story, task)} />}
        {task !== undefined && (
          <button type="button" class="big quiet-big" onClick={() => setLeaving(true)}>
            {say('search.breakOff')}
          </button>
        )}
      </div>
      {leaving && task !== undefined && <NotExecuted task={task} search={search} onClose={() => setLeaving(false)} />}
    </section>
  )
}

/** Brings what the address names (?at=path&row=…, ?find=id) into sight and gives it the focus. */
function Jump({ here }: { here: string }) {
  const { search } = address.value
  useEffect(() => {
    const asked = new URLSearchParams(search)
    const [path, row, find] = [asked.get('at') ?? '', asked.get('row') ?? '', asked.get('find') ?? '']
    if (path === '' && find === '') return
    const ids = [find === '' ? '' : `find-${find}`, row === '' ? '' : `item-${path}-${row}`, path === '' ? '' : `item-${path}`, path === '' ? '' : `item-${path.split('.')[0]}`].filter(Boolean)
    // After the router has given the focus to the page, and after the section is drawn.
    const timer = window.setTimeout(() => {
      const found = ids.map((id) => document.getElementById(id)).find((element) => element !== null)
      found?.scrollIntoView({ block: 'center' })
      found?.focus({ preventScroll: true })
    }, 60)
    return () => window.clearTimeout(timer)
  }, [here, search])
  return null
}
