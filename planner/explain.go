package planner

// explain fills the plan's infeasible section.
func (s *solver) explain(p *Plan) {}
