import type { Lack } from '../../checklist/gate'
import { say } from '../../words/words'
import { useAtHand } from './desk'
import { isUndescribed, labelled } from './worded'

/** Where on the card what a lack speaks of is mended. */
const mendedAt: Readonly<Record<string, string>> = {
  exhibit_unsealed: 'seal', exhibit_not_listed: 'description', exhibit_without_photo: 'photo_sealed', device_unknown: 'imei_readable', seal_without_photo: 'photo_sealed', find_without_photo: 'photo_in_place',
}

/** Goes to an item of the card; to the heading of its step where the item is not asked yet. */
function jump(code: string): void {
  const place = document.querySelector(`[data-item="${CSS.escape(code)}"]`) ?? document.querySelector('[data-item="disposition"]')
  place?.scrollIntoView({ block: 'center' })
  place?.querySelector<HTMLElement>('button, input, textarea')?.focus({ preventScroll: true })
}

/** What the find still lacks: the very words of the gate, each a way to its place. */
export function StillLacking() {
  const { card, form } = useAtHand()
  if (card === undefined) return null
  const undescribed = isUndescribed(card.finding.body.description)
  const codeOf = (l: Lack): string => (l.path === undefined ? (mendedAt[l.code] ?? '') : l.path.slice(form.repeat.length + 1))
  return (
    <aside class="still-lacking" aria-label={say('finds.stillLacking')}>
      <h3 class="step-title">{say(card.lacks.length === 0 && !undescribed ? 'finds.nothingLacks' : 'finds.stillLacking')}</h3>
      <ul>
        {undescribed && <LackRow words={say('finds.lacks.category')} code="category" />}
        {card.lacks.map((l) => (
          <LackRow key={`${l.code} ${l.path ?? ''} ${l.exhibit ?? ''} ${l.problem ?? ''}`} words={labelled(l.text, l.code)} code={codeOf(l)} />
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
