/** A piece of a sheet that is not broken over two pages. */
export interface Block<T> {
  readonly key: string
  readonly content: T
  /** Stands again at the top of the page when the piece begins one. */
  readonly head?: { readonly key: string; readonly content: T }
  /** Not the last on its page: the title of what follows. */
  readonly keep?: boolean
}

/**
 * Lays pieces onto pages of a height; heights are by key, all in one unit, and a piece whose height is not known takes none. A piece that
 * is higher than a page has one of its own. Titles go with what follows them.
 */
export function paginate<T>(blocks: readonly Block<T>[], heights: ReadonlyMap<string, number>, page: number): T[][] {
  const high = (key: string): number => heights.get(key) ?? 0
  const pages: T[][] = []
  let here: T[] = []
  let used = 0
  for (let i = 0; i < blocks.length; ) {
    // A title is laid down together with the first piece after it that is none.
    let end = i
    while (blocks[end]?.keep === true && end < blocks.length - 1) end++
    const group = blocks.slice(i, end + 1)
    const height = group.reduce((sum, b) => sum + high(b.key), 0)
    if (here.length > 0 && used + height > page) {
      pages.push(here)
      here = []
      used = 0
    }
    const [first] = group
    if (here.length === 0 && first?.head !== undefined && pages.length > 0) {
      here.push(first.head.content)
      used += high(first.head.key)
    }
    here.push(...group.map((b) => b.content))
    used += height
    i = end + 1
  }
  return here.length > 0 ? [...pages, here] : pages
}
