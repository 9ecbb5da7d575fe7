// Whether headquarters could do with every entry what its tablet meant by it.

/** On one line, whatever was written into it: the first line of a failure is what is quoted of a long log. */
const flat = (text) => String(text ?? '').replaceAll(/\s+/g, ' ').trim()

/** What an entry is stuck with: its type, how it stands (nothing decided yet: quarantined), the code for programs and the sentence for people. */
function stuckWith({ type, status, statusCode, verdict, code, detail }) {
  return `${flat(type)} ${flat(status || verdict)} (${flat(statusCode || code) || 'no code'}): ${flat(detail) || 'no sentence'}`
}

/** Every row of an operation's tray. */
async function tray(t) {
  const rows = []
  for (let cursor = ''; ; ) {
    const page = await t.api('coordinator', 'GET', `/v1/operations/${await t.operation()}/tray?limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)
    rows.push(...page.items)
    cursor = page.next ?? ''
    if (cursor === '') return rows
  }
}

/** Fails unless headquarters could apply every entry of the operation, none of them held, refused or in quarantine; it says of each that is stuck with what. */
export async function everyEntryApplied(t) {
  const stuck = (await tray(t)).filter((r) => r.kind === 'receipt' && r.status !== 'applied')
  if (stuck.length > 0) throw new Error(`headquarters could not apply ${stuck.length} ${stuck.length === 1 ? 'entry' : 'entries'}: ${stuck.map(stuckWith).join('; ')}`)
}
