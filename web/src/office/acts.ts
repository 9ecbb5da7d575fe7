/** The acts that the audit knows: those of models/rights.go that leave a row there, and what the server itself notes. */
export const auditActs = [
  'session.begin', 'session.end', 'password.set', 'password.change', 'people.read', 'people.write',
  'registry.write', 'officers.read', 'officers.write', 'import.run',
  'operation.names', 'operation.create', 'operation.edit', 'plan.read', 'plan.readings', 'plan.write', 'plan.job', 'plan.replan', 'plan.approve', 'plan.seal', 'checklist.give',
  'waiver.propose', 'waiver.sign', 'waiver.withdraw', 'release.ask', 'release.approve', 'operation.run', 'contact.write', 'thresholds.write',
  'brake.ask', 'brake.confirm', 'bundle.words', 'bundle.fetch',
  'search.read', 'register.read', 'journal.read', 'file.read', 'file.original', 'sync.pull', 'export.receive', 'audit.read',
  'tablet.enrol', 'tablet.confirm', 'tablet.revoke', 'tablet.lease', 'reference.seed', 'rebuild', 'restore',
] as const
