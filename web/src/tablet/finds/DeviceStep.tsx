import { useId, useState } from 'preact/hooks'
import { say } from '../../words/words'
import { Photos } from '../capture/Photos'
import { Scan, type Symbology, Typed } from '../capture/Scan'
import { picksOf } from './card'
import { Asked, Choices, Pick, Tick, YesNo } from './controls'
import { catalogueOf, deviceRemarks, deviceWith, fitsAs, type KnownModel, remarksOn, suggested } from './device'
import { useAtHand } from './desk'
import { OwnItem, Step, useIsAsked } from './FindSteps'
import { amendExhibit, type Device, withPhotos } from './steps'
import { itemWord, pickWord } from './worded'

/** Categories whose things have numbers to read, where there is no checklist that says so. */
const digital: ReadonlySet<string> = new Set(['phone', 'sim', 'memory_card', 'other_digital'])

/** Says something of the device; the rest of what is known of it stays. */
function useDevice(): [Device | undefined, (changes: Partial<Record<keyof Device, unknown>>) => void] {
  const { desk, card, place, act } = useAtHand()
  const id = card?.exhibit?.id ?? ''
  const tell = (changes: Partial<Record<keyof Device, unknown>>): void =>
    act(async (now) => {
      const exhibit = now.exhibits.get(id)
      if (exhibit !== undefined) await amendExhibit(desk.acts, place.site, exhibit, { device: deviceWith(exhibit.body.device, changes) }, say('finds.whileRecording'))
    })
  return [card?.exhibit?.body.device, tell]
}

/** What is read of a telephone or a card, and the photographs of the thing itself. */
export function DeviceStep() {
  const { card, form, ofExhibit } = useAtHand()
  const exhibit = card?.exhibit
  if (card === undefined || exhibit === undefined) return null
  const { category, photos } = exhibit.body
  const asks = (code: string): boolean => (form.nodes.has(code) ? card.instances.get(code)?.relevant === true : digital.has(category) && (category === 'phone' || code === 'serial' || (code === 'iccid_readable' && category === 'sim')))
  const object = (photos ?? []).filter((p) => p.role === 'object' || p.role === 'label').map((p) => p.sha256)
  return (
    <Step title={say('finds.step.thing')}>
      <div class="asked">
        <Photos label={say('finds.photoObject')} role="object" hashes={object} max={10} onChange={(all) => ofExhibit((now) => ({ photos: withPhotos(now.photos, 'object', all) }))} />
      </div>
      {asks('device') && <ModelPick />}
      {asks('mini') && <MiniAndPower />}
      {asks('imei_readable') && <Imei />}
      {asks('iccid_readable') && <Iccid />}
      <AsRead />
      {asks('serial') && <Serial />}
      <WholeRemarks />
    </Step>
  )
}

const formatsOf = (given: readonly string[] | undefined, otherwise: readonly Symbology[]): readonly Symbology[] => ((given?.length ?? 0) > 0 ? (given as readonly Symbology[]) : otherwise)

/** The model: by typing or by the type code of the IMEI, with those that are looked for marked. */
function ModelPick() {
  const { form, card, story } = useAtHand()
  const [device, tell] = useDevice()
  const id = useId()
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(false)
  const catalogue = catalogueOf(story)
  const chosen = catalogue.find((m) => m.id === device?.model)
  const label = itemWord(form, 'device')
  const take = (model: KnownModel): void => {
    setOpen(false)
    setTyped('')
    tell({ model: model.id, modelText: undefined, isTargetModel: model.isTarget, mini: model.mini === true })
  }
  if (!open && (chosen !== undefined || device?.modelText !== undefined)) {
    return (
      <Asked label={label} code="device">
        <div class="picked">
          <span class="picked-word">
            <Tick /> {chosen === undefined ? device?.modelText : modelName(chosen)} {chosen?.isTarget === true && <Target />}
          </span>
          <button type="button" class="big quiet-big" onClick={() => setOpen(true)} aria-label={say('finds.changeOf', { label })}>
            {say('finds.change')}
          </button>
        </div>
      </Asked>
    )
  }
  const found = suggested(catalogue, typed, device ?? {}).slice(0, 8)
  return (
    <Asked label={label} code="device" lacking={card?.lacking.has('device') ?? false}>
      <div class="typed">
        <label for={id}>{say('finds.modelTyped')}</label>
        <div class="typed-row">
          <input id={id} value={typed} autocomplete="off" spellcheck={false} maxLength={200} onInput={(e) => setTyped(e.currentTarget.value)} />
        </div>
      </div>
      <ul class="models">
        {found.map(({ model, reasons }) => (
          <li key={model.id}>
            <button type="button" class="big model" onClick={() => take(model)}>
              <span>{modelName(model)}</span>
              {model.isTarget && <Target />}
              {reasons[0] !== undefined && <span class="quiet">{say(`finds.match.${reasons[0]}`)}</span>}
            </button>
          </li>
        ))}
      </ul>
      {typed.trim() !== '' && (
        <button type="button" class="big"
          onClick={() => {
            setOpen(false)
            tell({ model: undefined, modelText: typed.trim(), isTargetModel: false })
          }}>
          {say('finds.notInCatalogue', { typed: typed.trim() })}
        </button>
      )}
    </Asked>
  )
}

const modelName = ({ make, model }: KnownModel): string => `${make} ${model}`.trim()

/** One of the models that the operation looks for: a shape and a word. */
const Target = () => (
  <span class="target">
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path d="M8 1l7 7-7 7-7-7z" />
    </svg>
    {say('finds.target')}
  </span>
)

const powers = ['on', 'off', 'unknown'] as const

function MiniAndPower() {
  const { form, card } = useAtHand()
  const [device, tell] = useDevice()
  const isolated = useIsAsked('isolated')
  const own = picksOf(form, 'powered')
  const power = own.length > 0 ? own : powers.map((code) => ({ code, labels: { en: say(`finds.power.${code}`), fr: say(`finds.power.${code}`) } }))
  return (
    <>
      <Asked label={itemWord(form, 'mini')} code="mini" lacking={card?.lacking.has('mini') ?? false}>
        <YesNo value={device?.mini === undefined ? '' : device.mini ? 'yes' : 'no'} onPick={(v) => tell({ mini: v === 'yes' })} />
      </Asked>
      <Asked label={itemWord(form, 'powered')} code="powered" lacking={card?.lacking.has('powered') ?? false}>
        <Choices picks={power} value={device?.powered ?? ''} onPick={(v) => tell({ powered: v })} />
      </Asked>
      {isolated && <OwnItem code="isolated" />}
    </>
  )
}

/** Both IMEI, or why there is none. */
function Imei() {
  const { form, card } = useAtHand()
  const [device, tell] = useDevice()
  const [says, setSays] = useState('')
  const { imei1 = '', imei2 = '', unreadableCode = '', unreadableBecause = '' } = device ?? {}
  const readable = imei1 !== '' ? 'yes' : unreadableBecause !== '' ? 'no' : says
  const picks = picksOf(form, 'imei_unreadable')
  const scan = formatsOf(form.nodes.get('imei_1')?.item.scan, ['code_128', 'qr', 'data_matrix', 'ean'])
  const lacks = ['imei_readable', 'imei_1', 'imei_2', 'imei_unreadable'].some((code) => card?.lacking.has(code))
  const choose = (code: string): void => tell({ unreadableCode: code, unreadableBecause: code === 'other' ? unreadableBecause || pickWord(picks, code) : pickWord(picks, code) })
  return (
    <Asked label={itemWord(form, 'imei_readable')} code="imei_readable" lacking={lacks}>
      <YesNo value={readable}
        onPick={(v) => {
          setSays(v)
          if (v === 'yes' && unreadableBecause !== '') tell({ unreadableBecause: undefined, unreadableCode: undefined })
          if (v === 'no' && imei1 + imei2 !== '') tell({ imei1: undefined, imei2: undefined })
        }} />
      {readable === 'yes' && (
        <>
          <Scan label={itemWord(form, 'imei_1')} formats={scan} value={imei1} inputMode="numeric" fits={(t) => fitsAs('imei', t)} remarks={(t) => remarksOn('imei', t)} hint={say('finds.imeiHint')} onScan={(t) => tell({ imei1: t })} />
          <Scan label={itemWord(form, 'imei_2')} formats={scan} value={imei2} inputMode="numeric" fits={(t) => fitsAs('imei', t)} remarks={(t) => remarksOn('imei', t)} onScan={(t) => tell({ imei2: t })} />
        </>
      )}
      {readable === 'no' && (
        <>
          {picks.length > 0 && <Pick label={itemWord(form, 'imei_unreadable')} picks={picks} value={unreadableCode} onPick={choose} />}
          {(picks.length === 0 || unreadableCode === 'other') && (
            <Typed label={itemWord(form, 'imei_unreadable')} value={unreadableBecause} inputMode="text" onTyped={(t) => tell({ unreadableBecause: t, ...(t === '' ? { unreadableCode: undefined } : {}) })} />
          )}
        </>
      )}
    </Asked>
  )
}

function Iccid() {
  const { form, card } = useAtHand()
  const [device, tell] = useDevice()
  const [says, setSays] = useState('')
  const { iccid = '', iccidUnreadableBecause: why = '' } = device ?? {}
  const readable = iccid !== '' ? 'yes' : why !== '' ? 'no' : says
  const lacks = ['iccid_readable', 'iccid', 'iccid_unreadable'].some((code) => card?.lacking.has(code))
  return (
    <Asked label={itemWord(form, 'iccid_readable')} code="iccid_readable" lacking={lacks}>
      <YesNo value={readable}
        onPick={(v) => {
          setSays(v)
          if (v === 'yes' && why !== '') tell({ iccidUnreadableBecause: undefined })
          if (v === 'no' && iccid !== '') tell({ iccid: undefined })
        }} />
      {readable === 'yes' && (
        <Scan label={itemWord(form, 'iccid')} formats={formatsOf(form.nodes.get('iccid')?.item.scan, ['code_128', 'ean'])} value={iccid} inputMode="numeric" fits={(t) => fitsAs('iccid', t)} remarks={(t) => remarksOn('iccid', t)} onScan={(t) => tell({ iccid: t })} />
      )}
      {readable === 'no' && <Typed label={itemWord(form, 'iccid_unreadable')} value={why} inputMode="text" onTyped={(t) => tell({ iccidUnreadableBecause: t })} />}
    </Asked>
  )
}

/** That a number which does not check was read twice: asked by a checklist, and only then. */
const AsRead = () => (useIsAsked('numbers_as_read') ? <OwnItem code="numbers_as_read" /> : null)

function Serial() {
  const { form } = useAtHand()
  const [device, tell] = useDevice()
  return (
    <Asked label={itemWord(form, 'serial')} code="serial">
      <Scan label={say('finds.number')} formats={formatsOf(form.nodes.get('serial')?.item.scan, ['code_128', 'qr', 'data_matrix'])} value={device?.serial ?? ''} onScan={(t) => tell({ serial: t })} />
    </Asked>
  )
}

/** What is to be remarked of all numbers together. */
function WholeRemarks() {
  const [device] = useDevice()
  const remarks = device === undefined ? [] : deviceRemarks(device)
  if (remarks.length === 0) return null
  return (
    <ul class="remarks" aria-live="polite">
      {remarks.map((r) => (
        <li key={r} class="remark">
          {r}
        </li>
      ))}
    </ul>
  )
}
