import { useDesk } from '../../field/desk'
import { say } from '../../words/words'

/** A signature that stands on the sheet: its photograph is the evidence. Nothing while no sheet is keyed in, or it has no photograph. */
export function OnSheet({ label, onSheet }: { label: string; onSheet: (sha256: string) => void }) {
  const sheets = useDesk().acts.paper?.sheets ?? []
  if (sheets.length === 0) return null
  return (
    <div class="acts" role="group" aria-label={label}>
      {sheets.map((sha256, i) => (
        <button key={sha256} type="button" class="big" onClick={() => onSheet(sha256)}>
          {sheets.length === 1 ? say('paper.signed') : say('paper.signedOn', { n: i + 1 })}
        </button>
      ))}
    </div>
  )
}
