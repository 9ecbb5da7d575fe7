package planner

// For the tests outside of the package, which need the checker.
var (
	SmallWorld = smallWorld
	Running    = running
)
