import { useEffect, useMemo, useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { Check, Field } from '../parts/Field'
import { Empty } from '../parts/Notices'
import { say } from '../words/words'
import { Link } from '../parts/Link'
import { CellPanel } from './Cell'
import { Changes, ElsewhereNote } from './Changes'
import { answersTo } from './document'
import type { BoardModel, Loaded } from './model'
import { ProposalNote } from './Proposal'
import { Sight } from './Sight'

interface BoardViewProperties {
  readonly model: BoardModel
  readonly loaded: Loaded
  readonly mayEdit: boolean
}

/** The board: lanes on the left, what is chosen and what was changed on the right. */
export function BoardView({ model, loaded, mayEdit }: BoardViewProperties) {
  const proposal = model.proposal.known.value.data
  const [wanted, setWanted] = useState('')
  const [onlyOpen, setOnlyOpen] = useState(false)
  const [zoom, setZoom] = useState(0)
  const shown = useMemo(() => loaded.boards.filter((b) => answersTo(b, wanted) && (!onlyOpen || b.result?.proven !== true || b.unsearched.length > 0)), [loaded, wanted, onlyOpen])
  useUndoKeys(model)
  return (
    <div class="board">
      <div class="board-tools no-print">
        <Field label={say('plan.search')} value={wanted} onInput={setWanted} type="search" />
        <Check label={say('plan.onlyOpen')} value={onlyOpen} onInput={setOnlyOpen} />
        <div class="board-zoom" role="group" aria-label={say('board.zoom')}>
          <Button onClick={() => setZoom(Math.max(0, zoom - 1))} disabled={zoom === 0} title={say('board.zoomOut')}>−</Button>
          <Button onClick={() => setZoom(0)} pressed={zoom === 0}>{say('board.fit')}</Button>
          <Button onClick={() => setZoom(Math.min(16, zoom + 1))} title={say('board.zoomIn')}>+</Button>
        </div>
        <Link to={`/plan/${model.operation}/sheets`}>{say('board.sheets')}</Link>
      </div>
      <div class="board-work">
        {shown.length === 0 ? (
          <Empty title={say(loaded.boards.length === 0 ? 'plan.none' : 'plan.noneFound')}>{say(loaded.boards.length === 0 ? 'plan.noneNext' : 'plan.noneFoundNext')}</Empty>
        ) : (
          <Sight model={model} loaded={loaded} boards={shown} sought={`${wanted} ${onlyOpen}`} zoom={zoom} mayEdit={mayEdit} onZoom={setZoom} />
        )}
        <aside class="side no-print" aria-label={say('board.side')} tabIndex={-1}>
          {model.elsewhere.value !== null && <ElsewhereNote model={model} from={model.elsewhere.value} />}
          {proposal !== null && <ProposalNote model={model} proposal={proposal} />}
          <Changes model={model} />
          {model.selected.value !== null && <CellPanel model={model} loaded={loaded} cell={model.selected.value} mayEdit={mayEdit} />}
          {model.selected.value === null && <Help mayEdit={mayEdit} />}
        </aside>
      </div>
      <p id="board-keys" class="unseen">
        {say('board.keys')}
      </p>
    </div>
  )
}

/** How the board is worked, while nothing is chosen; and what its marks mean. */
function Help({ mayEdit }: { mayEdit: boolean }) {
  const keys = [['← → ↑ ↓', 'board.keyGo'], ['Enter', 'board.keyTake'], ['S', 'board.keySwap'], ['Esc', 'board.keyDrop'], ['Ctrl Z · Ctrl Y', 'board.keyUndo'], ['+ − 0', 'board.keyZoom']] as const
  return (
    <section class="side-part help" aria-labelledby="help">
      <h2 id="help">{say(mayEdit ? 'board.helpTitle' : 'board.readOnly')}</h2>
      <p class="quiet">{say(mayEdit ? 'board.help' : 'board.readOnlyWhy')}</p>
      <dl class="keys">
        {keys.map(([key, word]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd class="small">{say(word)}</dd>
          </div>
        ))}
      </dl>
      <ul class="legend small">
        {(['plain', 'last', 'moved', 'wrong', 'linked'] as const).map((look) => (
          <li key={look}>
            <span class={`block legend-block${look === 'plain' ? '' : ` block-${look}`}`} aria-hidden="true">{look === 'wrong' ? '⚠' : ''}</span>
            {say(`legend.${look}`)}
          </li>
        ))}
      </ul>
    </section>
  )
}

function useUndoKeys(model: BoardModel): void {
  useEffect(() => {
    const press = (e: KeyboardEvent): void => {
      if (!(e.ctrlKey || e.metaKey) || e.target instanceof HTMLInputElement || e.target instanceof HTMLTextAreaElement) return
      const key = e.key.toLowerCase()
      if (key === 'z' && !e.shiftKey) model.undo()
      else if (key === 'y' || (key === 'z' && e.shiftKey)) model.redo()
      else return
      e.preventDefault()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [model])
}
