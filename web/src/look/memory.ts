/** Reads what this browser was told to remember; null if nothing, or if it refuses to remember at all. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Remembers a choice of look or language. A browser that refuses loses the choice at the next page, nothing else. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    return
  }
}
