package ask

import "zhibu/branch"

// Member asks for one of the members. The answer is a branch.MemberID.
func Member(name, question string) Field { return Pick(name, question, members(nil)) }

// MemberOf is Member among those for whom ok holds.
func MemberOf(name, question string, ok func(branch.Member) bool) Field {
	return Pick(name, question, members(ok))
}

// members lists active members as cards call them.
func members(ok func(branch.Member) bool) func(Context) []Option {
	return func(x Context) (list []Option) {
		p := x.People()
		aparts := p.Aparts()
		for _, m := range p.Active(ok) {
			list = append(list, Option{branch.Called(m.Name, aparts[m.ID]), int64(m.ID)})
		}
		return list
	}
}
