import { api, ask } from '../api/client'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Facts } from '../parts/Facts'
import { useResource } from '../parts/Shown'
import { StateMark } from '../parts/StateMark'
import { may } from '../parts/who'
import { say, sayCode } from '../words/words'
import { isOpen, type Line, type Movement, movements, officersOf, type Party, partyWords, sealsOf } from './chain'
import { When } from './parts'

/** One exhibit: what it is, its seals, and its chain of custody as a line of hand-overs. */
export function Exhibit({ line, onClose }: { line: Line; onClose: () => void }) {
  const names = useNames(line)
  return (
    <Dialog wide title={`${line.number || say('ledger.unnumbered')} · ${line.description}`} onClose={onClose} acts={<Button onClick={onClose}>{say('act.close')}</Button>}>
      <div class="exhibit" tabIndex={0} role="group" aria-label={line.number || say('ledger.unnumbered')}>
        <Facts facts={[
          [say('ledger.site'), line.siteCode],
          [say('ledger.where'), line.locationPath],
          [say('ledger.model'), line.modelName],
          [say('ledger.quantity'), line.quantity === undefined ? '' : `${line.quantity}${line.unit === 'piece' ? '' : ` ${line.unit ?? ''}`}`],
          [say('ledger.seizedAt'), <When at={line.seizedAt} />],
          [say('ledger.seizedBy'), partyWords(line.seizedBy)],
          [say('ledger.who'), partyWords(line.holder, line.holderTeam)],
          [say('ledger.place'), line.place],
        ]} />
        {line.numberDuplicate === true && <Alarm word={say('ledger.duplicate')} />}
        {line.sealDuplicate === true && <Alarm word={say('ledger.sealDuplicate')} />}
        {line.identity.length > 0 && <Numbers line={line} />}
        <Seals line={line} />
        <section aria-labelledby="exhibit-chain">
          <h3 id="exhibit-chain">{say('ledger.chain')}</h3>
          {line.history.length === 0 ? <p class="quiet">{say('ledger.noChain')}</p> : (
            <ol class="chain">
              {movements(line).map((m) => (
                <Hop key={m.id} movement={m} overdue={isOpen(line.handOverOpen) && line.handOverOpen.overdue} named={(p) => partyWords(p === null || p.name !== undefined ? p : { ...p, name: names[p.officer ?? ''] ?? '' })} />
              ))}
            </ol>
          )}
        </section>
      </div>
    </Dialog>
  )
}

/** The names of the officers in a chain, for whoever may read them; the line itself names the holder and the seizer. */
function useNames(line: Line): Readonly<Record<string, string>> {
  const read = useResource(async (signal) => {
    const { known, unknown } = officersOf(line)
    if (!may('officers.read')) return known
    const found = await Promise.all(unknown.map((id) => ask(api.GET('/v1/officers/{id}', { params: { path: { id } }, signal })).catch(() => null)))
    return { ...known, ...Object.fromEntries(found.flatMap((o) => (o === null ? [] : [[o.id, o.name]]))) }
  }, [line.id])
  return read.known.value.data ?? officersOf(line).known
}

function Alarm({ word }: { word: string }) {
  return (
    <p class="state-word chain-alarm">
      <StateMark state="person" />
      {word}
    </p>
  )
}

function Numbers({ line }: { line: Line }) {
  return (
    <section aria-labelledby="exhibit-numbers">
      <h3 id="exhibit-numbers">{say('ledger.identities')}</h3>
      <ul class="exhibit-list">
        {line.identity.map((n) => (
          <li key={n.of}>
            <span class="quiet">{sayCode('identity', n.of)}</span> <code>{n.read}</code> {n.checks.length === 0 ? <span class="quiet">{say('ledger.checksFine')}</span> : <span class="state-word"><StateMark state="person" />{n.checks.map((c) => sayCode('check', c)).join(', ')}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Seals({ line }: { line: Line }) {
  const seals = sealsOf(line)
  return (
    <section aria-labelledby="exhibit-seals">
      <h3 id="exhibit-seals">{say('ledger.seals')}</h3>
      {seals.length === 0 && <p class="quiet">{say('ledger.noSeal')}</p>}
      <ul class="exhibit-list">
        {seals.map((s) => (
          <li key={s.id}>
            <code>{s.number}</code> {s.broken && <span class="badge">{say('ledger.sealBroken')}</span>}
            {s.alarms.map((a) => (
              <Alarm key={a} word={sayCode('alarm', a)} />
            ))}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** One movement on the line, with what is wrong about it. */
function Hop({ movement: m, overdue, named }: { movement: Movement; overdue: boolean; named: (p: Party | null) => string }) {
  const wrong = m.alarms.length > 0 || m.lacks !== ''
  return (
    <li class={`chain-hop${wrong ? ' chain-wrong' : ''}${m.struck ? ' chain-struck' : ''}`}>
      <span class="chain-dot" aria-hidden="true" />
      <p>
        <span class="strong">{sayCode('custody', m.kind)}</span> <span class="small quiet"><When at={m.at} /></span>
      </p>
      <p>
        {[m.from === null ? '' : say('ledger.from', { who: named(m.from) }), m.to === null ? '' : say('ledger.to', { who: named(m.to) }), m.place].filter((t) => t !== '').join(' · ')}
      </p>
      {(m.condition !== '' || m.reason !== '') && <p class="quiet">{[m.condition, m.reason].filter((t) => t !== '').join(' · ')}</p>}
      {m.struck && <p class="quiet">{say('ledger.struck')}</p>}
      {m.corrected && <p class="quiet">{say('ledger.corrected')}</p>}
      {m.alarms.map((a) => (
        <Alarm key={a} word={sayCode('alarm', a)} />
      ))}
      {m.lacks !== '' && <Alarm word={`${say(m.lacks === 'giver' ? 'ledger.openGiver' : 'ledger.openReceiver')}${overdue ? ` ${say('ledger.overdue')}` : ''}`} />}
    </li>
  )
}
