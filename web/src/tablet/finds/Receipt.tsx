import { useState } from 'preact/hooks'
import type { Labels } from '../../checklist/template'
import { useDesk } from '../../field/desk'
import type { Search } from '../../field/story'
import * as finds from '../../words/finds'
import * as papers from '../../words/receipt'
import { fill, language, type Language, type Parameters, say } from '../../words/words'
import { Picture } from '../capture/Thumb'
import { type ReceiptFacts, type ReceiptLine, receiptOf } from './receipt'
import '../capture/capture.css'
import './finds.css'
import './receipt.css'

interface ReceiptProperties {
  readonly search: Search
  /** What this tablet is called: its label or its tag. */
  readonly tablet: string
  readonly onClose: () => void
}

type Paper = 'a4' | 'roll'
const [en, fr] = [{ ...finds.en, ...papers.en }, { ...finds.fr, ...papers.fr }]
type Key = keyof typeof en

/** Words in the language of whoever is given the paper, which need not be the officer's. */
interface Tongue {
  readonly lang: Language
  readonly t: (key: Key, parameters?: Parameters) => string
  readonly label: (labels: Labels | undefined, otherwise: string) => string
  readonly when: (at: string, zone: string) => string
  readonly figure: (n: number) => string
}

function tongueOf(lang: Language): Tongue {
  const locale = lang === 'fr' ? 'fr-FR' : 'en-GB'
  return {
    lang,
    t: (key, parameters = {}) => fill((lang === 'fr' ? fr : en)[key], parameters),
    label: (labels, otherwise) => labels?.[lang] ?? otherwise,
    when: (at, zone) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', ...(zone === '' ? {} : { timeZone: zone }) }).format(new Date(at)),
    figure: (n) => new Intl.NumberFormat(locale).format(n),
  }
}

/** Inventory and receipt of a search, to be printed where it was made: on a sheet, or on the roll of a portable printer. */
export function Receipt({ search, tablet, onClose }: ReceiptProperties) {
  const desk = useDesk()
  const [lang, setLang] = useState<Language>(language.value)
  const [paper, setPaper] = useState<Paper>('a4')
  const facts = receiptOf(desk.story.value, search)
  const tongue = tongueOf(lang)
  const printedAt = new Date(desk.now()).toISOString()
  return (
    <section class={`receipt-page paper-${paper}`}>
      <header class="find-head no-print">
        <button type="button" class="big" onClick={onClose}>
          {say('act.close')}
        </button>
        <div class="choices" role="group" aria-label={say('finds.receipt.language')}>
          {(['fr', 'en'] as const).map((l) => (
            <button key={l} type="button" class="big" aria-pressed={lang === l} onClick={() => setLang(l)}>
              {say(`finds.receipt.${l}`)}
            </button>
          ))}
        </div>
        <div class="choices" role="group" aria-label={say('finds.receipt.paper')}>
          {(['a4', 'roll'] as const).map((p) => (
            <button key={p} type="button" class="big" aria-pressed={paper === p} onClick={() => setPaper(p)}>
              {say(`finds.receipt.${p}`)}
            </button>
          ))}
        </div>
        <button type="button" class="big first-big" onClick={() => window.print()}>
          {say('finds.receipt.print')}
        </button>
      </header>
      <article class="receipt" lang={lang}>
        <Heading facts={facts} tongue={tongue} />
        <Lines title={tongue.t('finds.receipt.taken')} none={tongue.t('finds.receipt.nothing')} lines={facts.taken} tongue={tongue} />
        {facts.left.length > 0 && <Lines title={tongue.t('finds.receipt.left')} none="" lines={facts.left} tongue={tongue} />}
        {facts.remarks !== '' && (
          <section>
            <h2>{tongue.t('finds.receipt.remarks')}</h2>
            <p>{facts.remarks}</p>
          </section>
        )}
        <Signatures facts={facts} tongue={tongue} />
        <footer class="receipt-foot">
          <p>{tongue.t('finds.receipt.printed', { tablet, at: tongue.when(printedAt, facts.zone) })}</p>
          <p>{truth(facts, tongue)}</p>
        </footer>
      </article>
    </section>
  )
}

/** What headquarters had of it when it was printed: no more than this tablet knows. */
function truth({ taken, left, known }: ReceiptFacts, { t, figure }: Tongue): string {
  const all = taken.length + left.length
  if (all === 0) return t('finds.receipt.clear')
  if (known === 0) return t('finds.receipt.before')
  return known === all ? t('finds.receipt.after') : t('finds.receipt.partly', { known: figure(known), all: figure(all) })
}

function Heading({ facts, tongue: { t, label, when } }: { facts: ReceiptFacts; tongue: Tongue }) {
  const rows: [Key, string][] = [
    ['finds.receipt.operation', facts.reference === '' ? facts.operation : `${facts.operation} (${facts.reference})`],
    ['finds.receipt.site', facts.site], ['finds.receipt.place', facts.place], ['finds.receipt.basis', label(facts.basis, facts.basisCode)],
    ['finds.receipt.start', when(facts.startedAt, facts.zone)], ['finds.receipt.end', facts.endedAt === '' ? t('finds.receipt.notClosed') : when(facts.endedAt, facts.zone)],
    ['finds.receipt.searchers', facts.searchers.join(', ')], ['finds.receipt.presence', facts.presence === '' ? '' : t(`finds.presence.${facts.presence}` as Key) ?? facts.presence], ['finds.receipt.witnesses', facts.witnesses.join(', ')],
  ]
  return (
    <>
      <h1>{t('finds.receipt.title')}</h1>
      <dl class="receipt-facts">
        {rows.filter(([, value]) => value !== '').map(([key, value]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function Lines({ title, none, lines, tongue }: { title: string; none: string; lines: readonly ReceiptLine[]; tongue: Tongue }) {
  return (
    <section>
      <h2>{title}</h2>
      {lines.length === 0 && <p>{none}</p>}
      <ol class="receipt-lines">
        {lines.map((l) => (
          <Line key={l.id} line={l} tongue={tongue} />
        ))}
      </ol>
    </section>
  )
}

function Line({ line, tongue: { t, label, figure } }: { line: ReceiptLine; tongue: Tongue }) {
  const unit = line.unit === 'piece' ? t('finds.piece') : line.unit
  return (
    <li>
      <p class="receipt-line">
        <strong>{line.number || '–'}</strong>
        <span>
          {line.description}
          {line.model === '' || line.description.includes(line.model) ? '' : `, ${line.model}`}
        </span>
        <span class="number">
          {figure(line.quantity)} {unit}
        </span>
      </p>
      <p>
        {[
          label(line.disposition, line.dispositionCode),
          line.seal === '' ? '' : t('finds.receipt.seal', { number: line.seal, type: label(line.sealType, line.sealTypeCode) }),
          ...line.identity.map(({ kind, text }) => t(`finds.receipt.${kind}`, { text })),
          line.unreadable === '' ? '' : t('finds.receipt.unreadable', { why: line.unreadable }),
        ].filter((part) => part !== '').join(' · ')}
      </p>
      {line.photos.length > 0 && <p class="receipt-hashes">{t('finds.receipt.photos', { hashes: line.photos.join(' ') })}</p>}
    </li>
  )
}

function Signatures({ facts, tongue: { t } }: { facts: ReceiptFacts; tongue: Tongue }) {
  return (
    <section>
      <h2>{t('finds.receipt.signatures')}</h2>
      {facts.signatures.length === 0 && <p>{t('finds.receipt.unsigned')}</p>}
      <ul class="receipt-signatures">
        {facts.signatures.map((s, i) => (
          <li key={i}>
            <p>
              <strong>{Object.hasOwn(en, `finds.signer.${s.role}`) ? t(`finds.signer.${s.role}` as Key) : s.role}</strong> {s.shownName}
            </p>
            {s.file !== undefined ? <Picture sha256={s.file} alt={s.shownName} isWhole /> : <p>{t('finds.refusedBecause', { reason: s.refusedBecause ?? '' })}</p>}
          </li>
        ))}
      </ul>
    </section>
  )
}
