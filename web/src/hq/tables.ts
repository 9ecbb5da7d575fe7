import { type SavedColumn, type SavedTable, tableOf } from '../table-export/table'
import { geojson } from '../table-export/geojson'
import { formatHour, minutesFromHour } from '../time/hour'
import { localSeconds } from '../time/local'
import { say, sayCode } from '../words/words'
import type { Picture, SiteRow, TabletRow } from './picture'
import { behind, stateWords } from './Sites'
import { settled } from './view'

const hourOf = (at: string | undefined, hHour: string | undefined): string | null =>
  at === undefined ? null : hHour === undefined ? at : formatHour(minutesFromHour(Date.parse(at), Date.parse(hHour)), say('unit.day'))

function siteColumns(hHour: string | undefined): SavedColumn<SiteRow>[] {
  return [
    { title: say('save.code'), value: (s) => s.code },
    { title: say('site.site'), value: (s) => s.name },
    { title: say('site.commune'), value: (s) => s.commune },
    { title: say('save.department'), value: (s) => s.department },
    { title: say('site.type'), value: (s) => sayCode('type', s.type) },
    { title: say('site.state'), value: stateWords },
    { title: say('site.cells'), value: (s) => s.cells },
    { title: say('funnel.started'), value: (s) => s.started },
    { title: say('funnel.doneClear'), value: (s) => s.doneClear },
    { title: say('funnel.doneFind'), value: (s) => s.doneFind },
    { title: say('funnel.notExecuted'), value: (s) => s.notExecuted },
    { title: say('site.progress'), value: settled },
    { title: say('save.behind'), value: behind },
    { title: say('site.plannedEndLabel'), value: (s) => (s.plannedEnd === undefined ? null : formatHour(s.plannedEnd)) },
    { title: say('site.start'), value: (s) => hourOf(s.firstStart, hHour) },
    { title: say('site.heard'), value: (s) => hourOf(s.lastHeard, hHour) },
    { title: say('save.heardThere'), value: (s) => (s.lastHeard === undefined ? null : localSeconds(s.lastHeard, s.timeZone)) },
    { title: say('save.zone'), value: (s) => s.timeZone },
    { title: say('save.tabletsFull'), value: (s) => s.tabletsNotEmpty },
    { title: say('tablet.entries'), value: (s) => s.unsentEntries },
    { title: say('tablet.files'), value: (s) => s.unsentFiles },
    { title: say('site.findsAll'), value: (s) => s.finds },
    { title: say('exposure.title'), value: (s) => s.exposure },
    { title: say('save.exposurePlanned'), value: (s) => s.exposurePlanned },
    { title: say('site.lead'), value: (s) => s.lead ?? null },
    { title: say('site.phone'), value: (s) => s.phone ?? null },
    { title: say('site.radio'), value: (s) => s.radio ?? null },
  ]
}

/** The sites as they are on the screen: those that are shown, in the order in which they are. */
export function sitesTable(picture: Picture, shown: readonly SiteRow[]): SavedTable {
  return tableOf(`${picture.reference} ${say('site.title')}`, siteColumns(picture.hHour), shown)
}

/** What was seized, as it is counted on the screen: by model, place, route and time. */
export function seizuresTable(picture: Picture, language: 'en' | 'fr'): SavedTable {
  const { byModel, byPlace, byRoute, byHour } = picture.seizures
  const rows = [
    ...([['seized.byModel', byModel], ['seized.byPlace', byPlace], ['seized.byRoute', byRoute]] as const).flatMap(([key, list]) =>
      list.map((t) => ({ by: say(key), label: t.label[language], target: t.target === true ? say('save.yes') : '', count: t.count }))),
    ...byHour.map((h) => ({ by: say('save.byTime'), label: formatHour(h.minute), target: '', count: h.count })),
  ]
  return tableOf(`${picture.reference} ${say('seized.title')}`, [
    { title: say('save.by'), value: (r: (typeof rows)[number]) => r.by },
    { title: say('save.what'), value: (r) => r.label },
    { title: say('seized.target'), value: (r) => r.target },
    { title: say('save.count'), value: (r) => r.count },
  ], rows)
}

/** Tablets that still hold something, with their site. */
export function tabletsTable(picture: Picture, tablets: readonly TabletRow[]): SavedTable {
  const sites = new Map(picture.sites.map((s) => [s.id, s]))
  return tableOf(`${picture.reference} ${say('tablet.title')}`, [
    { title: say('tablet.tablet'), value: (t: TabletRow) => t.label },
    { title: say('site.site'), value: (t) => sites.get(t.site)?.name ?? null },
    { title: say('tablet.entries'), value: (t) => t.entries },
    { title: say('tablet.files'), value: (t) => t.files },
    { title: say('tablet.oldest'), value: (t) => hourOf(t.oldestAt, picture.hHour) },
    { title: say('tablet.heard'), value: (t) => hourOf(t.lastHeard, picture.hHour) },
  ], tablets)
}

/** The sites that are shown as places of a map, each with its state; codes and not words, for programs read them. */
export function sitesMap(picture: Picture, shown: readonly SiteRow[]): Blob {
  const spots = shown.map((s) => ({
    id: s.id, longitude: s.longitude, latitude: s.latitude,
    properties: {
      code: s.code, name: s.name, commune: s.commune, type: s.type, state: s.state, late: s.late, silent: s.silent, cells: s.cells, started: s.started,
      doneClear: s.doneClear, doneFind: s.doneFind, notExecuted: s.notExecuted, finds: s.finds, exposure: s.exposure, tabletsNotEmpty: s.tabletsNotEmpty,
      lastHeard: s.lastHeard ?? null, timeZone: s.timeZone,
    },
  }))
  return geojson(spots, { name: `${picture.reference} ${picture.name}`, time: picture.now, hHour: picture.hHour ?? null })
}
