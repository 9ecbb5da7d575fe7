import type { components } from '../api/schema'
import { Empty } from '../parts/Notices'
import { Table } from '../parts/Table'
import { language, say } from '../words/words'

type Difference = components['schemas']['TemplateDifference']

/** What differs from one version of a checklist to another, in words; what is about the checklist itself stands under its code. */
export function Differences({ items, code }: { items: readonly Difference[]; code: string }) {
  return (
    <Table caption={say('differ.title')} rows={items.map((d, i) => ({ ...d, key: String(i) }))} id={(d) => d.key} empty={<Empty title={say('differ.same')} />}
      columns={[
        { name: 'path', title: say('differ.place'), cell: (d) => <code>{d.path || code}</code> },
        { name: 'words', title: say('differ.title'), cell: (d) => d.words[language.value] },
      ]} />
  )
}
