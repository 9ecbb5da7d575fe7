// Cellsweep's field journal driven by RxDB's own replication (docs/sync-protocol.md, section 12).
import { replicateRxCollection } from 'rxdb/plugins/replication'
import { Subject } from 'rxjs'

/** An entry is kept as the text that was signed: RxDB may copy, reorder and repeat it, and must never write it anew. */
export const entrySchema = { version: 0, primaryKey: 'id', type: 'object', properties: { id: { type: 'string', maxLength: 36 }, raw: { type: 'string' } }, required: ['id', 'raw'] }
/** A document of the server as it is pulled; ids are unique over all kinds. */
export const documentSchema = { version: 0, primaryKey: 'id', type: 'object', properties: { id: { type: 'string', maxLength: 512 } }, required: ['id'] }

/** Pushes each entry that is inserted and keeps the documents of one operation. server: {fetch, token, stream, operation, head, heard}. */
export function replicate({ entries, documents }, server) {
  const common = { live: true, waitForLeadership: false, retryTime: 200 }
  const authorised = async () => ({ headers: { Authorization: `Bearer ${await server.token()}` } })
  const push = async (rows) => {
    const texts = rows.map((row) => row.newDocumentState.raw)
    const body = `{"v":1,"stream":"${server.stream}","head":${JSON.stringify(await server.head())},"entries":[${texts.join(',')}]}`
    const response = await server.fetch('/v1/sync/push', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
    if (response.status !== 200) throw new Error(`push: ${response.status}`) // RxDB tries again
    server.heard(await response.json(), texts) // verdicts and ack; what becomes of an entry comes back as its receipt
    return [] // never a conflict: an entry is a fact
  }
  const pull = async (checkpoint, limit) => {
    const query = new URLSearchParams({ operation: server.operation, limit, ...checkpoint })
    const response = await server.fetch(`/v1/sync/pull?${query}`, await authorised())
    if (response.status !== 200) throw new Error(`pull: ${response.status}`)
    return response.json() // documents and checkpoint, as RxDB wants them
  }
  const stream$ = new Subject() // of pokes: something has changed, ask
  const up = replicateRxCollection({ ...common, collection: entries, replicationIdentifier: 'push', push: { handler: push, batchSize: 20 } })
  const down = replicateRxCollection({ ...common, collection: documents, replicationIdentifier: 'pull', pull: { handler: pull, batchSize: 500, stream$ } })
  return { up, down, poke: () => stream$.next('RESYNC') }
}
