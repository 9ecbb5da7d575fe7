import type { Labels } from '../checklist/template'
import { en, fr } from '../words/sheets'
import type { Language } from '../words/words'

export type SheetKey = keyof typeof en

/** Words in the language of the paper, which need not be that of the screen. */
export interface Tongue {
  readonly lang: Language
  readonly t: (key: SheetKey, parameters?: Readonly<Record<string, string | number>>) => string
  readonly label: (labels: Labels | undefined | null, otherwise?: string) => string
  /** Hour and minute in a zone; "" for no instant. */
  readonly time: (at: number | string, zone: string) => string
  /** Day, hour and minute in a zone; "" for no instant. */
  readonly day: (at: number | string, zone: string) => string
}

export function tongueOf(lang: Language): Tongue {
  const locale = lang === 'fr' ? 'fr-FR' : 'en-GB'
  const words: Readonly<Record<SheetKey, string>> = lang === 'fr' ? fr : en
  const written = (at: number | string, zone: string, options: Intl.DateTimeFormatOptions): string => {
    const instant = new Date(at)
    return Number.isNaN(instant.getTime()) ? '' : new Intl.DateTimeFormat(locale, { ...options, hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone || 'UTC' }).format(instant)
  }
  return {
    lang,
    t: (key, parameters = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole)),
    label: (labels, otherwise = '') => labels?.[lang] || labels?.en || labels?.fr || otherwise,
    time: (at, zone) => written(at, zone, {}),
    day: (at, zone) => written(at, zone, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZoneName: 'short' }),
  }
}
