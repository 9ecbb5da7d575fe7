package models

import "slices"

// Role is what a person is trusted with, per operation and set of sites.
type Role string

// The roles. A tablet is an actor too: it may pull and upload, nothing else.
const (
	RoleAdmin       Role = "admin"       // people, roles, tablets, retention; no operation content
	RoleCoordinator Role = "coordinator" // plans, runs
	RoleApprover    Role = "approver"    // the authority: never the coordinator who asks
	RoleOfficer     Role = "officer"     // works through a tablet
	RoleHQ          Role = "hq"          // watches
	RoleCustodian   Role = "custodian"   // exhibits, custody
	RoleAnalyst     Role = "analyst"     // intelligence, exports
	RoleAuditor     Role = "auditor"     // audit and proofs, nothing else
	RoleTablet      Role = "tablet"      // an enrolled installation
)

// Roles lists the roles that a person can hold.
var Roles = []Role{RoleAdmin, RoleCoordinator, RoleApprover, RoleOfficer, RoleHQ, RoleCustodian, RoleAnalyst, RoleAuditor}

// Act names something that a caller does. Each operation of the API names its
// act (x-act), and this table alone says who may.
type Act string

// The acts.
const (
	ActPublic         Act = "public"           // no caller needed: the credentials are in the message, or nothing is given away
	ActSelf           Act = "self"             // whoever is signed in, about themselves
	ActPeopleRead     Act = "people.read"      //
	ActPeopleWrite    Act = "people.write"     //
	ActRegistryRead   Act = "registry.read"    // establishments, locations, equipment, templates, models, pick-lists
	ActRegistryWrite  Act = "registry.write"   //
	ActOfficersRead   Act = "officers.read"    // names of staff
	ActOfficersWrite  Act = "officers.write"   //
	ActOperationList  Act = "operation.list"   // the operations in one's scope
	ActOperationNames Act = "operation.names"  // what operations are called, for giving roles in them; is audited
	ActOperationNew   Act = "operation.create" //
	ActOperationRead  Act = "operation.read"   // name, state, next step; nothing of the plan
	ActOperationEdit  Act = "operation.edit"   // name and draft content
	ActPlanRead       Act = "plan.read"        // draft content and plans; needs a reason, is audited
	ActPlanReadings   Act = "plan.readings"    // who read the plan, and why
	ActPlanWrite      Act = "plan.write"       // solve, publish, reopen
	ActPlanReplan     Act = "plan.replan"      // mend the plan in force while the operation runs
	ActPlanJob        Act = "plan.job"         // start and cancel jobs of planning; their kind has an act of its own
	ActPlanApprove    Act = "plan.approve"     //
	ActPlanSeal       Act = "plan.seal"        //
	ActWaiverPropose  Act = "waiver.propose"   // that an officer may search where they are barred
	ActWaiverSign     Act = "waiver.sign"      // the authority allows it
	ActWaiverWithdraw Act = "waiver.withdraw"  //
	ActReleaseAsk     Act = "release.ask"      //
	ActReleaseApprove Act = "release.approve"  //
	ActOperationRun   Act = "operation.run"    // wind down, close, settle
	ActChecklistGive  Act = "checklist.give"   // a newer version of its checklist to an operation that is released
	ActBrakeAsk       Act = "brake.ask"        // hold, resume, stand down, a new H: the first person
	ActBrakeConfirm   Act = "brake.confirm"    // the second, a different one
	ActBundleWords    Act = "bundle.words"     // ten words and brake codes, to be read over the radio
	ActProgressRead   Act = "progress.read"    // the live picture
	ActContactWrite   Act = "contact.write"    // who was called at a site
	ActThresholds     Act = "thresholds.write" // from when on a site is late or silent
	ActSearchRead     Act = "search.read"      //
	ActExhibitRead    Act = "exhibit.read"     //
	ActRegisterRead   Act = "register.read"    // exhibits with who has them; is audited
	ActTabletRead     Act = "tablet.read"      //
	ActTabletEnrol    Act = "tablet.enrol"     //
	ActTabletConfirm  Act = "tablet.confirm"   //
	ActTabletRevoke   Act = "tablet.revoke"    //
	ActTabletLease    Act = "tablet.lease"     // the server's half of what opens a tablet's own memory
	ActSyncPull       Act = "sync.pull"        //
	ActBundleFetch    Act = "bundle.fetch"     // a tablet's own sealed packages
	ActJournalRead    Act = "journal.read"     // entries as they were signed
	ActAuditRead      Act = "audit.read"       //
	ActImport         Act = "import.run"       // files of registry and operation, all or nothing
	ActFileRead       Act = "file.read"        // previews of photographs
	ActFileOriginal   Act = "file.original"    // files as they were signed; needs a reason, is audited
	ActExportReceive  Act = "export.receive"   // what a tablet without network has carried home
)

// Right says who may do an act, and in which states of the operation.
type Right struct {
	Roles  []Role
	States []OperationState // empty: in every state
}

var (
	notAdmin = []Role{RoleCoordinator, RoleApprover, RoleHQ, RoleCustodian, RoleAnalyst, RoleAuditor}
	watchers = []Role{RoleCoordinator, RoleApprover, RoleHQ}
	// Whoever may ask for a brake may confirm another's: in the night of an operation the two
	// who are awake must be enough. That they are two is for Brake.Confirm to see.
	beforeClosedOrHeld = slices.Concat(beforeClosed, []OperationState{Held})

	// Before release something is planned, then the plan is mended.
	planningStates = []OperationState{Draft, Planned, Approved, Sealed, Released, Live, Held}

	afterwards = []OperationState{Released, Live, Closing, Closed, Archived, Held, Cancelled}
)

// Rights is the table. An act that is not in it is allowed to nobody.
var Rights = map[Act]Right{
	ActPeopleRead:     {Roles: []Role{RoleAdmin}},
	ActPeopleWrite:    {Roles: []Role{RoleAdmin}},
	ActRegistryRead:   {Roles: append([]Role{RoleAdmin}, notAdmin...)},
	ActRegistryWrite:  {Roles: []Role{RoleCoordinator}},
	ActOfficersRead:   {Roles: []Role{RoleCoordinator, RoleApprover, RoleHQ, RoleCustodian}},
	ActOfficersWrite:  {Roles: []Role{RoleCoordinator}},
	ActOperationList:  {Roles: notAdmin},
	ActOperationNames: {Roles: []Role{RoleAdmin}},
	ActOperationNew:   {Roles: []Role{RoleCoordinator}},
	ActOperationRead:  {Roles: notAdmin},
	ActOperationEdit:  {Roles: []Role{RoleCoordinator}, States: []OperationState{Draft, Planned}},
	ActPlanRead:       {Roles: []Role{RoleCoordinator, RoleApprover, RoleHQ}},
	ActPlanReadings:   {Roles: []Role{RoleCoordinator, RoleApprover}},
	ActPlanWrite:      {Roles: []Role{RoleCoordinator}, States: []OperationState{Draft, Planned, Approved, Sealed}},
	ActPlanReplan:     {Roles: []Role{RoleCoordinator}, States: []OperationState{Released, Live, Held}},
	ActPlanJob:        {Roles: []Role{RoleCoordinator}, States: planningStates},
	ActPlanApprove:    {Roles: []Role{RoleApprover}, States: []OperationState{Planned}},
	ActPlanSeal:       {Roles: []Role{RoleCoordinator}, States: []OperationState{Approved}},
	ActWaiverPropose:  {Roles: []Role{RoleCoordinator}, States: []OperationState{Draft, Planned}},
	ActWaiverSign:     {Roles: []Role{RoleApprover}, States: []OperationState{Draft, Planned}},
	ActWaiverWithdraw: {Roles: []Role{RoleCoordinator, RoleApprover}, States: []OperationState{Draft, Planned}},
	ActReleaseAsk:     {Roles: []Role{RoleCoordinator}, States: []OperationState{Sealed}},
	ActReleaseApprove: {Roles: []Role{RoleApprover}, States: []OperationState{Sealed}},
	ActOperationRun:   {Roles: []Role{RoleCoordinator}, States: []OperationState{Released, Live, Closing, Closed}},
	ActChecklistGive:  {Roles: []Role{RoleCoordinator}}, // in which states says Operation.TakesChecklist: before release nobody need give it
	ActBrakeAsk:       {Roles: []Role{RoleCoordinator, RoleApprover}, States: beforeClosedOrHeld},
	ActBrakeConfirm:   {Roles: []Role{RoleCoordinator, RoleApprover}, States: beforeClosedOrHeld},
	ActBundleWords:    {Roles: []Role{RoleCoordinator}, States: afterwards},
	ActProgressRead:   {Roles: watchers, States: afterwards},
	ActContactWrite:   {Roles: watchers, States: []OperationState{Released, Live, Closing, Closed, Held, Cancelled}},
	ActThresholds:     {Roles: []Role{RoleCoordinator, RoleHQ}, States: beforeClosedOrHeld},
	ActSearchRead:     {Roles: append([]Role{RoleCustodian, RoleAnalyst}, watchers...), States: afterwards},
	ActExhibitRead:    {Roles: append([]Role{RoleCustodian, RoleAnalyst}, watchers...), States: afterwards},
	ActRegisterRead:   {Roles: []Role{RoleCustodian, RoleCoordinator, RoleHQ, RoleAuditor}, States: afterwards},
	ActTabletRead:     {Roles: []Role{RoleAdmin, RoleCoordinator, RoleHQ}},
	ActTabletEnrol:    {Roles: []Role{RoleAdmin, RoleCoordinator}},
	ActTabletConfirm:  {Roles: []Role{RoleAdmin, RoleCoordinator}},
	ActTabletRevoke:   {Roles: []Role{RoleAdmin, RoleCoordinator}},
	ActTabletLease:    {Roles: []Role{RoleTablet}},
	ActSyncPull:       {Roles: append([]Role{RoleTablet, RoleAuditor, RoleAnalyst, RoleCustodian}, watchers...), States: afterwards},
	ActBundleFetch:    {Roles: []Role{RoleTablet}},
	ActJournalRead:    {Roles: []Role{RoleAuditor, RoleAnalyst}, States: afterwards},
	ActAuditRead:      {Roles: []Role{RoleAuditor}},
	ActImport:         {Roles: []Role{RoleCoordinator}},
	ActFileRead:       {Roles: append([]Role{RoleCustodian, RoleAnalyst}, watchers...), States: afterwards},
	ActFileOriginal:   {Roles: []Role{RoleCoordinator, RoleCustodian, RoleAnalyst}, States: afterwards},
	ActExportReceive:  {Roles: []Role{RoleCoordinator}},
}

// Grant gives a person a role: for one operation or all, at some establishments or all.
type Grant struct {
	Role      Role  `sens:"staff"`
	Operation *ID   `sens:"staff"` // nil: every operation
	Sites     IDSet `sens:"staff"` // empty: every establishment
}

// Scope is what an act is about: nothing in particular, an operation, or one
// establishment within it.
type Scope struct {
	Operation *ID
	Site      *ID // establishment
}

// Actor is a caller: a person with grants, or a tablet.
type Actor struct {
	Person ID
	Tablet ID
	Name   string
	Grants []Grant
}

// SignedIn says whether there is anybody.
func (a Actor) SignedIn() bool { return a.Person != ID{} || a.Tablet != ID{} }

func (g Grant) covers(s Scope) bool {
	if s.Operation != nil && g.Operation != nil && *g.Operation != *s.Operation {
		return false
	}
	return s.Site == nil || len(g.Sites) == 0 || slices.Contains(g.Sites, *s.Site)
}

// May returns nil if the actor may do act on what scope names while the
// operation is in state ("" where there is none). Otherwise, in this order:
// Unauthenticated; NotFound if nothing in scope is the actor's, so that a
// foreign id and an unknown one cannot be told apart; Forbidden if the role
// does not allow it; WrongState if the operation's state does not.
func (a Actor) May(act Act, scope Scope, state OperationState) error {
	if act == ActPublic {
		return nil
	}
	if !a.SignedIn() {
		return NewFault(Unauthenticated, "Sign in first.")
	}
	if act == ActSelf {
		return nil
	}
	right := Rights[act]
	inScope, allowed := false, false
	for _, g := range a.Grants {
		if !g.covers(scope) || (scope.Operation != nil && g.Role == RoleAdmin) {
			continue
		}
		inScope = true
		allowed = allowed || slices.Contains(right.Roles, g.Role)
	}
	switch {
	case !inScope && (scope.Operation != nil || scope.Site != nil):
		return NewFault(NotFound, "There is nothing here by that name.")
	case !allowed:
		return NewFault(Forbidden, "Your role does not allow this (%s).", act)
	case state != "" && len(right.States) > 0 && !slices.Contains(right.States, state):
		return NewFault(WrongState, "This is not possible while the operation is %s.", state)
	}
	return nil
}

// Sites returns the establishments to which the actor's view of an operation is
// limited for an act, and all=true when it is not limited.
func (a Actor) Sites(act Act, operation ID) (sites IDSet, all bool) {
	for _, g := range a.Grants {
		if !g.covers(Scope{Operation: &operation}) || !slices.Contains(Rights[act].Roles, g.Role) {
			continue
		}
		if len(g.Sites) == 0 {
			return nil, true
		}
		sites = append(sites, g.Sites...)
	}
	return sites, false
}

// Sees says whether the actor may do act at one establishment of an operation.
func (a Actor) Sees(act Act, operation, site ID) bool {
	sites, all := a.Sites(act, operation)
	return all || slices.Contains(sites, site)
}
