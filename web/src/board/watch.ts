import { changedBy, coalesce, openStream } from '../api/stream'
import type { BoardModel } from './model'

/** How often it is looked whether somebody else made a version while no stream says so, milliseconds; and how often though one does. */
const beat = 15_000
const calm = 60_000
/** For 60,000 cells the server takes seconds to say what is outdated: it is asked for at most so many times as long. */
const share = 20
/** At most one reading in so many milliseconds, however often one is poked. */
const span = 3000

/** Keeps a board at what others do: poked by the stream of drafts, and by looking now and then where there is none. The returned function ends it. */
export function watch(model: BoardModel): () => void {
  let timer: ReturnType<typeof setTimeout>
  const versions = coalesce(() => void model.refresh(), span)
  const drafts = coalesce(() => void model.facts.reload(), span)
  const operation = coalesce(() => model.desk.reload(), span)
  const proposal = coalesce(() => void model.proposal.reload(), span)
  const live = openStream({
    url: `/v1/operations/${model.operation}/draft-stream`,
    onOpen: versions,
    onPoke: (data) => {
      const changed = changedBy(data)
      if (['plans', 'drafts', 'waivers'].some((x) => changed.has(x))) versions()
      if (changed.has('drafts') || changed.has('waivers')) drafts()
      if (changed.has('operation')) operation()
      if (['replans', 'plans', 'operation'].some((x) => changed.has(x))) proposal()
    },
  })
  const look = async (): Promise<void> => {
    const began = performance.now()
    if (document.visibilityState === 'visible') await model.refresh()
    timer = setTimeout(() => void look(), Math.max(live.state.value === 'live' ? calm : beat, share * (performance.now() - began)))
  }
  const back = (): void => void (document.visibilityState === 'visible' && model.refresh())
  void look()
  void model.facts.reload()
  void model.proposal.reload()
  document.addEventListener('visibilitychange', back)
  return () => {
    live.close()
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', back)
    model.versions.stop()
    model.facts.stop()
    model.proposal.stop()
  }
}
