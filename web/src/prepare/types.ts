import type { components } from '../api/schema'

type Schemas = components['schemas']
export type SiteDraft = Schemas['SiteDraft']
export type Target = Schemas['Target']
export type Team = Schemas['Team']
export type Officer = Schemas['Officer']
export type Establishment = Schemas['Establishment']
export type Location = Schemas['Location']
export type OperationDraft = Schemas['OperationDraft']
export type Authorisation = Schemas['Authorisation']
export type Link = Schemas['Link']
export type CellRef = Schemas['CellRef']
export type Policy = Schemas['Policy']
