// What stands in the record beside answers: notes and what was struck out, remarks, what a closing counted and has not arrived, seals, repeated alarms, a cell that was
// given back. Told by a tablet's own journal, and read on the pages of headquarters.
import { desk } from '../traveller.mjs'
import { everyEntryApplied } from '../applied.mjs'
import { field } from '../tablet/field.mjs'
import { searched } from './tablet.mjs'

const sha = (n) => n.toString(16).padStart(64, '0')

/** What was written into it, in the language of whoever wrote it. */
const words = {
  fr: {
    back: 'Le détecteur de l’équipe ne s’allume plus ; un autre arrive de Nîmes vers midi.',
    note: 'L’occupant dit que le téléphone appartient à son codétenu, transféré la veille. Il ne veut pas dire depuis quand l’appareil se trouve dans la cellule, ni qui le lui a remis.',
    wrong: 'Cellule voisine vide.', wrongWhy: 'concernait la cellule d’en face', toCell: 'La serrure force : prévoir un serrurier.', find: 'Téléphone miniature derrière la plinthe', findNote: 'Vu par deux agents avant d’être touché.',
    void: 'Chargeur de l’administration', voidWhy: 'prêté par le greffe, reçu présenté', remarks: '« On m’a rendu la radio cassée. » A demandé à prévenir son avocat.',
    incident: 'A menacé l’agent posté à la porte ; éloigné sans contrainte.', break: 'Numéro illisible sur le sachet', again: 'Sachet déchiré à l’ouverture du coffre', witness: 'C. Petit', refuses: 'appelé ailleurs', damage: 'Plinthe descellée sur 40 cm', lab: 'Laboratoire de police scientifique', exhibitNote: 'Écran fendu avant la saisie.',
    caption: 'Mur du fond, plinthe\nLa vis du milieu est neuve.', after: 'Le lit n’avait pas été démonté.',
  },
  en: {
    back: 'The team’s detector no longer switches on; another one comes from Nîmes about noon.',
    note: 'The occupant says that the telephone is his cellmate’s, who was moved the day before. He does not want to say since when it has been in the cell, nor who gave it to him.',
    wrong: 'The cell beside is empty.', wrongWhy: 'was about the cell opposite', toCell: 'The lock is stiff: have a locksmith at hand.', find: 'Miniature telephone behind the skirting', findNote: 'Seen by two officers before it was touched.',
    void: 'Charger of the administration', voidWhy: 'lent by the registry, receipt shown', remarks: '“They gave me my radio back broken.” Asked that his lawyer be told.',
    incident: 'Threatened the officer at the door; led away without force.', break: 'Number on the bag cannot be read', again: 'Bag torn as the safe was opened', witness: 'C. Petit', refuses: 'called away', damage: 'Skirting loose over 40 cm', lab: 'Forensic laboratory', exhibitNote: 'Screen cracked before it was seized.',
    caption: 'Back wall, skirting\nThe screw in the middle is new.', after: 'The bed had not been taken apart.',
  },
}

/** A search with everything that happens beside its answers, and a cell that is given back; ids of what was made. */
async function told(t, tablet, [back, task]) {
  const operation = await t.operation()
  const w = words[t.language]
  const { items: officers } = await t.api('coordinator', 'GET', '/v1/officers?limit=20')
  const [lead, other] = officers
  const { items: [template] } = await t.api('coordinator', 'GET', '/v1/templates')
  const act = (type, body, entity, by = lead) => tablet.act(operation, type, body, { actor: by.id, ...(entity === undefined ? {} : { entity }) })
  await act('task.returned', { reasonCode: 'kit', reason: w.back }, back.id)
  await act('note.added', { of: 'task', text: w.toCell }, back.id, other)
  const search = await act('search.started', { task: task.id, location: task.location, confirmedBy: 'pick', occupantsExpected: 2, occupantsFound: 3, team: task.team, searchers: [lead.id, other.id], template: template.id, templateVersion: template.version, ...(task.legalBasis === undefined ? {} : { legalBasis: task.legalBasis }) })
  await act('note.added', { of: 'search', text: w.note }, search)
  // As a locked tablet takes it down: nobody is named, and nothing but the site.
  await tablet.act(operation, 'note.added', { of: 'site', text: w.caption }, { entity: task.site })
  await tablet.act(operation, 'file.attached', { of: 'site', files: [{ sha256: sha(3), kind: 'photo', role: 'other', caption: w.caption }] }, { entity: task.site, files: [sha(3)] })
  const wrong = await act('note.added', { of: 'search', text: w.wrong }, search, other)
  await act('note.voided', { of: 'search', note: wrong, reason: w.wrongWhy }, search, other)
  const photo = (role, caption) => tablet.act(operation, 'file.attached', { of: 'search', files: [{ sha256: sha(1), kind: 'photo', role, ...(caption === undefined ? {} : { caption }) }] }, { actor: other.id, entity: search, files: [sha(1)] })
  await photo('overview_before')
  await photo('overview_after', w.caption)
  const finding = await act('finding.recorded', { search, category: 'phone', description: w.find, concealment: { code: 'floor_skirting' } })
  await act('note.added', { of: 'finding', text: w.findNote }, finding, other)
  const none = await act('finding.recorded', { search, category: 'charger', description: w.void })
  await act('finding.voided', { reason: w.voidWhy }, none)
  const exhibit = await act('exhibit.seized', { search, finding, number: 'PX-001', description: w.find, category: 'phone', quantity: 1, unit: 'piece', disposition: 'seized', device: { isTargetModel: true, mini: true, modelText: 'BM70', imei1: '490154203237518' }, concealment: { code: 'floor_skirting' } })
  await act('note.added', { of: 'exhibit', text: w.exhibitNote }, exhibit)
  let [seal, replaces] = [undefined, undefined]
  for (const [number, why] of [['SC-2025-0101', w.break], ['SC-2025-0102', w.again], ['SC-2025-0103', undefined]]) {
    seal = await act('seal.applied', { number, type: 'closed_provisional', exhibits: [exhibit], appliedBy: lead.id, ...(why === w.again ? {} : { witness: w.witness }), ...(why === w.break ? { witnessSignature: { refusedBecause: w.refuses } } : {}), ...(replaces === undefined ? {} : { replaces }) }, undefined, other)
    if (why !== undefined) await act('seal.broken', { reason: why, brokenBy: other.id, witness: w.witness }, seal, lead)
    replaces = seal
  }
  const given = (from, to) => act('custody.recorded', { kind: 'received', exhibits: [exhibit], from, to, place: 'B-12' })
  await given({ officer: officers[3].id }, { name: 'M. Roux', organisation: w.lab })
  await given({ officer: officers[4].id }, { name: 'J. Blanc', organisation: w.lab })
  await act('incident.reported', { kind: 'threat', severity: 'high', text: w.incident, search })
  await act('incident.reported', { kind: 'technical', severity: 'low', text: w.back }, undefined, other)
  const closing = { outcome: 'done_find', counts: { answers: 41, findings: 3, exhibits: 2, files: 16 }, remarks: w.remarks, kitComplete: true, restored: false, damage: [{ code: 'furniture_fabric', text: w.damage }],
    presence: { occupant: 'present', witnesses: [w.witness] }, signatures: [{ role: 'occupant', refusedBecause: w.refuses }, { role: 'lead', officer: lead.id, file: sha(2) }] }
  await act('search.closed', closing, search)
  await act('search.reopened', { reason: w.after }, search)
  await act('search.closed', closing, search)
  return { search, exhibit, back: back.id, w }
}

/** Waits until headquarters has the search as it was closed. */
async function closedAt(t, search) {
  const operation = await t.operation()
  for (let i = 0; ; i++) {
    const { status, body } = await t.refused('hq', 'GET', `/v1/operations/${operation}/documents/search/${search}`)
    if (status === 200 && (body.history ?? []).filter((h) => h.type === 'search.closed').length === 2) return body
    if (i === 60) throw new Error(`headquarters has the search as ${status} ${JSON.stringify(body).slice(0, 600)}`)
    await new Promise((go) => setTimeout(go, 500))
  }
}

/** Opens a page of the record, waits for some words, and shows it from the top and from where some of its parts begin. */
async function shown(t, page, path, said, name, parts = []) {
  await t.go(page, `/hq/${await t.operation()}${path}`)
  for (const text of said) await page.getByText(text, { exact: false }).first().waitFor()
  await page.waitForFunction(() => !/…[0-9a-f]{6}\b/.test(document.querySelector('main').innerText)) // names come after ids
  await t.judge(page, name)
  for (const part of parts) {
    const strayed = await page.locator(`.panel-${part}`).first().evaluate((e) => {
      e.scrollIntoView({ block: 'start' })
      const [own, all] = [e.getBoundingClientRect(), [...e.querySelectorAll('*')].map((x) => [x, x.getBoundingClientRect()])]
      return all.filter(([, r]) => r.height > 0 && (r.bottom < own.top || r.top > own.bottom || r.left < own.left - 8)).map(([x]) => x.textContent.slice(0, 60))
    })
    if (strayed.length > 0) throw new Error(`what belongs to ${part} stands elsewhere: ${strayed.join('; ')}`)
    await t.judge(page, `${name}-${part}`)
  }
}

/** An entry about a thing that never comes is told with its type, how it stands, its code and a sentence: what the journeys ask of every entry can fail. */
async function stuckIsTold(t, tablet) {
  await everyEntryApplied(t)
  const never = crypto.randomUUID()
  await tablet.act(await t.operation(), 'seal.broken', { reason: 'torn' }, { entity: never })
  for (let i = 0; ; i++) {
    const told = await everyEntryApplied(t).then(() => '', (error) => error.message)
    if (told === `headquarters could not apply 1 entry: seal.broken held (no code): waits for ${never}`) return // what only waits has no code
    if (i === 30) throw new Error(`of an entry that is held the check says ${JSON.stringify(told)}`)
    await new Promise((go) => setTimeout(go, 500))
  }
}

async function whatStandsBesideAnswers(t) {
  const site = await searched(t)
  const tasks = (await t.api('hq', 'GET', `/v1/operations/${await t.operation()}/tasks?limit=500`)).items.filter((x) => x.site === site)
  const open = await field(t)
  try {
    const tablet = await open.tablet(site, 'Beside answers')
    const did = await told(t, tablet, tasks)
    const { w } = did
    const { notYetHere } = await closedAt(t, did.search)
    if (JSON.stringify(notYetHere) !== JSON.stringify({ answers: 41, exhibits: 1, files: 15, findings: 1 })) throw new Error(`of what the tablet counted there is lacking ${JSON.stringify(notYetHere)}`)
    const page = await t.as('hq', { viewport: desk })
    page.expected.push(/status of 404.*\/preview/) // the bytes of the photograph never came
    const lacking = t.say('record.notYetHere', { what: [t.say('record.yet.answers', { n: 41 }), t.say('record.yet.findings', { n: 1 }), t.say('record.yet.exhibits', { n: 1 }), t.say('record.yet.files', { n: 15 })].join(', ') })
    await shown(t, page, `/searches/${did.search}`, [lacking, w.note, w.wrongWhy, w.remarks, w.incident, t.say('severity.high')], 'record-search', ['gate', 'notes', 'incidents', 'photographs'])
    const photographs = page.locator('.panel-photographs .photos > li')
    if ((await photographs.count()) !== 1) throw new Error(`the bytes of one photograph are shown ${await photographs.count()} times`)
    for (const text of [t.say('role.overview_before'), t.say('role.overview_after'), w.caption.split('\n')[1]]) await photographs.getByText(text).waitFor()
    await shown(t, page, `/exhibits/${did.exhibit}`, [w.exhibitNote, w.break, w.again], 'record-exhibit', ['custody', 'seals'])
    const wrong = await page.locator('.wrongs li').allTextContents()
    for (const number of ['SC-2025-0101', 'SC-2025-0102']) if (wrong.filter((text) => text.includes(number)).length !== 1) throw new Error(`that ${number} was broken without an examination is not said once: ${JSON.stringify(wrong)}`)
    await shown(t, page, `/tasks/${did.back}`, [w.back, w.toCell], 'record-task-given-back')
    await shown(t, page, `/files/${sha(1)}`, [w.caption.split('\n')[1]], 'record-photograph')
    await shown(t, page, `/sites/${site}`, [w.incident, t.say('record.siteNotes'), w.caption.split('\n')[1], t.say('record.nobodyNamed')], 'record-site', ['places', 'noted', 'incidents'])
    await stuckIsTold(t, tablet)
  } finally {
    await open.close()
  }
}

export const journeys = [
  {
    name: 'what stands in a record beside its answers is read at headquarters: notes, remarks, what has not arrived, incidents, seals and alarms one by one, a cell that was given back',
    world: { state: 'released', sites: 6 },
    fresh: true,
    everyLook: true,
    run: whatStandsBesideAnswers,
  },
]
