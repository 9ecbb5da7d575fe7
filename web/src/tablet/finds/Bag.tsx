import { useState } from 'preact/hooks'
import { useDesk } from '../../field/desk'
import type { Exhibit } from '../../field/story'
import { Qr } from '../../parts/Qr'
import { say } from '../../words/words'
import { FullView } from '../capture/FullView'
import { bagText } from './codes'

/** The code for the evidence bag, large enough to be photographed or copied from the screen. It says which entry recorded the exhibit, by its hash. */
export function Bag({ exhibit }: { exhibit: Exhibit }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" class="big" onClick={() => setOpen(true)}>
        {say('finds.bag')}
      </button>
      {open && <BagView exhibit={exhibit} onClose={() => setOpen(false)} />}
    </>
  )
}

function BagView({ exhibit, onClose }: { exhibit: Exhibit; onClose: () => void }) {
  const written = useDesk().entry(exhibit.id)
  return (
    <FullView title={exhibit.body.number ?? exhibit.body.description} onClose={onClose}>
      <div class="code-view">
        {written === undefined && <p>{say('finds.codeElsewhere')}</p>}
        {written !== undefined && (
          <>
            <Qr text={bagText(written)} label={say('finds.bagLabel')} />
            <p class="code-number">{exhibit.body.number}</p>
            <p>{say('finds.bagThen')}</p>
            <p class="code-text">{bagText(written)}</p>
          </>
        )}
      </div>
    </FullView>
  )
}
