import type { ComponentChildren } from 'preact'
import { Button } from '../parts/Button'
import { Choice } from '../parts/Field'
import { Segments } from '../parts/Segments'
import { StateMark } from '../parts/StateMark'
import { say } from '../words/words'
import { type Ask, kitAsked, skillsAsked } from './asks'
import type { Around } from './missing'
import { optionsOf, wordOf } from './picks'
import type { Equipment, SiteDraft } from './types'

interface AskedProperties {
  readonly draft: SiteDraft
  readonly around: Around
  /** What the register has at the establishment. */
  readonly stock: readonly Equipment[]
  readonly open: boolean
  readonly change: (draft: SiteDraft) => void
}

/** What the cells ask for, in kit and in skills, against what the site has. */
export function Asked(properties: AskedProperties) {
  return (
    <div class="asked-parts">
      <Kit {...properties} />
      <Skills {...properties} />
    </div>
  )
}

/** One kind as a bar: what there is of what may be needed at once, the lack hatched, none at all marked. */
function Line({ ask, name, words, children }: { ask: Ask; name: string; words: string; children?: ComponentChildren }) {
  const lack = Math.max(0, ask.atOnce - ask.has)
  return (
    <li class="asked">
      <span class="asked-name">{name}</span>
      {children}
      <span class="asked-bar">
        <Segments label={name} total={Math.max(ask.has, ask.atOnce)}
          parts={[
            { state: 'clear', count: Math.min(ask.has, ask.atOnce), word: say('asked.met') },
            { state: 'plain', count: Math.max(0, ask.has - ask.atOnce), word: say('asked.spare') },
            { state: ask.has === 0 ? 'over' : 'not_executed', count: lack, word: say('asked.lack') },
          ]} />
      </span>
      <span class="asked-words small">
        {lack > 0 && <StateMark state={ask.has === 0 ? 'person' : 'not_executed'} />}
        {words}
      </span>
    </li>
  )
}

function kitWords({ has, cells, atOnce }: Ask): string {
  if (cells === 0) return say('asked.unasked')
  if (has === 0) return say('asked.kitNone', { cells })
  return has < atOnce ? say('asked.kitShort', { cells, atOnce, lack: atOnce - has }) : say('asked.kitEnough', { cells, atOnce })
}

function Kit({ draft, stock, open, change }: AskedProperties) {
  const asks = kitAsked(draft)
  const put = (kind: string, count: number): void => {
    const made = { kind, count }
    change({ ...draft, equipment: draft.equipment.some((e) => e.kind === kind) ? draft.equipment.map((e) => (e.kind === kind ? made : e)) : [...draft.equipment, made] })
  }
  const others = optionsOf('equipment-kinds').filter((o) => !asks.some((a) => a.code === o.value))
  return (
    <section aria-labelledby="asked-kit">
      <h4 id="asked-kit">{say('prepare.kit')}</h4>
      <ul class="asked-list">
        {asks.map((ask) => {
          const registered = stock.filter((e) => e.kind === ask.code).length
          return (
            <Line key={ask.code} ask={ask} name={wordOf('equipment-kinds', ask.code)} words={kitWords(ask)}>
              <span class="asked-count">
                <span class="field">
                  <input type="number" inputMode="numeric" step={1} min={0} disabled={!open} value={ask.has} aria-label={say('asked.countOf', { kind: wordOf('equipment-kinds', ask.code) })}
                    onInput={(e) => put(ask.code, Math.max(0, Math.round(e.currentTarget.valueAsNumber || 0)))} />
                </span>
                <span class="small quiet" title={say('asked.stockMeans')}>{say('asked.stock', { n: registered })}</span>
                {open && ask.cells === 0 && <Button kind="quiet" onClick={() => change({ ...draft, equipment: draft.equipment.filter((e) => e.kind !== ask.code) })}>{say('act.remove')}<span class="unseen"> {wordOf('equipment-kinds', ask.code)}</span></Button>}
              </span>
            </Line>
          )
        })}
      </ul>
      {asks.length === 0 && <p class="quiet">{say('asked.noKit')}</p>}
      {open && others.length > 0 && (
        <div class="asked-add">
          <Choice label={say('prepare.kitKind')} value="" onInput={(kind) => kind !== '' && put(kind, 1)} options={[{ value: '', word: say('prepare.chooseWing') }, ...others]} />
        </div>
      )}
    </section>
  )
}

function Skills({ draft, around }: AskedProperties) {
  const asks = skillsAsked(draft, around.officers)
  const words = ({ has, cells, atOnce }: Ask): string => (has === 0 ? say('asked.skillNone', { cells }) : has < atOnce ? say('asked.skillShort', { cells, has, lack: atOnce - has }) : say('asked.skillEnough', { cells, has }))
  return (
    <section aria-labelledby="asked-skills">
      <h4 id="asked-skills">{say('siteField.skills')}</h4>
      <ul class="asked-list">{asks.map((ask) => <Line key={ask.code} ask={ask} name={wordOf('skills', ask.code)} words={words(ask)} />)}</ul>
      {asks.length === 0 && <p class="quiet">{say('asked.noSkill')}</p>}
    </section>
  )
}
