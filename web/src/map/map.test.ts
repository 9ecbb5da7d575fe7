import { describe, expect, test } from 'vitest'
import { places } from '../../fixtures/places'
import { boxes, boxNames, project } from './project'
import shapes from './shapes.json'
import { spread } from './spread'

describe('the map', () => {
  test('puts each of 66 establishments into the box of its part of France', () => {
    const overseas: Record<string, string> = { '971': 'guadeloupe', '972': 'martinique', '973': 'guyane', '974': 'reunion', '976': 'mayotte', '988': 'nouvelleCaledonie' }
    for (const [commune, department, latitude, longitude] of places) {
      expect(project(longitude, latitude)?.box, commune).toBe(overseas[department] ?? 'europe')
    }
  })

  test('knows what it does not reach: then the site goes to the inset for those', () => {
    expect(project(13.4, 52.5)).toBeNull() // Berlin
    expect(project(0, 0)).toBeNull() // nobody said where
    expect(project(Number.NaN, 48)).toBeNull()
  })

  test('has land in every box, and no shape that only fills one', () => {
    for (const name of boxNames) {
      expect(shapes[name].land.length, name).toBeGreaterThan(20)
      const [left, top, right, bottom] = boxes[name]
      for (const ring of (shapes[name].around + shapes[name].land).split('Z').filter(Boolean)) {
        const xs = [...ring.matchAll(/[ML](-?[\d.]+) /g)].map((m) => Number(m[1]))
        const ys = [...ring.matchAll(/ (-?[\d.]+)/g)].map((m) => Number(m[1]))
        const corners = xs.length === 4 && Math.max(...xs) - Math.min(...xs) > 0.98 * (right - left) && Math.max(...ys) - Math.min(...ys) > 0.98 * (bottom - top)
        expect(corners, name).toBe(false)
      }
    }
  })
})

describe('sites close together', () => {
  const heap = Array.from({ length: 12 }, (_, i) => ({ x: 400 + (i % 3) * 4, y: 200 + Math.floor(i / 3) * 3, radius: 11 }))

  test('do not hide each other', () => {
    const at = spread(heap)
    let closest = Number.POSITIVE_INFINITY
    for (const [i, a] of at.entries()) for (const b of at.slice(i + 1)) closest = Math.min(closest, Math.hypot(a.x - b.x, a.y - b.y))
    expect(closest).toBeGreaterThan(11 * 2 * 0.85)
  })

  test('stay near where they belong, and where nothing is near do not move at all', () => {
    for (const [i, p] of spread(heap).entries()) expect(Math.hypot(p.x - (heap[i]?.x ?? 0), p.y - (heap[i]?.y ?? 0))).toBeLessThan(60)
    expect(spread([{ x: 1, y: 2, radius: 10 }, { x: 100, y: 2, radius: 10 }])).toEqual([{ x: 1, y: 2 }, { x: 100, y: 2 }])
  })

  test('part even from one and the same spot, and always to the same places', () => {
    const one = [{ x: 5, y: 5, radius: 8 }, { x: 5, y: 5, radius: 8 }, { x: 5, y: 5, radius: 8 }]
    const at = spread(one)
    expect(at.every((p) => Number.isFinite(p.x) && Number.isFinite(p.y))).toBe(true)
    expect(new Set(at.map((p) => `${p.x} ${p.y}`)).size).toBe(3)
    expect(spread(one)).toEqual(at)
  })
})
