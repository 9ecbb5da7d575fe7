// @vitest-environment node
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../checklist/sheet'
import { byCodePoint } from '../checklist/strings'
import type { Template } from '../checklist/template'
import { withFinds, type LocalExhibit, type LocalFinding, type LocalSeal } from './finds'

interface Case {
  readonly name: string
  readonly template: string
  readonly findings: readonly LocalFinding[]
  readonly exhibits: readonly LocalExhibit[]
  readonly seals: readonly (Omit<LocalSeal, 'holds'> & { readonly holds?: boolean })[]
  readonly own: readonly Answer[]
  readonly expect: readonly Answer[]
}

const file = JSON.parse(readFileSync(join(import.meta.dirname, '../../../sync/testdata/finds.json'), 'utf8')) as { templates: Record<string, Template>; cases: Case[] }

/** Of two answers of one instance the later, by path and row. */
const counting = (answers: readonly Answer[]): Answer[] =>
  [...new Map(answers.map((answer) => [`${answer.path}\n${answer.row ?? ''}`, answer])).values()].sort((a, b) => byCodePoint(a.path, b.path) || byCodePoint(a.row ?? '', b.row ?? ''))

describe(`the vectors of the rows of finds: ${file.cases.length}`, () => {
  it.each(file.cases)('$name', ({ template, findings, exhibits, seals, own, expect: wanted }) => {
    const of = file.templates[template]
    if (of === undefined) throw new Error(`no template ${template}`)
    const all = withFinds(of, own, { findings, exhibits, seals: seals.map((seal) => ({ ...seal, holds: seal.holds === true })) })
    expect(counting(all)).toEqual(wanted)
  })
})
