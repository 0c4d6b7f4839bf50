package branch

import "slices"

// Contact is an enterprise on record; as a contact point (联系点) it is paired and carries duties. The pairing is dated:
// the fields say how it is now, Past how it was before. Change keeps the two right.
type Contact struct {
	Branch   BranchID  `json:"branch"`
	ID       ContactID `json:"id"`
	Name     string    `json:"name"`
	PartyOrg string    `json:"party_org,omitempty"` // its own Party organisation
	Point    bool      `json:"point"`               // 联系点: carries duties
	Leader   MemberID  `json:"leader,omitempty"`    // the paired leadership member
	Group    GroupID   `json:"group,omitempty"`     // that member's group
	Liaison  MemberID  `json:"liaison,omitempty"`   // 联络员; none: the leader of Group
	Past     []Pairing `json:"past,omitempty"`      // by Until
	Opened   Date      `json:"opened,omitempty"`    // first day on record; none: always was
	Closed   Date      `json:"closed,omitempty"`    // last day on record; none while it is
	People   []Person  `json:"people,omitempty"`    // whom one meets there
}

// Pairing is how an enterprise was looked after up to a day.
type Pairing struct {
	Until   Date     `json:"until"` // its last day
	Point   bool     `json:"point"`
	Leader  MemberID `json:"leader,omitempty"`
	Group   GroupID  `json:"group,omitempty"`
	Liaison MemberID `json:"liaison,omitempty"`
}

// Person is somebody of an enterprise, by post and surname only: no phone number is kept.
type Person struct {
	Post    string `json:"post"`
	Surname string `json:"surname"`
}

// On returns the enterprise with the pairing of a day.
func (c Contact) On(day Date) Contact {
	for _, p := range c.Past {
		if day <= p.Until {
			c.Point, c.Leader, c.Group, c.Liaison = p.Point, p.Leader, p.Group, p.Liaison
			return c
		}
	}
	return c
}

// OnRecord reports whether the enterprise is on record on a day.
func (c Contact) OnRecord(day Date) bool {
	return c.Opened <= day && (c.Closed == 0 || day <= c.Closed)
}

// Change returns the enterprise with another pairing from a day on; what was before that day stays as it was. The
// other fields are c's own.
func (c Contact) Change(to Pairing, from Date) Contact {
	was := c.On(from - 1)
	c.Past = slices.DeleteFunc(slices.Clone(c.Past), func(p Pairing) bool { return p.Until >= from-1 })
	c.Past = append(c.Past, Pairing{from - 1, was.Point, was.Leader, was.Group, was.Liaison})
	c.Point, c.Leader, c.Group, c.Liaison = to.Point, to.Leader, to.Group, to.Liaison
	return c
}
