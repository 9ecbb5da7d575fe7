// @vitest-environment node
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

/** The colours that a theme ends up with: those of :root, then its own. */
function tokens(theme: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, selectors, body] of css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/@media[\s\S]*$/, '').matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const mine = (selectors as string).split(',').some((s) => s.trim() === ':root' || s.trim() === `[data-theme='${theme}']`)
    if (mine) for (const [, name, value] of (body as string).matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)) found[name as string] = value as string
  }
  return found
}

/** Relative luminance and contrast ratio after WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)]
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

describe.each([['light', 4.5, 3], ['dark', 4.5, 3], ['night', 7, 7]] as const)('the %s theme', (theme, words, marks) => {
  const t = tokens(theme)

  test.each(['ground', 'raised', 'sunk'])('has words that can be read on %s', (ground) => {
    for (const ink of ['ink', 'ink-quiet', 'press']) expect(contrast(t[ink] as string, t[ground] as string), ink).toBeGreaterThanOrEqual(words)
    expect(contrast(t['press-ink'] as string, t.press as string)).toBeGreaterThanOrEqual(words)
  })

  test('has marks that stand out from the ground, by their colour or by their edge', () => {
    for (const state of ['planned', 'started', 'clear', 'find', 'not-executed', 'person']) {
      const best = Math.max(contrast(t[state] as string, t.ground as string), contrast(t.edge as string, t.ground as string))
      expect(best, state).toBeGreaterThanOrEqual(marks)
    }
  })
})
