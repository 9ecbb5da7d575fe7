/** What ends with the next event of a request: its result, or its error. */
const ended = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser gave no reason'))
  })

/**
 * Makes Chromium begin a new log for this site's databases before anything is recorded. A browser that is killed within a
 * write leaves half a record at the end of its log; the next start goes on behind it in the same file, and the start after
 * that finds a log that is broken in its middle and deletes everything (google/leveldb#1287). Deleting a database, here an
 * empty one, has Chromium move the log into tables and begin another. Some 20 to 100 ms at each start; elsewhere it does
 * nothing. A failure (a full disk) is none of the journal's: the old log goes on.
 */
export async function beginFreshLog(factory: IDBFactory | undefined, name: string): Promise<void> {
  try {
    if (factory === undefined) return
    ;(await ended(factory.open(name))).close()
    await ended(factory.deleteDatabase(name))
  } catch {
    // Nothing is worse than before.
  }
}
