// Somebody new, from the administrator's invitation to their first page.

/** A password that is good enough, for whoever is invited here. */
export const password = 'un grand mot de passe de la maison'

/** A page of somebody who was invited with roles, has set their password by the link, and is signed in. */
export async function invited(t, login, name, grants) {
  const { url } = await t.api('admin', 'POST', '/v1/people', { login, name, language: t.language, grants })
  const page = await t.page()
  await page.goto(url)
  await page.locator('input[autocomplete=new-password]').first().fill(password)
  await page.locator('input[autocomplete=new-password]').nth(1).fill(password)
  await page.locator('button[type=submit]').click()
  await page.waitForURL('**/operations')
  return page
}
