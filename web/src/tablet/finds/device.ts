import { type CatalogueModel, type Match, matchModels } from '../../exhibits/catalogue'
import { checkDevice, joined, type NumberKind, readNumber } from '../../exhibits/identity'
import { list, number, text } from '../../field/documents'
import type { Story } from '../../field/story'
import { say } from '../../words/words'
import type { Device } from './steps'

/** A model of the operation's catalogue, with its document's id. */
export type KnownModel = CatalogueModel & { readonly id: string }

export function catalogueOf(story: Story): KnownModel[] {
  return [...story.documents.deviceModel.values()].map((d) => {
    const sizes = Object.fromEntries((['lengthMm', 'widthMm', 'depthMm', 'massG'] as const).flatMap((m) => (number(d, m) === null ? [] : [[m, number(d, m) as number]])))
    return { id: d.id, code: text(d, 'code') || d.id, make: text(d, 'make'), model: text(d, 'model'), isTarget: d.isTarget === true, mini: d.mini === true, tac: list<string>(d, 'tac'), ...sizes }
  })
}

/** What the officer may mean: by what was typed and the IMEI that were read; without either, the models that are looked for. */
export function suggested(catalogue: readonly KnownModel[], typed: string, device: Partial<Device>): Match<KnownModel>[] {
  const imei = [device.imei1 ?? '', device.imei2 ?? ''].filter((n) => n !== '')
  const found = matchModels(catalogue, { text: typed, imei })
  if (found.length > 0) return found
  if (typed.trim() === '') return catalogue.filter((m) => m.isTarget).map((model) => ({ model, reasons: [] }))
  const begun = typed.trim().toLowerCase() // half a word: what begins or goes on like it
  return catalogue.filter((m) => `${m.make} ${m.model}`.toLowerCase().includes(begun)).map((model) => ({ model, reasons: [] }))
}

const wanted: Readonly<Record<'imei' | 'iccid', number>> = { imei: 15, iccid: 19 }

/** What is to be remarked of a number as it is typed, in words. Nothing is refused: what is written on the thing is what is recorded. */
export function remarksOn(kind: NumberKind & ('imei' | 'iccid'), typed: string): string[] {
  const { normal, checks } = readNumber(kind, typed)
  return checks.map((check) => say(check === 'length' ? `finds.check.${kind}.length` : `finds.check.${check}`, { n: normal.length, wanted: wanted[kind] }))
}

/** Whether a code on a label can be such a number: 14 to 16 digits, or 18 to 20 that begin with 89. A label has others: a serial number, an EAN. */
export function fitsAs(kind: 'imei' | 'iccid', text: string): boolean {
  const plain = joined(text)
  return kind === 'imei' ? /^[0-9]{14,16}$/.test(plain) : /^89[0-9]{16,18}F*$/.test(plain)
}

/** What is to be remarked of the device as a whole, in words. */
export const deviceRemarks = (device: Partial<Device>): string[] => checkDevice(device).map((check) => say(`finds.check.${check}`))

/** A device with other members; what is "" or undefined is taken away. One of which a number is known has no reason for there being none. */
export function deviceWith(before: Device | undefined, changes: Partial<Record<keyof Device, unknown>>): Device {
  const all: Record<string, unknown> = { isTargetModel: false, ...before, ...changes }
  if ((changes.imei1 ?? '') !== '') Object.assign(all, { unreadableBecause: undefined, unreadableCode: undefined })
  if ((changes.iccid ?? '') !== '') all.iccidUnreadableBecause = undefined
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== '')) as unknown as Device
}
