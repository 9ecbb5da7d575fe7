import { render } from 'preact'
import { act } from 'preact/test-utils'
import { expect, test } from 'vitest'
import { bodySchemas } from '../api/body-schemas.gen'
import { check, keywords, type Schema } from '../sync/schema'
import { readStrict } from '../sync/strictjson'
import { en, fr } from '../words/unwritten'
import { language } from '../words/words'
import { Wrong } from './Unwritten'

test('each rule that a body can break is said in both languages', () => {
  for (const keyword of [...keywords, 'false']) expect([Object.keys(en), Object.keys(fr)].map((keys) => keys.includes(`unwritten.wrong.${keyword}`))).toEqual([true, true])
})

test.each([['en', 'device › imei1:', 'the text is too long; at most 64 characters'], ['fr', 'device › imei1\u00a0:', 'le texte est trop long\u00a0; au plus 64 caractères']] as const)('in %s an officer reads where an act is wrong, and what', (to, place, words) => {
  language.value = to
  const body = readStrict(`{"salt":"AAAAAAAAAAAAAAAAAAAAAA","category":"phone","description":"x","quantity":1,"unit":"piece","disposition":"seized","device":{"isTargetModel":true,"imei1":"${'1'.repeat(65)}"}}`)
  const host = document.createElement('div')
  act(() => render(<Wrong faults={check(bodySchemas['exhibit.seized/1'] as Schema, body, '')} />, host))
  expect([...host.querySelectorAll('li')].map((li) => li.textContent)).toEqual([`${place} ${words}`])
  language.value = 'en'
})
