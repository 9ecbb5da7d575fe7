import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Dialog } from '../parts/Dialog'
import { Choice } from '../parts/Field'
import { say } from '../words/words'
import { useSites } from './sites'

type RadioWords = components['schemas']['RadioWords']

/** Words that are read over the radio, one a line and large, with their number: who hears them writes them down. */
export function Spoken({ title, words, onClose }: { title: string; words: RadioWords; onClose: () => void }) {
  return (
    <Dialog title={title} onClose={onClose} acts={<Button onClick={onClose}>{say('act.close')}</Button>}>
      <ol class="run-words" lang={words.language} translate={false}>
        {words.words.split(' ').map((w, i) => (
          <li key={`${i} ${w}`}>
            <span class="small quiet number">{i + 1}</span> {w}
          </li>
        ))}
      </ol>
      <p class="quiet">{say('run.wordsOnly')}</p>
    </Dialog>
  )
}

/** The ten words by which a site without network opens its package. Showing them is audited, with its reason. */
export function TenWords({ desk }: { desk: Desk }) {
  const sites = useSites(desk)
  const [site, setSite] = useState('')
  const [asking, setAsking] = useState(false)
  const [words, setWords] = useState<RadioWords | null>(null)
  const name = sites.find((s) => s.id === site)?.name ?? ''
  return (
    <section class="run-part" aria-labelledby="run-ten">
      <h2 id="run-ten">{say('run.ten')}</h2>
      <p class="quiet">{say('run.tenMeans')}</p>
      <div class="form-row run-ask">
        <Choice label={say('run.site')} value={site} onInput={setSite} options={[{ value: '', word: say('run.chooseSite') }, ...sites.map((s) => ({ value: s.id, word: `${s.code} ${s.name}` }))]} />
        <Button disabled={site === ''} onClick={() => setAsking(true)}>
          {say('run.showWords')}
        </Button>
      </div>
      {asking && (
        <Decide title={say('run.of', { what: say('run.showWords'), where: name })} act={say('run.showWords')} onClose={() => setAsking(false)}
          decide={async (reason) => setWords(await ask(api.POST('/v1/operations/{operation}/sites/{site}/words', { params: { path: { operation: desk.operation.id, site } }, body: { reason } })))}>
          <p>{say('run.wordsOnly')}</p>
        </Decide>
      )}
      {words !== null && <Spoken title={say('run.of', { what: say('run.ten'), where: name })} words={words} onClose={() => setWords(null)} />}
    </section>
  )
}
