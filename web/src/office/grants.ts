import { given } from '../api/ids'
import type { components } from '../api/schema'
import { say, sayCode } from '../words/words'

export type Grant = components['schemas']['Grant']
export type Role = components['schemas']['Role']

/** The roles that a person can hold (models/rights.go). */
export const roles: readonly Role[] = ['admin', 'coordinator', 'approver', 'officer', 'hq', 'custodian', 'analyst', 'auditor']

/** A role as it is given, in words: "Coordinator, one operation, 3 establishments". */
export function grantWords(grant: Grant, operationName: (id: string) => string): string {
  const parts = [sayCode('role', grant.role)]
  if (given(grant.operation)) parts.push(operationName(grant.operation))
  if (grant.sites !== undefined && grant.sites.length > 0) parts.push(say('people.atSites', { n: grant.sites.length }))
  return parts.join(', ')
}

/** A grant as the contract takes it: what limits nothing is left out. */
export function plainGrant({ role, operation, sites }: Grant): Grant {
  return { role, ...(given(operation) ? { operation } : {}), ...(sites !== undefined && sites.length > 0 ? { sites } : {}) }
}

/** What can be said of a person's sign-in in one word. */
export function stateOf({ disabled, hasPassword }: Pick<components['schemas']['Person'], 'disabled' | 'hasPassword'>): 'disabled' | 'active' | 'invited' {
  return disabled ? 'disabled' : hasPassword ? 'active' : 'invited'
}
