import { useState } from 'preact/hooks'
import { useDesk } from '../../field/desk'
import { text } from '../../field/documents'
import { demandsSeal } from '../../field/gate'
import type { Finding, Search, Story } from '../../field/story'
import { localTime, ownZone } from '../../time/local'
import { figure, say } from '../../words/words'
import { awaitsSeal, cardOf, formOf, picksOf } from './card'
import { unitWord } from './controls'
import { CardState, FindCard } from './FindCard'
import { isUndescribed, pickWord } from './worded'
import '../capture/capture.css'
import './finds.css'

interface FindListProperties {
  /** Of one search; null for all finds of the site. */
  readonly search: Search | null
  readonly site: string
  /** Where the next find is, outside of a search; "" for the site. */
  readonly location?: string
}

const rank = (f: Finding): number => (f.voided ? 1 : 0)

/** The finds of a site or of one search, those that were voided last, each in the order in which it was seen. */
export function findsIn(story: Story, search: Search | null, site: string): Finding[] {
  const all = search !== null ? story.findingsOf(search.id) : [...story.findings.values()].filter((f) => siteOf(story, f, site) === site)
  return all.sort((a, b) => rank(a) - rank(b) || (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** A find has its search's site, else its place's; a tablet's own without either is of the site at hand. */
const siteOf = (story: Story, { id, body }: Finding, otherwise: string): string =>
  story.searches.get(body.search ?? '')?.site || text(story.documents.finding.get(id), 'site') || text(story.documents.location.get(body.location ?? ''), 'site') || otherwise

/** The finds, with what each still lacks, and the way to the next one. */
export function FindList({ search, site, location = '' }: FindListProperties) {
  const { story: signal } = useDesk()
  const story = signal.value
  const [open, setOpen] = useState<{ find: string; search: Search | null } | null>(null)
  if (open !== null) {
    const own = open.find === '' ? open.search : (story.searches.get(story.findings.get(open.find)?.body.search ?? '') ?? null)
    return <FindCard search={own} site={site} ofSite={search === null} location={location} {...(open.find === '' ? {} : { find: open.find })} onClose={() => setOpen(null)} />
  }
  const finds = findsIn(story, search, site)
  const standing = finds.filter((f) => !f.voided)
  return (
    <section class="find-list" {...(search === null ? { 'aria-label': say('finds.title') } : {})}>
      <header class="find-list-head">
        <h2>
          {say('finds.title')} <span class="number quiet">{figure(standing.length)}</span>
        </h2>
        <button type="button" class="big first-big" onClick={() => setOpen({ find: '', search })}>
          {say(search === null ? 'finds.addOutside' : 'finds.add')}
        </button>
      </header>
      {finds.length === 0 && <p class="quiet">{say(search === null ? 'finds.noneAtSite' : 'finds.none')}</p>}
      <ul>
        {finds.map((f) => (
          <FindRow key={f.id} story={story} find={f} showPlace={search === null} onOpen={() => setOpen({ find: f.id, search: null })} />
        ))}
      </ul>
    </section>
  )
}

function FindRow({ story, find, showPlace, onOpen }: { story: Story; find: Finding; showPlace: boolean; onOpen: () => void }) {
  const search = story.searches.get(find.body.search ?? '') ?? null
  const form = formOf(story, search)
  const card = cardOf(story, form, search, find.id)
  if (card === undefined) return null
  const { exhibit, seal } = card
  const { quantity, unit, description, category } = exhibit?.body ?? find.body
  const where = search === null ? find.body.location : search.location
  const zone = text(story.documents.site.get(search?.site ?? ''), 'timeZone') || ownZone()
  const parts = [
    showPlace ? text(story.documents.location.get(where ?? ''), 'code') || (find.body.placeText ?? '') : '',
    quantity === undefined ? '' : `${figure(quantity)} ${unitWord(unit ?? 'piece')}`,
    exhibit === undefined ? '' : pickWord(picksOf(form, 'disposition'), exhibit.body.disposition),
    seal !== undefined ? say('finds.sealNumber', { number: seal.body.number }) : exhibit !== undefined && demandsSeal(story, exhibit.body.disposition) ? say('finds.noSeal') : '',
    find.source === null ? '' : say('paper.fromSheet'),
  ].filter((part) => part !== '')
  return (
    <li>
      <button type="button" class={find.voided ? 'find-row find-voided' : 'find-row'} disabled={find.voided} onClick={onOpen}>
        <span class="find-name">
          <strong>{exhibit?.body.number ?? (isUndescribed(description) ? description : pickWord(picksOf(form, 'category'), category))}</strong>
          <span>{exhibit?.body.number === undefined ? '' : description}</span>
        </span>
        <span class="find-facts">
          <span class="number">{localTime(find.at, zone)}</span> {parts.join(' · ')}
        </span>
        {find.voided ? <span class="card-state">{say('finds.voided')}</span> : <CardState done={card.lacks.length === 0} awaits={awaitsSeal(story, card)} n={card.lacks.length} />}
      </button>
    </li>
  )
}
