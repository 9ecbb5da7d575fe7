import type { ComponentChild } from 'preact'
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { checklistPieces, type Piece, written } from './blocks'
import { sheetName, type Printed, type SheetSet } from './model'
import { paginate } from './paginate'
import { taskPieces } from './tasks'
import type { Tongue } from './tongue'
import './sheets.css'

/** What is printed of the sets. */
export interface Choice {
  readonly tasks: boolean
  readonly checklists: boolean
  /** Blank cards for finds in each cell. */
  readonly cards: number
}

/** One thing that is printed: its pages bear one name and are counted together. */
interface Work {
  readonly name: string
  readonly title: string
  readonly under: string
  readonly pieces: readonly Piece[]
}

function worksOf(set: SheetSet, { checklist }: Printed, { tasks, checklists, cards }: Choice, tongue: Tongue): Work[] {
  const under = [tongue.day(set.hHour, set.zone), set.team, set.site, set.operation].filter(Boolean).join(' · ')
  const sheets: Work[] = tasks ? [{ name: sheetName(set.siteCode, set.team), title: tongue.t('sheets.taskSheet'), under, pieces: taskPieces(set, tongue) }] : []
  if (!checklists || checklist === null) return sheets
  return [...sheets, ...set.cells.map((cell): Work => ({
    name: sheetName(set.siteCode, cell.code), title: tongue.t('sheets.checklistOf', { cell: cell.code }), under,
    pieces: [{ key: `${set.siteCode} ${set.team} by`, content: written(tongue) }, ...checklistPieces(set, cell, checklist, tongue, cards)],
  }))]
}

interface PagesProperties {
  readonly printed: Printed
  readonly choice: Choice
  readonly tongue: Tongue
  /** Told how many pages there are, once they are laid out. */
  readonly onPages?: (n: number) => void
}

/**
 * The sheets as pages of A4, each with its name and "sheet k of n". Pieces are measured at the width of the paper and laid onto pages here: a browser's
 * own page breaks know neither which page of which cell it is, nor what has to stand again at its top.
 */
export function Pages({ printed, choice, tongue, onPages }: PagesProperties) {
  const works = useMemo(() => printed.sets.flatMap((set) => worksOf(set, printed, choice, tongue)), [printed, choice.tasks, choice.checklists, choice.cards, tongue.lang])
  const [laid, setLaid] = useState<readonly (readonly ComponentChild[][])[] | null>(null)
  const measure = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => setLaid(null), [works])
  useLayoutEffect(() => {
    if (laid !== null || measure.current === null) return
    let left = false
    const lay = (): void => {
      const box = measure.current
      if (left || box === null) return
      const heights = new Map([...box.querySelectorAll<HTMLElement>('[data-piece]')].map((e) => [e.dataset.piece ?? '', e.getBoundingClientRect().height]))
      const page = box.querySelector('[data-room]')?.getBoundingClientRect().height ?? 0
      const next = works.map((w) => paginate(w.pieces, heights, page === 0 ? Number.POSITIVE_INFINITY : page))
      setLaid(next)
      onPages?.(next.reduce((sum, pages) => sum + pages.length, 0))
    }
    // The letters of another font are of another height: it is there before anything is measured.
    void (document.fonts?.ready ?? Promise.resolve()).then(lay)
    return () => void (left = true)
  }, [laid, works])
  if (laid === null || laid.length !== works.length) return <Measure of={measure} works={works} />
  return (
    <div class="sheets" lang={tongue.lang}>
      {works.flatMap((w, i) => (laid[i] ?? []).map((pieces, k, all) => <Page key={`${w.name} ${k}`} work={w} k={k + 1} n={all.length} tongue={tongue}>{pieces}</Page>))}
    </div>
  )
}

/** All pieces below each other, unseen, as wide as on paper; those that stand again on a next page too. */
function Measure({ of, works }: { of: { current: HTMLDivElement | null }; works: readonly Work[] }) {
  // Of pieces with one key the one of the longest name: the cells of a team differ by their names alone.
  const unseen = new Map<string, ComponentChild>()
  for (const { pieces } of [...works].sort((a, b) => b.name.length - a.name.length)) {
    for (const p of pieces.flatMap(({ key, content, head }) => (head === undefined ? [{ key, content }] : [{ key, content }, head]))) if (!unseen.has(p.key)) unseen.set(p.key, p.content)
  }
  return (
    <div ref={of} class="sheets sheets-measure" aria-hidden="true">
      <div class="sheet-body" data-room="" />
      {[...unseen].map(([key, content]) => <div key={key} class="sheet-piece" data-piece={key}>{content}</div>)}
    </div>
  )
}

function Page({ work, k, n, tongue: { t }, children }: { work: Work; k: number; n: number; tongue: Tongue; children: ComponentChild[] }) {
  return (
    <article class="sheet" data-sheet={`${work.name}-${k}`} aria-label={`${work.title}, ${t('sheets.sheet', { k, n })}`}>
      <header class="sheet-head">
        <p class="sheet-title">{work.title}</p>
        <p class="sheet-under">{work.under}</p>
        <p class="sheet-id">{`${work.name}-${k}`}</p>
        <p class="sheet-k">{t('sheets.sheet', { k, n })}</p>
      </header>
      <div class="sheet-body">{children.map((piece, i) => <div key={i} class="sheet-piece">{piece}</div>)}</div>
    </article>
  )
}
