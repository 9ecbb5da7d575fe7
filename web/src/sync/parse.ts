import type { ActorSig, Entry } from './entry'
import type { Bytes } from './encoding'
import { Members } from './members'
import { isHash, isId, isTypeName, isUptime, limits, zeroHash } from './text'

/**
 * Reads one element of a push, strictly: the same texts are entries here as at the server, and a SyncFault names the first
 * thing that is wrong. Members that version 1 does not know are ignored. The body is not looked into.
 */
export function parseEntry(source: string | Bytes): Entry {
  const m = Members.read(source, 'an entry')
  const head = { seq: m.integer('seq', 1), id: m.id('id'), operation: m.id('operation'), site: m.idIfThere('site') }
  const act = { type: m.form('type', isTypeName, 'words joined by dots'), version: m.integer('version', 1), actor: m.idIfThere('actor') }
  const uptime = m.formIfThere('uptime', isUptime, '8 hex digits, a colon and whole milliseconds')
  const files = m.set('files', isHash, '64 lower-case hex digits', limits.files)
  const signed = { body: m.text('body'), prev: m.hash('prev'), sig: m.bytes('sig', 64) }
  const at = m.time('at')
  const base = m.object('base')
  const entity = base?.idIfThere('entity') ?? ''
  const supersedes = base?.set('supersedes', isId, 'a lower-case UUID') ?? []
  const actorSigs = readActorSigs(m)
  if (head.seq === 1 && signed.prev !== zeroHash) m.fail('prev', 'format', 'the prev of seq 1 is 64 zeros')
  return { ...head, ...act, at, uptime, entity, supersedes, files, ...signed, actorSigs }
}

function readActorSigs(m: Members): ActorSig[] {
  return m.objects('actorSigs', (inner, index) => {
    if (index === limits.actorSigs) m.fail('actorSigs', 'too_many', `at most ${limits.actorSigs} signatures`)
    return { actor: inner.id('actor'), key: inner.bytes('key', 32), sig: inner.bytes('sig', 64) }
  })
}
