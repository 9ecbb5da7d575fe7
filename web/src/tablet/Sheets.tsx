import { useState } from 'preact/hooks'
import { useDesk } from '../field/desk'
import { sheetsOf, teamsOf } from '../field/sheets'
import { Group, Preview } from '../sheets/Preview'
import { say } from '../words/words'
import { Go } from './Bar'
import { teamOf } from './Tasks'

/** Sheets of paper for the own team, or another of the site: printed while the tablet works, for when it does not. */
export function Sheets() {
  const desk = useDesk()
  const story = desk.story.value
  const teams = teamsOf(story)
  const own = teamOf(story, desk.me.value)
  const [chosen, setChosen] = useState(teams.some((t) => t.id === own) ? own : (teams[0]?.id ?? ''))
  return (
    <section class="sheets-page">
      <header class="no-print">
        <h1>{say('sheets.title')}</h1>
        <p class="quiet">{say('sheets.whyTablet')}</p>
      </header>
      <Preview printed={sheetsOf(story, [chosen])}>
        <Go to="/tablet" kind="button">{say('sheets.leave')}</Go>
        {teams.length > 1 && (
          <Group label={say('sheets.team')}>
            {teams.map((t) => <button key={t.id} type="button" class="button" aria-pressed={t.id === chosen} onClick={() => setChosen(t.id)}>{t.name}</button>)}
          </Group>
        )}
      </Preview>
    </section>
  )
}
