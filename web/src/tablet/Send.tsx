import { useState } from 'preact/hooks'
import { exportFiles } from '../sync/export'
import { takeAcks } from '../sync/carried'
import { believedKeys, currentKey } from '../sync/identity'
import { Button } from '../parts/Button'
import { Facts } from '../parts/Facts'
import { figure, say } from '../words/words'
import { useStation } from './station'
import { onlyHere, online, storage } from './status'
import { clockTime } from './times'
import { kept } from './update'

/** What only this tablet has, and every way to bring it to headquarters. */
export function Send() {
  const station = useStation()
  const { entries, files, oldestAt, heardAt } = onlyHere.value
  const { usage, quota, persisted } = storage.value
  return (
    <section class="entry">
      <h1>{say('tablet.sendTitle')}</h1>
      <Facts
        facts={[
          [say('tablet.entriesHere'), figure(entries)],
          [say('tablet.filesHere'), figure(files)],
          [say('tablet.oldestHere'), oldestAt === '' ? '–' : clockTime(oldestAt)],
          [say('tablet.lastHeard'), heardAt === '' ? say('tablet.never') : clockTime(heardAt)],
          [say('tablet.network'), say(online.value ? 'tablet.networkThere' : 'tablet.networkGone')],
          [say('tablet.room'), quota === 0 ? '–' : say('tablet.roomLeft', { mb: Math.round((quota - usage) / 1e6) })],
          [say('tablet.keeps'), say(persisted ? 'tablet.persisted' : 'tablet.notPersistedShort')],
          [say('tablet.flight'), say(kept.value === 'kept' || kept.value === 'newer' ? 'tablet.startsOffline' : 'tablet.startsOnlineOnly')],
        ]}
      />
      <p class="form-acts">
        <Button kind="first" onClick={() => station.wake()}>{say('tablet.sendNow')}</Button>
      </p>
      <Carry />
    </section>
  )
}

/** The export to be carried, and the receipt that comes back. */
function Carry() {
  const station = useStation()
  const [made, setMade] = useState<readonly { readonly name: string; readonly url: string; readonly size: number }[]>([])
  const [told, setTold] = useState('')
  const [busy, setBusy] = useState(false)

  async function exported(): Promise<void> {
    const { database, appVersion, now } = station.with_
    setBusy(true)
    setTold('')
    try {
      const { enrolled } = await currentKey(database)
      const age = enrolled?.keys.find((k) => k.use === 'age')
      if (enrolled === null || age === undefined) throw new Error(say('tablet.exportNoKey'))
      for (const { url } of made) URL.revokeObjectURL(url)
      const files = []
      for await (const { name, file } of exportFiles({ database, tablet: enrolled.tabletId, label: enrolled.label ?? 'tablet', appVersion, now, age })) files.push({ name, url: URL.createObjectURL(file), size: file.size })
      setMade(files)
      setTold(files.length === 0 ? say('tablet.exportNothing') : say('tablet.exportReady', { n: files.length }))
    } catch (thrown) {
      setTold(thrown instanceof Error ? thrown.message : String(thrown))
    }
    setBusy(false)
  }

  async function takeBack(file: File | undefined): Promise<void> {
    if (file === undefined) return
    const { database, now } = station.with_
    try {
      const keys = await believedKeys(database)
      if (keys === null) throw new Error(say('tablet.exportNoKey'))
      const taken = await takeAcks(database, await file.text(), keys, now())
      const good = taken.filter((t) => t.became === 'taken')
      setTold(good.length > 0 ? say('tablet.ackTaken', { seq: Math.max(...good.map((t) => t.seq)) }) : say('tablet.ackNotTaken'))
    } catch {
      setTold(say('tablet.ackNotTaken'))
    }
  }

  return (
    <div class="carry">
      <h2>{say('tablet.carryTitle')}</h2>
      <p class="quiet">{say('tablet.carryWhat')}</p>
      <p class="form-acts">
        <Button busy={busy} onClick={() => void exported()}>{say('tablet.export')}</Button>
        <label class="button reach">
          {say('tablet.takeBack')}
          <input class="unseen" type="file" accept=".json,.cellsweep,application/json,text/plain" onChange={(e) => void takeBack(e.currentTarget.files?.[0])} />
        </label>
      </p>
      {told !== '' && <p class="notice" role="status">{told}</p>}
      <ul>
        {made.map(({ name, url, size }) => (
          <li key={name}>
            <a class="button reach" href={url} download={name}>{name} ({say('tablet.kilobytes', { n: Math.ceil(size / 1000) })})</a>
          </li>
        ))}
      </ul>
    </div>
  )
}
