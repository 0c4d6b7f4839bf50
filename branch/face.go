package branch

// Face is who somebody was on the day on which a round froze it: what the round shows of a person is taken from here, whatever the
// roster says since.
type Face struct {
	Name  string `json:"name"`
	Group string `json:"group,omitempty"` // 党小组
	Apart string `json:"apart,omitempty"` // what told the name apart where it repeated
	Right string `json:"right,omitempty"` // 正式党员 or 预备党员
}

// Face returns who a member is on a day.
func (p *People) Face(m Member, aparts map[MemberID]string, day Date) Face {
	right := "正式党员"
	if m.Probationary(day) {
		right = "预备党员"
	}
	return Face{m.Name, p.GroupName(m.Group), aparts[m.ID], right}
}
