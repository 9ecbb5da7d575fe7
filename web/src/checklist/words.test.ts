import { describe, expect, it } from 'vitest'
import { readForm, type Node } from './form'
import { shipped } from './trial/full'
import { asserted } from './words'

const template = { ...shipped, id: '0198f2a0-0000-7000-8000-000000000001' }
const form = readForm(shipped)
const node = (path: string): Node => form.byPath.get(path) ?? expect.fail(path)
const lists = { 'detection-tools': [{ code: 'hand_search', labels: { en: 'By hand', fr: 'À la main' } }, { code: 'lamp', labels: { en: 'Lamp', fr: 'Lampe' } }] }

describe('an answer is recorded with the words that were on the screen', () => {
  it('of the row and the column of a matrix, and of the option', () => {
    expect(asserted(template, node('areas.searched'), { path: 'areas.searched', row: 'mattress', value: 'yes', comment: '' }, lists)).toEqual({
      item: 'areas.searched',
      row: 'mattress',
      value: 'yes',
      template: template.id,
      templateVersion: shipped.version,
      label: { en: 'Mattress, bedding, Searched', fr: 'Matelas, literie, Fouillée' },
      valueLabel: { en: 'Searched', fr: 'Fouillée' },
    })
  })
  it('of several codes of a list, one of which has no words', () => {
    const answer = { path: 'areas.tool', row: 'door', value: ['lamp', 'hand_search', 'odd'] }
    expect(asserted(template, node('areas.tool'), answer, lists).valueLabel).toEqual({ en: 'Lamp, By hand, odd', fr: 'Lampe, À la main, odd' })
  })
  it('of yes and no, and of a refusal with its reason', () => {
    expect(asserted(template, node('force'), { path: 'force', value: 'no' }, {}).valueLabel).toEqual({ en: 'No', fr: 'Non' })
    const refused = asserted(template, node('sign_occupant'), { path: 'sign_occupant', value: 'refused', comment: 'says nothing' }, {})
    expect(refused.valueLabel?.fr).toBe('Refuse de signer')
    expect(refused.comment).toBe('says nothing')
  })
  it('and a text, a number or an answer that is taken back has no words but its own', () => {
    for (const value of ['in the seam', null, { number: 1, unit: 'piece' }]) expect(asserted(template, node('remarks'), { path: 'remarks', value }, {})).not.toHaveProperty('valueLabel')
  })
  it('no longer than a body takes them', () => {
    const long = { en: '🔒'.repeat(600), fr: 'x'.repeat(500) }
    const odd = { ...node('force'), item: { ...node('force').item, labels: long } }
    const { label } = asserted(template, odd, { path: 'force', value: 'yes' }, {})
    expect([...(label?.en ?? '')].length).toBe(500)
    expect(label?.fr).toBe(long.fr)
  })
})
