import { render } from 'preact'
import { formatHour, minutesFromHour } from '../time/hour'
import { localDay, localTime, ownZone } from '../time/local'
import { figure, language, locale, say, sayCode } from '../words/words'
import { counts } from './needs'
import type { Picture, SiteRow } from './picture'
import { topRows } from './Seizures'
import { behind, stateWords } from './Sites'
import { chosen, inView, settled, sorting } from './view'

/** So many sites go on one page; of more the first in the screen's order are printed, and the page says so. */
const mostOnPage = 96

/** One page in black on white: the operation, when it was so, the figures, the sites in the order of the screen, what needs a person. */
export function Sheet({ picture, now }: { picture: Picture; now: number }) {
  const sites = inView(picture.sites, sorting.value, chosen.value, locale.value)
  const hour = picture.hHour === undefined ? say('clock.noHour') : formatHour(minutesFromHour(now, Date.parse(picture.hHour)), say('unit.day'))
  const f = picture.funnel
  const figures = [
    [say('funnel.authorised'), f.authorised], [say('funnel.planned'), f.planned], [say('funnel.started'), f.started], [say('funnel.doneClear'), f.doneClear],
    [say('funnel.doneFind'), f.doneFind], [say('funnel.notExecuted'), f.notExecuted], [say('exposure.title'), picture.exposure.actual],
    [say('seized.total'), picture.seizures.total], [say('seized.target'), picture.seizures.target],
  ] as const
  return (
    <div class="sheet">
      <header class="sheet-head">
        <h1>{picture.name}</h1>
        <p>{picture.reference} · {sayCode('operation', picture.state)}</p>
        <p class="sheet-hour number">{hour}</p>
        <p>{localDay(now, ownZone())}{picture.hHour !== undefined && ` · H = ${localDay(picture.hHour, ownZone())}`}</p>
      </header>
      <dl class="sheet-figures">
        {figures.map(([word, n]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd class="number">{figure(n)}</dd>
          </div>
        ))}
      </dl>
      <ul class="sheet-sites">
        <li class="sheet-row sheet-titles" aria-hidden="true">
          <span>{say('site.site')}</span><span>{say('site.state')}</span><span>{say('site.progress')}</span><span>{say('print.behind')}</span><span>{say('site.heard')}</span><span>{say('site.finds')}</span>
        </li>
        {sites.slice(0, mostOnPage).map((s) => (
          <SiteLine key={s.id} site={s} hHour={picture.hHour} />
        ))}
      </ul>
      <footer class="sheet-foot">
        {sites.length > mostOnPage && <p>{say('print.more', { n: sites.length - mostOnPage })}</p>}
        {sites.length < picture.sites.length && <p>{say('print.filtered', { n: sites.length, of: picture.sites.length })}</p>}
        <p>
          <b>{say('need.title')}</b> {counts(picture.needs).map((k) => `${sayCode('needShort', k.kind)} ${figure(k.count)}`).join(' · ') || say('need.none')}
        </p>
        <p>
          <b>{say('seized.byModel')}</b> {topRows(picture.seizures.byModel).shown.map((t) => `${t.label[language.value]} ${figure(t.count)}`).join(' · ') || '–'}
        </p>
      </footer>
    </div>
  )
}

function SiteLine({ site, hHour }: { site: SiteRow; hHour: string | undefined }) {
  const heard = site.lastHeard === undefined ? '–' : hHour === undefined ? localTime(site.lastHeard, site.timeZone) : formatHour(minutesFromHour(Date.parse(site.lastHeard), Date.parse(hHour)))
  return (
    <li class={site.late || site.silent ? 'sheet-row sheet-urgent' : 'sheet-row'}>
      <span>{site.code} {site.commune || site.name}</span>
      <span>{stateWords(site)}</span>
      <span class="number">{settled(site)}/{site.cells}</span>
      <span class="number">{behind(site) > 0 ? `−${behind(site)}` : ''}</span>
      <span class="number">{heard}</span>
      <span class="number">{site.finds}</span>
    </li>
  )
}

/** Puts the sheet on the paper at the moment of printing, so that the screen does not carry it along; the returned function ends that. */
export function printSheet(sheet: () => preact.VNode | null): () => void {
  const place = document.createElement('div')
  place.className = 'sheet-place'
  const before = (): void => {
    document.body.append(place)
    render(sheet(), place)
  }
  const after = (): void => {
    render(null, place)
    place.remove()
  }
  addEventListener('beforeprint', before)
  addEventListener('afterprint', after)
  return () => {
    removeEventListener('beforeprint', before)
    removeEventListener('afterprint', after)
    after()
  }
}
