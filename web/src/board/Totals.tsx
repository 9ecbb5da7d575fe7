import { Button } from '../parts/Button'
import { formatMinutes } from '../time/hour'
import { localDay, ownZone } from '../time/local'
import { figure, say } from '../words/words'
import { address, go } from '../parts/route'
import type { Totals as TotalsOf } from './document'
import type { BoardModel, Loaded } from './model'
import { boundWords } from './Rows'
import { objectiveOf, type Trial } from './trial'

/** Which version is shown, whether it is published, and whether the drafts are still those that it was made of. */
export function VersionLine({ model, loaded }: { model: BoardModel; loaded: Loaded }) {
  const { version } = loaded.view
  return (
    <p class="plan-version">
      <strong>{say('plan.version', { n: version.number })}</strong>
      <span class="badge">{say(version.published ? 'plan.published' : 'plan.unpublished')}</span>
      {version.number < model.newest() && (
        <Button onClick={() => void model.show(null)}>{say('board.toNewest', { n: model.newest() })}</Button>
      )}
      {version.outdated && (
        <>
          <span class="badge badge-slip" title={(version.outdatedSites ?? []).join(', ')}>{say('board.outdated')}</span>
          <Button onClick={() => go(`${address.value.path}?view=planning`)}>{say('board.planAgain')}</Button>
        </>
      )}
      <span class="quiet small plan-made">{say('plan.made', { at: localDay(version.createdAt, ownZone()) })}</span>
    </p>
  )
}

/** What the plan comes to, each figure with its bound; with changes by hand also what it would come to. */
export function Totals({ loaded, trial }: { loaded: Loaded; trial: Trial | null }) {
  const { plan } = loaded
  const t = plan.totals
  const after = trial?.after
  const proven = plan.sites.filter((s) => s.proven).length
  const last = plan.sites.find((s) => s.makespan === (t.makespan ?? 0))
  const sumGap = (t.sumMakespanBound ?? 0) > 0 ? ((t.sumMakespanBest ?? t.sumMakespan ?? 0) - (t.sumMakespanBound ?? 0)) / (t.sumMakespanBound ?? 1) : 0
  const now = (o: Parameters<typeof objectiveOf>[1], write: (n: number) => string): string => (after === undefined || objectiveOf(after, o) === objectiveOf(t, o) ? '' : ` → ${write(objectiveOf(after, o))}`)
  const items: readonly (readonly [label: string, value: string, note: string, title?: string | undefined])[] = [
    [say('plan.makespan'), `${formatMinutes(t.makespan ?? 0)}${now('makespan', formatMinutes)}`, makespanNote(t), last === undefined ? undefined : `${last.id}: ${boundWords(last)}`],
    [say('board.sum'), `${formatMinutes(t.sumMakespan ?? 0)}${now('sumMakespan', formatMinutes)}`, sumGap <= 0 ? `✓ ${say('plan.badgeProven')}` : say('plan.badgeGap', { gap: figure(sumGap, { style: 'percent', maximumFractionDigits: 1 }) })],
    [say('plan.proven'), figure(proven), say('plan.provenOf', { n: plan.sites.length })],
    [say('plan.exposure'), `${figure(t.exposure ?? 0)}${now('exposure', figure)}`, t.exposureBound === undefined ? '' : say('plan.bound', { bound: figure(t.exposureBound) })],
    [say('plan.unsearched'), figure(plan.unsearched.length), now('unsearchedPriority', figure) === '' ? '' : `${say('objective.unsearchedPriority')}${now('unsearchedPriority', figure)}`],
    [say('board.slips'), `${formatMinutes(objectiveOf(t, 'slip'))}${now('slip', formatMinutes)}`, say('board.slipsOf', { groups: t.groupSlip ?? 0, sites: t.siteSlip ?? 0 })],
  ]
  return (
    <ol class="figures plan-totals">
      {items.map(([label, value, note, title]) => (
        <li key={label} class="figure" title={title}>
          <p class="figure-label">{label}</p>
          <p class="figure-number number">{value}</p>
          <p class="figure-note">{note}</p>
        </li>
      ))}
    </ol>
  )
}

/** Whether the makespan is proven; where the policy lets it grow for less exposure, which makespan was the best. */
function makespanNote(t: TotalsOf): string {
  const best = t.makespanBest ?? t.makespan ?? 0
  const proven = best === (t.makespanBound ?? -1)
  if (best < (t.makespan ?? 0)) return proven ? say('board.grownProven', { best: formatMinutes(best) }) : say('board.grown', { best: formatMinutes(best), bound: formatMinutes(t.makespanBound ?? 0) })
  return proven ? `✓ ${say('plan.badgeProven')}` : say('plan.bound', { bound: formatMinutes(t.makespanBound ?? 0) })
}
