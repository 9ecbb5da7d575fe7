/*
 * The types of a template are written from its schema (openapi/templates/template.v1.json), which says what each member is.
 */
import type { Item } from '../api/template.gen'

export type { Choice, Condition, Constraint, Default, Fact, Item, Labels, Operand, Section, TemplateV1 as Template } from '../api/template.gen'

/** One of the types that an item may have. */
export type ItemType = Item['type']
