// What a hand does on a tablet's screen: presses, photographs, signs.
import { readFileSync } from 'node:fs'

/** The words of a code of a pick-list that ships. */
export function word(t, list, code) {
  const entries = JSON.parse(readFileSync(new URL(`../../../store/seed/${list}.json`, import.meta.url), 'utf8'))
  return entries.find((e) => e.code === code).labels[t.language]
}

/** Presses the first button of a name. */
export const press = (page, name) => page.getByRole('button', { name, exact: true }).first().click()

/** Takes photographs by the `at`-th button for some within a part of the page, one as is or until there are so many more. */
export async function photograph(t, page, at = 0, within = page, more = 1) {
  await within.getByRole('button', { name: t.say('capture.take'), exact: true }).nth(at).click()
  const shutter = page.locator('.shutter:not([disabled])')
  await shutter.click()
  await page.waitForFunction(() => !document.querySelector('.shutter')?.disabled || document.querySelector('.shutter') === null)
  if (more > 1) await severally(within, shutter, more)
  await page.getByRole('dialog').getByRole('button', { name: t.say('capture.done'), exact: true }).click()
}

/** Presses on until so many photographs are there: a picture that is no other than the last is not kept twice. */
async function severally(within, shutter, wanted) {
  const thumbs = within.locator('.thumb')
  for (let tries = 0; (await thumbs.count()) < wanted && tries < 10 * wanted; tries++) {
    const before = await thumbs.count()
    if ((await shutter.count()) === 0) return
    await shutter.click()
    await thumbs.nth(before).waitFor({ timeout: 2000 }).catch(() => undefined)
  }
}

let signed = 0

/** Draws a signature with the mouse on the field in sight, and takes it. No two are alike, as no two people's are. */
export async function sign(t, page, within = page.locator('body')) {
  const canvas = within.locator('.draw-area canvas').first()
  await canvas.evaluate((e) => e.scrollIntoView({ block: 'center' })) // not behind the bar at the bottom
  await canvas.hover() // it stands still: what is drawn where it was is not on it
  const [{ x, y, width, height }, who] = [await canvas.boundingBox(), ++signed]
  await page.mouse.move(x + width * 0.2, y + height * 0.7)
  await page.mouse.down()
  for (let k = 1; k <= 12; k++) await page.mouse.move(x + width * (0.2 + k * 0.04), y + height * (0.5 + 0.25 * Math.sin(k + who)))
  await page.mouse.up()
  await within.getByRole('button', { name: t.say('capture.takeSignature'), exact: true }).first().click()
}
