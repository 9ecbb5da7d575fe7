/** The header with which a change says what it is based on: of two who change the same thing at once, the second is told (fault "stale"), and nothing of the first is lost. */
export function ifMatch(version: number): { 'If-Match': string } {
  return { 'If-Match': `"${version}"` }
}

/** The version that an answer's ETag names, 0 for what does not exist yet. */
export function versionOf(response: Response): number {
  return Number(/^"(\d+)"$/.exec(response.headers.get('etag') ?? '')?.[1] ?? 0)
}
