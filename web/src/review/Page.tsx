import type { ComponentChildren } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { ApiFault } from '../api/problem'
import { resource } from '../api/resource'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Drop } from '../parts/Drop'
import { Facts } from '../parts/Facts'
import { Check, Choice, Field, InstantField, NumberField, Several, TextArea } from '../parts/Field'
import { note } from '../parts/Notes'
import { Empty, FaultNote } from '../parts/Notices'
import { Panel } from '../parts/Panel'
import { Progress } from '../parts/Progress'
import { Segments } from '../parts/Segments'
import { Shown } from '../parts/Shown'
import { StateMark, states, StateWord } from '../parts/StateMark'
import { Steps } from '../parts/Steps'
import { Table } from '../parts/Table'
import { Top } from '../parts/Top'
import { figure, say } from '../words/words'
import './review.css'

/** Every part in each of its states, for whoever judges or changes the look. Nothing here is real, and nothing is sent. */
export function Review() {
  useEffect(() => {
    document.title = `${say('review.title')} · Cellsweep`
  })
  return (
    <>
      <Top>
        <h1>{say('review.title')}</h1>
      </Top>
      <main id="content" tabIndex={-1} class="page review">
        <p class="quiet">{say('review.purpose')}</p>
        <States />
        <Buttons />
        <Fields />
        <Lists />
        <LongWork />
      </main>
    </>
  )
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <Panel title={title} name="review">
      <div class="review-part">{children}</div>
    </Panel>
  )
}

function States() {
  return (
    <Part title={say('review.states')}>
      {states.map((s) => (
        <StateWord key={s} state={s} />
      ))}
      <StateMark state="started" late label={say('review.late')} />
      <StateMark state="started" silent label={say('review.silent')} />
      <StateMark state="find" late silent label={say('review.lateAndSilent')} />
      <span class="badge">{say('operation.released')}</span>
      <div class="review-wide">
        <Segments label={say('review.bar')} total={100} tall parts={states.slice(0, 5).map((state, i) => ({ state, count: [20, 15, 40, 10, 5][i] ?? 0, word: say(`state.${state}`) }))} />
      </div>
    </Part>
  )
}

function Buttons() {
  const [asked, setAsked] = useState(false)
  return (
    <Part title={say('review.buttons')}>
      <Button kind="first">{say('review.first')}</Button>
      <Button>{say('review.plain')}</Button>
      <Button kind="danger" onClick={() => setAsked(true)}>
        {say('review.danger')}
      </Button>
      <Button kind="quiet">{say('review.quiet')}</Button>
      <Button disabled>{say('review.disabled')}</Button>
      <Button busy>{say('review.busy')}</Button>
      <Button pressed>{say('review.pressed')}</Button>
      <Button onClick={() => note(say('review.done'), () => note(say('review.undone')))}>{say('review.tell')}</Button>
      {asked && (
        <Decide title={say('review.danger')} act={say('review.danger')} danger onClose={() => setAsked(false)} decide={() => Promise.reject(new ApiFault({ code: 'wrong_state', status: 409 }))}>
          <p>{say('review.consequence')}</p>
        </Decide>
      )}
    </Part>
  )
}

function Fields() {
  const [text, setText] = useState('B1-A-2')
  const [minutes, setMinutes] = useState<number | null>(25)
  const [at, setAt] = useState('2026-05-20T04:00:00Z')
  const [one, setOne] = useState('clear')
  const [several, setSeveral] = useState<string[]>(['find'])
  const [on, setOn] = useState(true)
  const options = states.map((s) => ({ value: s, word: say(`state.${s}`) }))
  return (
    <Part title={say('review.fields')}>
      <Field label={say('review.text')} value={text} onInput={setText} hint={say('review.hint')} />
      <Field label={say('review.wrong')} value={text} onInput={setText} wrong={say('review.wrongBecause')} />
      <Field label={say('review.disabled')} value={text} onInput={setText} disabled />
      <NumberField label={say('review.number')} value={minutes} onInput={setMinutes} least={0} unit="min" />
      <InstantField label={say('review.instant')} value={at} onInput={setAt} zone="Europe/Paris" />
      <Choice label={say('review.one')} value={one} onInput={setOne} options={options} />
      <TextArea label={say('review.lines')} value={text} onInput={setText} />
      <Several label={say('review.several')} value={several} onInput={setSeveral} options={options} />
      <Check label={say('review.check')} value={on} onInput={setOn} />
      <div class="review-wide">
        <Drop label={say('review.file')} accept=".csv" onFiles={(files) => note(files[0]?.name ?? '')} />
      </div>
    </Part>
  )
}

interface Row {
  readonly code: string
  readonly cells: number
}

/** A resource that is for ever in one state. */
function useFixed(read: () => Promise<readonly Row[]>) {
  return useMemo(() => {
    const made = resource(read)
    void made.reload()
    return made
  }, [])
}

function Lists() {
  const rows: readonly Row[] = useMemo(() => Array.from({ length: 60_000 }, (_, i) => ({ code: `S${String(i + 1).padStart(5, '0')}`, cells: (i * 7) % 90 })), [])
  const waiting = useFixed(() => new Promise(() => undefined))
  const refused = useFixed(() => Promise.reject(new ApiFault({ code: 'unavailable', status: 503, instance: 'a-1' })))
  const stale = useStale(rows.slice(0, 3))
  const table = (shown: readonly Row[]) => (
    <Table
      caption={say('review.table')}
      rows={shown}
      id={(r) => r.code}
      rowHeight={32}
      chosen="S00002"
      className="review-table"
      empty={<Empty title={say('review.none')}>{say('review.noneNext')}</Empty>}
      columns={[
        { name: 'code', title: say('review.code'), cell: (r) => r.code, worth: (r) => r.code },
        { name: 'cells', title: say('review.cells'), cell: (r) => figure(r.cells), worth: (r) => r.cells, startsDown: true, right: true },
      ]}
    />
  )
  return (
    <>
      <Part title={say('review.full')}>{table(rows)}</Part>
      <Part title={say('review.empty')}>{table([])}</Part>
      <Part title={say('review.waiting')}>
        <Shown of={waiting}>{table}</Shown>
      </Part>
      <Part title={say('review.refused')}>
        <Shown of={refused}>{table}</Shown>
      </Part>
      <Part title={say('review.stale')}>
        <Shown of={stale}>{table}</Shown>
      </Part>
    </>
  )
}

/** A resource that was read once and then refused. */
function useStale(rows: readonly Row[]) {
  return useMemo(() => {
    let first = true
    const made = resource<readonly Row[]>(() => {
      if (!first) return Promise.reject(new ApiFault({ code: 'unreachable' }))
      first = false
      return Promise.resolve(rows)
    })
    void made.reload().then(() => made.reload())
    return made
  }, [])
}

function LongWork() {
  const [share, setShare] = useState<number | null>(0.4)
  return (
    <Part title={say('review.long')}>
      <div class="review-wide">
        <Steps label={say('review.long')} steps={[say('review.step1'), say('review.step2'), say('review.step3')]} at={1} />
      </div>
      <div class="review-wide">
        <Progress label={say('review.planning')} share={share} note={say('review.planningNote')} onCancel={() => setShare(null)} />
      </div>
      <div class="review-wide">
        <Facts facts={[[say('review.code'), 'S00001'], [say('review.cells'), figure(1204)], [say('review.late'), '']]} />
      </div>
      <div class="review-wide">
        <FaultNote fault={new ApiFault({ code: 'invalid', status: 422, fields: [{ file: 'cells.csv', row: 12, column: 'landing', message: 'is missing' }] })} />
      </div>
    </Part>
  )
}
