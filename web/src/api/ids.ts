/** Whether an id is there: the server writes one that is not as none, or as zeros. */
export function given(id: string | undefined): id is string {
  return id !== undefined && id !== '' && !/^[0-]+$/.test(id)
}

/** The end of an id, by which people tell ids apart: those of one moment begin alike. */
export function shortId(id: string): string {
  return given(id) ? `…${id.slice(-6)}` : '–'
}

export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

/** A text; of an id its end, and of a hash its beginning, by which people tell those apart. */
export const short = (text: string): string => (isId(text) ? shortId(text) : isHash(text) ? `${text.slice(0, 12)}…` : text)
