import { useState } from 'preact/hooks'
import type { Lack } from '../../checklist/gate'
import { named, overrideFaults } from '../../checklist/override'
import { officerOf } from '../../field/documents'
import { letPass } from '../../field/verbs'
import { say } from '../../words/words'
import { Ask } from './Ask'
import { Buttons } from './controls/Buttons'
import type { SearchModel } from './model'
import { officersIn, worded } from './wording'

/** A supervisor's leave to close although something is missing: it names all that is missing now, and covers nothing else. */
export function LetPass({ model, lacks, onClose }: { model: SearchModel; lacks: readonly Lack[]; onClose: () => void }) {
  const { desk } = model
  const [supervisor, setSupervisor] = useState('')
  const story = desk.story.value
  const me = desk.me.value
  const officers = Object.fromEntries([...story.documents.officer.values()].map(officerOf).map((o) => [o.id, { name: o.name, supervisor: o.supervisor }]))
  const supervisors = officersIn(story).filter((o) => o.supervisor && o.id !== me)
  const search = model.search.value
  const faults = (reason: string): string[] => overrideFaults({ reason, supervisor, missing: lacks.map(named) }, officers, me)
  async function decide(reason: string): Promise<void> {
    if (search === undefined || faults(reason).length > 0) throw new Error('an override with a fault is not taken')
    await letPass(desk.acts, search, supervisor, reason, lacks)
  }
  return (
    <Ask title={say('search.letPass')} act={say('search.letPassDo', { n: lacks.length })} ready={!faults('x').includes('override_unsupervised')} onClose={onClose} decide={decide}>
      <p>{say('search.letPassHow')}</p>
      <ul class="let-pass" tabIndex={0} aria-label={say('search.lacks', { n: lacks.length })}>
        {lacks.map((lack, i) => (
          <li key={i}>{worded(lack.text)}</li>
        ))}
      </ul>
      {supervisors.length === 0 ? <p role="alert">{say('search.noSupervisor')}</p> : (
        <>
          <p class="strong">{say('search.whoLets')}</p>
          <Buttons label={say('search.whoLets')} options={supervisors.map((o) => ({ code: o.id, word: o.name, more: o.badge }))} chosen={[supervisor]} onPress={setSupervisor} />
        </>
      )}
    </Ask>
  )
}
