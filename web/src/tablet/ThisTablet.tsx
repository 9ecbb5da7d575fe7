import { Facts } from '../parts/Facts'
import { Button } from '../parts/Button'
import { Choices } from './Bar'
import { say } from '../words/words'
import { useStation } from './station'
import { persist, storage } from './status'
import { kept } from './update'

/** What this tablet is, for whoever helps. */
export function ThisTablet() {
  const station = useStation()
  const here = station.installation.value
  return (
    <section class="entry">
      <h1>{say('tablet.thisTitle')}</h1>
      <Facts
        facts={[
          [say('tablet.label'), here?.label ?? ''],
          [say('tablet.tag'), here?.tag ?? ''],
          [say('tablet.sixWords'), here?.fingerprint ?? ''],
          [say('tablet.thisState'), say(here?.state === 'confirmed' ? 'tablet.confirmed' : 'tablet.notConfirmed')],
          [say('tablet.version'), station.with_.appVersion],
          [say('tablet.flight'), say(kept.value === 'kept' || kept.value === 'newer' ? 'tablet.startsOffline' : 'tablet.startsOnlineOnly')],
          [say('tablet.keeps'), say(storage.value.persisted ? 'tablet.persisted' : 'tablet.notPersistedShort')],
        ]}
      />
      <Choices />
      {!storage.value.persisted && <p><Button onClick={() => void persist()}>{say('tablet.askToKeep')}</Button></p>}
    </section>
  )
}
