import { expect, test } from 'vitest'
import { origin, searchIn } from './origin'

const search = '0198f2a0-0000-7000-8000-0000000000a1'

test('an incident is of the search from whose screen it is reported, and leads back to that screen', () => {
  for (const from of [`/tablet/search/${search}`, `/tablet/search/${search}/areas`, `/tablet/search/${search}/~end`]) {
    expect(searchIn(from)).toBe(search)
    expect(origin(`?from=${encodeURIComponent(from)}`)).toEqual({ search, back: from })
  }
})

test('what is no address of a search leads to the tasks, and nowhere else', () => {
  for (const from of ['', '/tablet', '/tablet/tray', '/office', 'https://example.org/tablet', `//example.org/tablet/search/${search}`, `/tablet/search/${search}/a/b`, `/tablet/search/${search}?x=1`, '/tablet/search/x', `javascript:/tablet/search/${search}`]) {
    expect(origin(`?from=${encodeURIComponent(from)}`)).toEqual({ search: '', back: '/tablet' })
  }
})
