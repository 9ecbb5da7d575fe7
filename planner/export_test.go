package planner

// For the tests outside of the package, which need the checker.
var (
	SmallWorld    = smallWorld
	BoundVariants = boundVariants
	Hunted        = hunted
	Running       = running
)
