import type { Lack } from '../../checklist/gate'
import { say } from '../../words/words'
import type { Card, FindForm } from './card'
import { useAtHand } from './desk'
import { isUndescribed, itemWord, labelled } from './worded'

/** Where on the card what a lack speaks of is mended. */
const mendedAt: Readonly<Record<string, string>> = {
  exhibit_unsealed: 'seal', exhibit_not_listed: 'description', exhibit_without_photo: 'photo_sealed', device_unknown: 'imei_readable', seal_without_photo: 'photo_sealed', find_without_photo: 'photo_in_place',
}

/** Items that are asked within another. */
const within: Readonly<Record<string, string>> = {
  how_detail: 'how', place_detail: 'place', imei_1: 'imei_readable', imei_2: 'imei_readable', imei_unreadable: 'imei_readable', iccid: 'iccid_readable', iccid_unreadable: 'iccid_readable',
  attributed_role: 'attributed_to', attributed_confidence: 'attributed_to', route_confidence: 'route', sealed_at: 'seal',
}

/** Goes to an item of the card; to the heading of its step where the item is not asked yet. */
export function jump(code: string): void {
  const place = document.querySelector(`[data-item="${CSS.escape(within[code] ?? code)}"]`) ?? document.querySelector('[data-item="disposition"]')
  place?.scrollIntoView({ block: 'center' })
  place?.querySelector<HTMLElement>('button, input, textarea')?.focus({ preventScroll: true })
}

/** The item where a lack is mended. */
const codeOf = (l: Lack, { repeat }: FindForm): string => (l.path === undefined ? (mendedAt[l.code] ?? '') : l.path.slice(repeat.length + 1))

/** The items in the order of the card. */
const order = ['how', 'how_detail', 'place', 'place_detail', 'photo_in_place', 'category', 'description', 'quantity', 'disposition', 'device', 'mini', 'powered', 'isolated', 'imei_readable', 'imei_1', 'imei_2', 'imei_unreadable', 'iccid_readable', 'iccid', 'iccid_unreadable', 'numbers_as_read', 'serial', 'attributed_to', 'attributed_role', 'attributed_confidence', 'route', 'route_confidence', 'seal', 'seal_type', 'sealed_by', 'seal_witness', 'photo_sealed']

/** The first item of the card that lacks something. */
export function nextOf({ finding, lacks }: Card, form: FindForm): string {
  const codes = [...(isUndescribed(finding.body.description) ? ['category'] : []), ...lacks.map((l) => codeOf(l, form))]
  return order.find((code) => codes.includes(code)) ?? codes[0] ?? ''
}

/** A lack as the gate says it; of an item that has no answer its label alone, since the card has the find's name above it. */
const wordsOf = (l: Lack, form: FindForm): string => (l.path !== undefined && l.problem === 'missing' ? itemWord(form, codeOf(l, form)) : labelled(l.text, l.code))

/** What the find still lacks, each a way to its place. */
export function StillLacking() {
  const { card, form } = useAtHand()
  if (card === undefined) return null
  const undescribed = isUndescribed(card.finding.body.description)
  return (
    <aside class="still-lacking" aria-label={say('finds.stillLacking')}>
      <h3 class="step-title">{say(card.lacks.length === 0 && !undescribed ? 'finds.nothingLacks' : 'finds.stillLacking')}</h3>
      <ul>
        {undescribed && <LackRow words={say('finds.lacks.category')} code="category" />}
        {card.lacks.map((l) => (
          <LackRow key={`${l.code} ${l.path ?? ''} ${l.exhibit ?? ''} ${l.problem ?? ''}`} words={wordsOf(l, form)} code={codeOf(l, form)} />
        ))}
      </ul>
    </aside>
  )
}

function LackRow({ words, code }: { words: string; code: string }) {
  return (
    <li>
      <button type="button" class="lack" onClick={() => jump(code)}>
        {words}
      </button>
    </li>
  )
}
