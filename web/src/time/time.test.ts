import { beforeEach, describe, expect, test } from 'vitest'
import { language } from '../words/words'
import { OperationClock } from './clock'
import { axisMarks, formatAge, formatHour, formatMinutes, minutesFromHour } from './hour'
import { instantOf, localNear, localTime, wallTime } from './local'

const hour = Date.parse('2026-05-20T04:00:00Z')

describe('time relative to H', () => {
  test.each([
    [0, 'H+00:00'], [135, 'H+02:15'], [-45, 'H−00:45'], [2879, 'H+47:59'], [2880, 'H+2 d 00:00'], [-5892, 'H−4 d 02:12'],
  ])('%d minutes from H are written %s', (minutes, written) => {
    expect(formatHour(minutes)).toBe(written)
  })

  test('a second before H is still a minute before it', () => {
    expect(minutesFromHour(hour - 1000, hour)).toBe(-1)
    expect(minutesFromHour(hour + 59_999, hour)).toBe(0)
  })

  test('the day is counted in the reader’s letter', () => {
    expect(formatHour(-5892, 'j')).toBe('H−4 j 02:12')
  })
})

describe('lengths and ages', () => {
  test.each([[45, '45 min'], [60, '1 h 00 min'], [116, '1 h 56 min'], [0, '0 min']])('%d minutes last %s', (m, written) => {
    expect(formatMinutes(m)).toBe(written)
  })
  test.each([[0.9, '0 s'], [59, '59 s'], [130, '2 min 10 s'], [3900, '1 h 05 min'], [-5, '0 s']])('%d seconds are %s old', (s, written) => {
    expect(formatAge(s)).toBe(written)
  })
})

describe('an axis', () => {
  test('has no more marks than asked, at round distances, within its ends', () => {
    for (const [first, last, most] of [[0, 120, 12], [0, 95, 3], [-60, 480, 10], [0, 6000, 8]] as const) {
      const marks = axisMarks(first, last, most)
      expect(marks.length).toBeGreaterThan(0)
      expect(marks.length).toBeLessThanOrEqual(most + 1)
      expect(marks.every((m) => m >= first && m <= last && m % 5 === 0)).toBe(true)
    }
  })
})

describe('the operation’s clock', () => {
  test('goes on from the server’s time and not from this computer’s', () => {
    let ticks = 1000
    const clock = new OperationClock(() => ticks)
    clock.set('2026-05-20T04:10:00.000Z', 1)
    ticks += 90_000
    expect(clock.now() - hour).toBe(690_000)
  })

  test('runs faster in an exercise that does', () => {
    let ticks = 0
    const clock = new OperationClock(() => ticks)
    clock.set('2026-05-20T04:00:00.000Z', 60)
    ticks = 1000
    expect(clock.now() - hour).toBe(60_000)
  })
})

describe('local time', () => {
  beforeEach(() => {
    language.value = 'fr'
  })
  test.each([['Europe/Paris', '06:00'], ['America/Martinique', '00:00'], ['Indian/Reunion', '08:00'], ['Pacific/Noumea', '15:00']])('H is %s’s %s', (zone, written) => {
    expect(localTime(hour, zone)).toBe(written)
  })
})

describe('a time beside another', () => {
  test('has its date where that is another day at the site', () => {
    const near = Date.parse('2026-05-20T04:00:00Z')
    expect(localNear('2026-05-19T22:30:00Z', 'Europe/Paris', near)).toBe('00:30')
    expect(localNear('2026-05-19T21:30:00Z', 'Europe/Paris', near)).toMatch(/19.+23:30$/)
  })
})

describe('a typed time', () => {
  test.each([
    ['2026-05-20T06:00', 'Europe/Paris', '2026-05-20T04:00:00.000Z'],
    ['2026-01-20T06:00', 'Europe/Paris', '2026-01-20T05:00:00.000Z'],
    ['2026-05-20T06:00', 'Pacific/Noumea', '2026-05-19T19:00:00.000Z'],
    ['2026-10-25T02:30', 'Europe/Paris', '2026-10-25T00:30:00.000Z'], // there twice: the first
    ['2026-03-29T02:30', 'Europe/Paris', '2026-03-29T01:30:00.000Z'], // left out: 03:30
  ])('%s in %s is %s', (wall, zone, instant) => {
    expect(instantOf(wall, zone)).toBe(instant)
  })

  test('is shown again as it was typed', () => {
    for (const zone of ['Europe/Paris', 'America/Cayenne', 'Pacific/Tahiti', 'Asia/Kolkata', 'UTC']) {
      for (const wall of ['2026-05-20T06:00', '2026-12-31T23:59', '2026-03-01T00:00']) expect(wallTime(instantOf(wall, zone), zone)).toBe(wall)
    }
  })
})
