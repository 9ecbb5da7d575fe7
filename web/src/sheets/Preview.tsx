import type { ComponentChildren } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { figure, language, type Language, say } from '../words/words'
import type { Printed } from './model'
import { type Choice, Pages } from './Pages'
import { tongueOf } from './tongue'

interface PreviewProperties {
  readonly printed: Printed
  /** Why there are no checklists, where there are none. */
  readonly without?: string
  /** What is chosen above: for whom. */
  readonly children?: ComponentChildren
}

/** The sheets as they will come out of the printer, and what can be chosen of them. */
export function Preview({ printed, without = say('sheets.noChecklist'), children }: PreviewProperties) {
  const [lang, setLang] = useState<Language>(language.value)
  const [choice, setChoice] = useState<Choice>({ tasks: true, checklists: true, cards: 2 })
  const [pages, setPages] = useState(0)
  const tongue = useMemo(() => tongueOf(lang), [lang])
  const cells = printed.sets.reduce((sum, set) => sum + set.cells.length, 0)
  const toggle = (what: 'tasks' | 'checklists'): void => setChoice({ ...choice, [what]: !choice[what] })
  return (
    <>
      <div class="sheets-tools no-print">
        {children}
        <Group label={say('sheets.whatOf')}>
          <Press word={say('sheets.tasks')} on={choice.tasks} onPress={() => toggle('tasks')} />
          <Press word={say('sheets.checklists')} on={choice.checklists && printed.checklist !== null} disabled={printed.checklist === null} onPress={() => toggle('checklists')} />
        </Group>
        <Group label={say('sheets.language')}>
          <Press word={say('sheets.french')} on={lang === 'fr'} onPress={() => setLang('fr')} />
          <Press word={say('sheets.english')} on={lang === 'en'} onPress={() => setLang('en')} />
        </Group>
        <Group label={say('sheets.cards')}>
          {[1, 2, 3, 4].map((n) => <Press key={n} word={figure(n)} on={choice.cards === n} onPress={() => setChoice({ ...choice, cards: n })} />)}
        </Group>
        <button type="button" class="button first" disabled={pages === 0} onClick={() => window.print()}>{say('sheets.print')}</button>
        <p class="quiet number" role="status">{say('sheets.pages', { n: pages, cells })}</p>
        {printed.checklist === null && <p>{without}</p>}
      </div>
      {cells === 0 ? <p>{say('sheets.noCells')}</p> : <Pages printed={printed} choice={choice} tongue={tongue} onPages={setPages} />}
    </>
  )
}

/** Buttons that belong together, with their name above them. */
export function Group({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="sheets-group" role="group" aria-label={label}>
      <p class="small quiet" aria-hidden="true">{label}</p>
      <div class="sheets-choice">{children}</div>
    </div>
  )
}

function Press({ word, on, disabled = false, onPress }: { word: string; on: boolean; disabled?: boolean; onPress: () => void }) {
  return <button type="button" class="button" aria-pressed={on} disabled={disabled} onClick={onPress}>{word}</button>
}
