import { api, ask } from '../api/client'
import { ifMatch, versionOf } from '../api/version'
import { readDraft, readSite } from './read'
import { draftShape, siteShape } from './shapes'
import type { OperationDraft, SiteDraft } from './types'
import type { Kind } from './work'

/** A site of the operation: its cells, teams and kit. */
export const siteKind: Kind<SiteDraft> = {
  shape: siteShape,
  name: (draft) => draft.establishment,
  read: (desk, { establishment }) => readSite(desk, establishment),
  async send(desk, mine, version) {
    const outcome = await api.PUT('/v1/operations/{operation}/sites/{site}', {
      params: { path: { operation: desk.operation.id, site: mine.establishment }, header: ifMatch(version) }, body: mine,
    })
    return { draft: await ask(Promise.resolve(outcome)), version: versionOf(outcome.response) }
  },
}

/** Pins, forbids and what is left out are of the plan board: not sent, they stay as they are. */
function written({ pins: _, forbids: __, leftOut: ___, ...draft }: OperationDraft): OperationDraft {
  return draft
}

/** What concerns the operation as a whole: H, policy, links, authorisations. */
export const draftKind: Kind<OperationDraft> = {
  shape: draftShape,
  name: () => 'draft',
  read: (desk) => readDraft(desk),
  async send(desk, mine, version) {
    const outcome = await api.PUT('/v1/operations/{operation}/draft', { params: { path: { operation: desk.operation.id }, header: ifMatch(version) }, body: written(mine) })
    return { draft: await ask(Promise.resolve(outcome)), version: versionOf(outcome.response) }
  },
}
