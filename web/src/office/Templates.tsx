import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Dialog } from '../parts/Dialog'
import { Choice } from '../parts/Field'
import { note } from '../parts/Notes'
import { Empty } from '../parts/Notices'
import { Shown, useResource } from '../parts/Shown'
import { Table } from '../parts/Table'
import { may } from '../parts/who'
import { say } from '../words/words'
import { Differences } from './Differences'
import { Head, pair, When } from './parts'
import { Preview } from './Preview'
import { Publish } from './Publish'

type Version = components['schemas']['TemplateVersion']
type Standing = 'active' | 'later' | 'past' | 'retired'

/** What a version is to operations that are released now. */
export function standing(v: Pick<Version, 'retired' | 'activeFrom' | 'activeUntil'>, now: string): Standing {
  if (v.retired) return 'retired'
  const at = Date.parse(now)
  if (Date.parse(v.activeFrom) > at) return 'later'
  return v.activeUntil !== undefined && v.activeUntil !== '' && Date.parse(v.activeUntil) <= at ? 'past' : 'active'
}

type Doing = { what: 'publish' } | { what: 'show' | 'compare' | 'retire'; version: Version } | null

/** Every published version of every checklist: from when to when it is given out, what it asks, how it differs from another. */
export function TemplatesPage() {
  const [doing, setDoing] = useState<Doing>(null)
  const list = useResource(async (signal) => {
    const { items } = await ask(api.GET('/v1/templates', { signal }))
    const { now } = await ask(api.GET('/v1/server', { signal })) // this computer's clock may be wrong
    return items.map((v) => ({ ...v, standing: standing(v, now) })).sort((a, b) => (a.code === b.code ? b.number - a.number : a.code < b.code ? -1 : 1))
  }, [])
  const close = () => setDoing(null)
  const again = () => void list.reload()
  if (doing?.what === 'publish') return <Publish onClose={close} published={() => { again(); close() }} />
  return (
    <>
      <Head title={say('templates.title')}>
        {may('registry.write') && (
          <Button kind="first" onClick={() => setDoing({ what: 'publish' })}>
            {say('templates.publish')}
          </Button>
        )}
      </Head>
      <Shown of={list}>{(items) => <Versions items={items} doing={setDoing} />}</Shown>
      {doing?.what === 'show' && <Show version={doing.version} onClose={close} />}
      {doing?.what === 'compare' && <Compare version={doing.version} others={(list.known.value.data ?? []).filter((v) => v.code === doing.version.code && v.id !== doing.version.id)} onClose={close} />}
      {doing?.what === 'retire' && (
        <Decide title={say('templates.retire')} act={say('templates.retire')} danger reason={0} onClose={close}
          decide={async () => {
            await ask(api.POST('/v1/templates/{id}/retire', { params: { path: { id: doing.version.id } } }))
            note(pair(say('templates.retired'), nameOf(doing.version)))
            again()
          }}>
          <p class="strong">{nameOf(doing.version)}</p>
          <p>{say('templates.retireMeans')}</p>
        </Decide>
      )}
    </>
  )
}

const nameOf = (v: Version): string => say('templates.previewOf', { code: v.code, n: v.number })

function Versions({ items, doing }: { items: readonly (Version & { standing: Standing })[]; doing: (d: Doing) => void }) {
  return (
    <Table
      caption={say('templates.title')}
      className="office-table"
      rows={items}
      id={(v) => v.id}
      empty={<Empty title={say('templates.none')} />}
      columns={[
        { name: 'code', title: say('templates.code'), worth: (v) => v.code, cell: (v) => <code class="strong">{v.code}</code> },
        { name: 'number', title: say('templates.number'), right: true, worth: (v) => v.number, cell: (v) => v.number },
        { name: 'state', title: say('templates.state'), worth: (v) => v.standing, cell: (v) => <span class={`badge office-state office-${{ active: 'active', later: 'pending', past: 'closed', retired: 'retired' }[v.standing]}`}>{say(`templates.${v.standing}`)}</span> },
        { name: 'from', title: say('templates.window'), worth: (v) => v.activeFrom, cell: (v) => <When at={v.activeFrom} /> },
        { name: 'until', title: say('templates.windowTo'), worth: (v) => v.activeUntil ?? '', cell: (v) => <When at={v.activeUntil} /> },
        { name: 'acts', title: <span class="unseen">{say('office.acts')}</span>, right: true, cell: (v) => <VersionActs version={v} more={items.some((o) => o.code === v.code && o.id !== v.id)} doing={doing} /> },
      ]}
    />
  )
}

function VersionActs({ version, more, doing }: { version: Version; more: boolean; doing: (d: Doing) => void }) {
  const of = <span class="unseen"> {nameOf(version)}</span>
  return (
    <span class="row-acts">
      <Button onClick={() => doing({ what: 'show', version })}>{say('templates.show')}{of}</Button>
      {more && <Button onClick={() => doing({ what: 'compare', version })}>{say('templates.compare')}{of}</Button>}
      {!version.retired && may('registry.write') && <Button kind="danger" onClick={() => doing({ what: 'retire', version })}>{say('templates.retire')}{of}</Button>}
    </span>
  )
}

function Show({ version, onClose }: { version: Version; onClose: () => void }) {
  const read = useResource((signal) => ask(api.GET('/v1/templates/{id}', { params: { path: { id: version.id } }, signal })), [version.id])
  return (
    <Dialog wide title={nameOf(version)} onClose={onClose} acts={<Button onClick={onClose}>{say('act.close')}</Button>}>
      <Shown of={read}>{(v) => <Preview body={v.body} />}</Shown>
    </Dialog>
  )
}

/** What differs between two versions of one checklist. */
function Compare({ version, others, onClose }: { version: Version; others: readonly Version[]; onClose: () => void }) {
  const [other, setOther] = useState(others[0]?.id ?? '')
  const read = useResource(async (signal) => (await ask(api.GET('/v1/templates/{id}/compare', { params: { path: { id: other }, query: { with: version.id } }, signal }))).items, [version.id, other])
  return (
    <Dialog wide title={pair(say('templates.compare'), nameOf(version))} onClose={onClose} acts={<Button onClick={onClose}>{say('act.close')}</Button>}>
      <div class="form">
        <Choice label={say('templates.compareWith')} value={other} onInput={setOther} options={others.map((v) => ({ value: v.id, word: nameOf(v) }))} />
        <Shown of={read}>
          {(items) => <Differences items={items} code={version.code} />}
        </Shown>
      </div>
    </Dialog>
  )
}
