/** Where incidents are reported; `?from=` has the address of the screen from which somebody came. */
export const incidentPath = '/tablet/incident'

/** The search whose screen an address is, "" for another. */
export const searchIn = (path: string): string => /^\/tablet\/search\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/[\w.~-]*)?$/.exec(path)?.[1] ?? ''

/** Where a report is made from: the search, "" for none, and the screen to go back to. What is no address of a search leads nowhere else. */
export function origin(query: string): { readonly search: string; readonly back: string } {
  const from = new URLSearchParams(query).get('from') ?? ''
  const search = searchIn(from)
  return { search, back: search === '' ? '/tablet' : from }
}
