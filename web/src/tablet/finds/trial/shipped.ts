import { type Document, noDocuments } from '../../../field/documents'
import categories from '../../../../../store/seed/categories.json'
import confidence from '../../../../../store/seed/confidence.json'
import models from '../../../../../store/seed/device-models.json'
import dispositions from '../../../../../store/seed/dispositions.json'
import routes from '../../../../../store/seed/entry-routes.json'
import how from '../../../../../store/seed/how-found.json'
import places from '../../../../../store/seed/concealment-places.json'
import roles from '../../../../../store/seed/involvement-roles.json'
import seals from '../../../../../store/seed/seal-types.json'
import template from '../../../../../store/seed/template-default.json'

const id = (n: number): string => `0198f2a0-0000-7000-8000-${String(n).padStart(12, '0')}`
export const ids = { operation: id(1), site: id(2), cell: id(3), store: id(4), task: id(5), me: id(6), other: id(7), checklist: id(8), model: id(100) } as const

/** The documents of an operation with one cell, two officers, and what ships: checklist, pick-lists, catalogue. Its first model has a type code. */
export function shippedDocuments(): ReturnType<typeof noDocuments> {
  const { operation, site, cell, store, task, me, other } = ids
  const documents = noDocuments()
  const put = (kind: keyof typeof documents, d: Readonly<Record<string, unknown>> & { id: string }): void => void documents[kind].set(d.id, { kind, ...d } as Document)
  put('operation', { id: operation, name: 'Prison Break', reference: 'J3-2025-117', dispositions, legalBases: [] })
  put('site', { id: site, code: 'BDX', name: 'Centre pénitentiaire de Bordeaux-Gradignan', timeZone: 'Europe/Paris' })
  put('location', { id: cell, site, code: 'C-214', name: '', kind: 'cell' })
  put('location', { id: store, site, code: 'Vestiaire', kind: 'store' })
  put('task', { id: task, code: 'C-214', path: 'A/2/C-214', location: cell, site, state: 'accepted', start: 0, duration: 40, legalBasis: '' })
  put('officer', { id: me, site, name: 'Capitaine Anne Laurent', badge: '4471', lead: true })
  put('officer', { id: other, site, name: 'Brigadier Marc Dubois', badge: '5102' })
  for (const [i, m] of (models as Readonly<Record<string, unknown>>[]).entries()) put('deviceModel', { ...m, isTarget: m.target, ...(i === 0 ? { tac: ['35904337'] } : {}), id: id(100 + i) })
  put('template', {
    id: ids.checklist, version: 1, code: template.code, name: template.labels, facts: template.facts, sections: template.sections,
    lists: { categories, confidence, dispositions, 'entry-routes': routes, 'how-found': how, 'concealment-places': places, 'involvement-roles': roles, 'seal-types': seals },
  })
  return documents
}
