import { Facts } from '../parts/Facts'
import { Panel } from '../parts/Panel'
import { say } from '../words/words'
import type { Deed, PaperSource, Photograph, SearchDocument } from './documents'
import { deedName, When } from './Frame'
import type { Ground } from './ground'
import { officerName } from './names'
import { Photographs } from './Photographs'

/** Who wrote and who typed, of what was keyed in from paper. */
export const paperWords = (source: PaperSource, deed: Deed | undefined): string => say('record.fromPaper', { writer: officerName(source.writtenBy), typist: deedName(deed) || '–' })

/** That a search was kept on paper, or some of it: whose words it is, who typed them and when, and the sheet itself. Nothing of one that was recorded at tablets. */
export function PaperPart({ search: s, sheets, ground }: { search: SearchDocument; sheets: readonly Photograph[]; ground: Ground }) {
  const answers = s.counts?.onPaper ?? 0
  if (s.source === undefined && answers === 0 && sheets.length === 0) return null
  // The search names the sheet by which it was begun, or else closed; whoever wrote that entry typed it.
  const deed = s.started?.source !== undefined ? s.started : s.closedBy?.source !== undefined ? s.closedBy : s.history?.find((h) => h.source !== undefined)
  return (
    <Panel name="paper" title={say(s.source === undefined ? 'record.partlyOnPaper' : 'record.onPaper')} aside={say('record.answersOnPaper', { n: answers, of: s.counts?.answers ?? 0 })}>
      {s.source !== undefined && (
        <>
          <p class="strong">{paperWords(s.source, deed)}</p>
          <Facts
            facts={[
              [say('record.writtenAt'), <When at={s.source.writtenAt} site={s.site} ground={ground} />],
              [say('record.typedAt'), <When at={deed?.at} site={s.site} ground={ground} />],
            ]}
          />
        </>
      )}
      {sheets.length === 0 ? <p>{say('record.noSheet')}</p> : <Photographs photos={sheets} ground={ground} />}
      {s.source !== undefined && <p class="small quiet">{say('record.onPaperMeans')}</p>}
    </Panel>
  )
}
