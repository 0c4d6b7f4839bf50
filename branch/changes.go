package branch

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

func becomeFull(p *People, c *Change) error {
	m := p.Member(c.Member)
	if m.Full != 0 {
		return fmt.Errorf("%s已是正式党员，转正日期%s。", m.Name, m.Full.Chinese())
	}
	if c.From < m.PutOff() {
		return fmt.Errorf("%s的预备期到%s满，转正日期不能早于这一天。", m.Name, m.PutOff().Chinese())
	}
	m.Full = c.From
	return nil
}

// extensions are the shortest and the longest that a probation may be extended by.
func extensions(p *People, c Change) []Date {
	m := p.Member(c.Member)
	return []Date{m.PutOff().AddMonths(postponed), m.PutOff().AddMonths(postponed2)}
}

func extend(p *People, c *Change) error {
	m := p.Member(c.Member)
	limits := extensions(p, *c)
	switch {
	case m.Full != 0:
		return fmt.Errorf("%s已是正式党员。", m.Name)
	case m.Extended != 0:
		return fmt.Errorf("%s的预备期已延长过一次，不能再延长（%s）。", m.Name, RuleExtension.Cite())
	case c.Date < limits[0] || c.Date > limits[1]:
		return fmt.Errorf("预备期延长不少于半年、最长一年，应在%s至%s之间（%s）。", limits[0].Chinese(), limits[1].Chinese(), RuleExtension.Cite())
	}
	m.Extended = c.Date
	return nil
}

// settle puts somebody into a group: a lead elsewhere ends, and the contact points that he or she is paired with go
// along, since they belong to that member's group.
func (p *People) settle(m *Member, g GroupID) {
	if old := p.Group(m.Group); old != nil && old.ID != g && old.Leader == m.ID {
		old.Leader = 0
	}
	m.Group = g
	for i := range p.Contacts {
		if p.Contacts[i].Leader == m.ID {
			p.Contacts[i].Group = g
		}
	}
}

func (p *People) living(id GroupID) (*Group, error) {
	if g := p.Group(id); g != nil && g.Ended == 0 {
		return g, nil
	}
	return nil, fmt.Errorf("这个党小组已经没有了，请重新选择。")
}

func move(p *People, c *Change) error {
	m := p.Member(c.Member)
	g, err := p.living(c.Group)
	if err != nil {
		return err
	}
	if m.Group == g.ID {
		return fmt.Errorf("%s已在「%s」。", m.Name, g.Name)
	}
	p.settle(m, g.ID)
	return nil
}

func roles() (list []string) {
	for _, p := range Posts {
		list = append(list, string(p))
	}
	return append(list, Dismissed, LeaderRole, NoLeader, InLeadership, NoLeadership, string(PartyClerk))
}

// mayHold refuses a post to who has no 被选举权: probationary members (党章第七条), and those whose rights are taken or
// suspended. The reason of the latter is not said.
func mayHold(m Member, day Date, what string) error {
	if m.Probationary(day) {
		return fmt.Errorf("%s是预备党员，不能担任%s。", m.Name, what)
	}
	if m.Restricted(day) {
		return fmt.Errorf("%s目前不能担任%s，请与书记核实。", m.Name, what)
	}
	return nil
}

func appoint(p *People, c *Change) error {
	m, g := p.Member(c.Member), p.Group(p.Member(c.Member).Group)
	switch c.Choice {
	case Dismissed:
		if m.Post == NoPost {
			return fmt.Errorf("%s没有担任党内职务。", m.Name)
		}
		m.Post = NoPost
		return p.keepOfficer()
	case InLeadership, NoLeadership:
		if m.Leadership == (c.Choice == InLeadership) {
			return fmt.Errorf("%s的登记已是这样。", m.Name)
		}
		m.Leadership = c.Choice == InLeadership
		return nil
	case LeaderRole:
		if g == nil || g.Leader == m.ID {
			return fmt.Errorf("%s没有编入党小组，或已是组长。", m.Name)
		}
		g.Leader = m.ID
		return mayHold(*m, c.From, "党小组组长")
	case NoLeader:
		if g == nil || g.Leader != m.ID {
			return fmt.Errorf("%s不是党小组组长。", m.Name)
		}
		g.Leader = 0
		return nil
	}
	if m.Post.Is(Post(c.Choice)) {
		return fmt.Errorf("%s已担任%s。", m.Name, c.Choice)
	}
	if Post(c.Choice) == PartyClerk {
		return p.appointClerk(m, c.From)
	}
	for i := range p.Members {
		if p.Members[i].Post.Is(Post(c.Choice)) {
			p.Members[i].Post = p.Members[i].Post.Without(Post(c.Choice))
		}
	}
	m.Post = Post(c.Choice)
	if err := mayHold(*m, c.From, c.Choice); err != nil {
		return err
	}
	return p.keepOfficer()
}

// appointClerk makes somebody 党务干事, beside others who are: neither a seat's holder nor somebody whose rights are
// taken or suspended.
func (p *People) appointClerk(m *Member, day Date) error {
	switch {
	case m.Post.Committee():
		return fmt.Errorf("%s已担任%s，党务干事不由支部委员兼任。", m.Name, m.Post)
	case m.Restricted(day):
		return fmt.Errorf("%s目前不能担任%s，请与书记核实。", m.Name, PartyClerk)
	}
	m.Post = PartyClerk
	return nil
}

// keepOfficer refuses a state in which nobody keeps the roster: nobody could mend it.
func (p *People) keepOfficer() error {
	if len(p.Active(KeepRoster.HeldBy)) == 0 {
		return fmt.Errorf("书记、副书记、组织委员至少要有一人在任，请先任命接任的同志。")
	}
	return nil
}

func leave(p *People, c *Change) error {
	m := p.Member(c.Member)
	if m.Status != Active {
		return fmt.Errorf("%s已不在册（%s）。", m.Name, m.Status)
	}
	officer := m.May(KeepRoster)
	m.Status, m.Post, m.Leadership = Status(c.Choice), NoPost, false
	if g := p.Group(m.Group); g != nil && g.Leader == m.ID {
		g.Leader = 0
	}
	for i := range p.Contacts {
		if x := &p.Contacts[i]; x.Leader == m.ID {
			x.Leader = 0
		}
		if x := &p.Contacts[i]; x.Liaison == m.ID {
			x.Liaison = 0 // its tasks go to the group's leader
		}
	}
	if officer {
		return p.keepOfficer()
	}
	return nil
}

func comeBack(p *People, c *Change) error {
	m := p.Member(c.Member)
	if _, err := p.living(c.Group); err != nil {
		return err
	}
	if m.Status == Active || m.Status == Deceased {
		return fmt.Errorf("%s不能重新转入。", m.Name)
	}
	m.Status, m.Group = Active, c.Group
	return nil
}

func restrict(p *People, c *Change) error {
	m := p.Member(c.Member)
	if m.Restricted(c.From) {
		return fmt.Errorf("%s的权利已登记为受限。", m.Name)
	}
	m.Restrictions = append(m.Restrictions, Restriction{Kind: c.Choice, Reason: c.Reason, From: c.From})
	return nil
}

func lift(p *People, c *Change) error {
	m := p.Member(c.Member)
	if !m.Restricted(c.From) {
		return fmt.Errorf("%s在这一天没有权利受限的登记。", m.Name)
	}
	for i := range m.Restrictions {
		if r := &m.Restrictions[i]; r.To == 0 || r.To >= c.From {
			r.To = c.From - 1
		}
	}
	m.Restrictions = slices.DeleteFunc(m.Restrictions, func(r Restriction) bool { return r.To != 0 && r.To < r.From })
	return nil
}

func correct(p *People, c *Change) error {
	m := p.Member(c.Member)
	joined, full := m.Joined, m.Full
	if c.Choice == JoinedField {
		joined = c.Date
	} else {
		full = c.Date
	}
	switch {
	case c.Choice == FullField && m.Full == 0:
		return fmt.Errorf("%s是预备党员，请用「转正」登记转正日期。", m.Name)
	case c.Date > c.From:
		return fmt.Errorf("%s不能晚于今天。", c.Choice)
	case c.Date < On(1921, time.July, 1):
		return fmt.Errorf("这个日期太早，请核对。")
	case full != 0 && full < joined:
		return fmt.Errorf("转正日期%s早于入党日期%s，请核对。", full.Chinese(), joined.Chinese())
	case joined == m.Joined && full == m.Full:
		return fmt.Errorf("登记的%s已是%s。", c.Choice, c.Date.Chinese())
	}
	m.Joined, m.Full = joined, full
	return nil
}

func newCommittee(p *People, c *Change) error {
	if len(c.Members) != len(Posts) {
		return fmt.Errorf("请逐项选定委员。")
	}
	for i := range p.Members {
		if p.Members[i].Post.Committee() {
			p.Members[i].Post = NoPost
		}
	}
	for i, id := range c.Members {
		if id == 0 {
			continue
		}
		m := p.Member(id)
		switch {
		case m == nil || m.Status != Active:
			return fmt.Errorf("%s的人选已不在册，请重新选择。", Posts[i])
		case m.Post != NoPost && Posts[i] == DeputySecretary && m.Post.Is(Secretary):
			return fmt.Errorf("%s同时选为书记和副书记，请重新选择。", m.Name)
		}
		if err := mayHold(*m, c.From, string(Posts[i])); err != nil {
			return err
		}
		m.Post = m.Post.Without(PartyClerk).With(Posts[i])
	}
	return p.keepOfficer()
}

// cleanName reads the name of a group or section: words, no formula. No member of the branch is called so.
func (p *People) cleanName(s string) (string, error) {
	s = strings.Join(strings.Fields(s), "")
	n := len([]rune(s))
	odd := strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("（）()·、-—&/", r)
	})
	first, _ := utf8.DecodeRuneInString(s)
	switch {
	case n < shortName || n > longName:
		return "", fmt.Errorf("名称应为%d至%d个字，请重新发送。", shortName, longName)
	case odd || !strings.ContainsFunc(s, unicode.IsLetter) || !unicode.IsLetter(first) && !unicode.IsDigit(first):
		return "", fmt.Errorf("名称请用汉字、字母和数字，请重新发送。")
	case len(p.Active(func(m Member) bool { return m.Name == s })) > 0:
		return "", fmt.Errorf("「%s」是本支部党员的姓名，请写党小组或科室的名称。", s)
	}
	return s, nil
}

// groupName reads a new name of a group: no other group has it, however it is spelt. 第1党小组 is 第一党小组.
func (p *People) groupName(s string, own GroupID) (string, error) {
	name, err := p.cleanName(s)
	for _, g := range p.Living() {
		if err == nil && g.ID != own && groupKey(g.Name) == groupKey(name) {
			return "", fmt.Errorf("已有名为「%s」的党小组。", g.Name)
		}
	}
	return name, err
}

func newGroup(p *People, c *Change) (err error) {
	if c.Name, err = p.groupName(c.Name, 0); err != nil {
		return err
	}
	id, b := GroupID(0), BranchID(0)
	for _, g := range p.Groups {
		id, b = max(id, g.ID), g.Branch
	}
	if b == 0 {
		b = c.Branch
	}
	p.Groups = append(p.Groups, Group{Branch: b, ID: id + 1, Name: c.Name})
	return p.gather(c.Members, func(m *Member) { p.settle(m, id+1) })
}

// gather does something to each of several people.
func (p *People) gather(who []MemberID, do func(*Member)) error {
	if len(who) == 0 {
		return fmt.Errorf("请至少选择一名党员。")
	}
	for _, id := range who {
		m := p.Member(id)
		if m == nil || m.Status != Active {
			return fmt.Errorf("所选的人里有人已不在册，请重新选择。")
		}
		do(m)
	}
	return nil
}

func renameGroup(p *People, c *Change) (err error) {
	g, err := p.living(c.Group)
	if err != nil {
		return err
	}
	if c.Name, err = p.groupName(c.Name, g.ID); err != nil {
		return err
	}
	if g.Name == c.Name {
		return fmt.Errorf("这个党小组已叫「%s」。", c.Name)
	}
	g.Name = c.Name
	return nil
}

func mergeGroups(p *People, c *Change) error {
	from, err := p.living(c.Group)
	if err != nil {
		return err
	}
	if _, err := p.living(c.To); err != nil || c.To == c.Group {
		return fmt.Errorf("请选择另一个党小组并入。")
	}
	from.Ended, from.Leader = c.From, 0
	for i := range p.Members {
		if m := &p.Members[i]; m.Status == Active && m.Group == c.Group {
			m.Group = c.To
		}
	}
	for i := range p.Contacts {
		if p.Contacts[i].Group == c.Group {
			p.Contacts[i].Group = c.To
		}
	}
	return nil
}

func newSection(p *People, c *Change) (err error) {
	if c.Name, err = p.cleanName(c.Name); err != nil {
		return err
	}
	return p.gather(c.Members, func(m *Member) { m.Section = c.Name })
}

// renameSection renames a section, or merges it into the one that has the name already.
func renameSection(p *People, c *Change) (err error) {
	if c.Name, err = p.cleanName(c.Name); err != nil {
		return err
	}
	if !slices.Contains(p.Sections(), c.Old) || c.Old == c.Name {
		return fmt.Errorf("没有「%s」，或者名称没有变。", c.Old)
	}
	for i := range p.Members {
		if m := &p.Members[i]; m.Status == Active && m.Section == c.Old {
			m.Section = c.Name
		}
	}
	return nil
}

// RoleOpen reports whether an appointment of that choice would change anything for a member: what is offered by button.
func RoleOpen(p *People, m Member, choice string) bool {
	g := p.Group(m.Group)
	leads := g != nil && g.Leader == m.ID
	switch choice {
	case Dismissed:
		return m.Post != NoPost
	case LeaderRole:
		return g != nil && !leads
	case NoLeader:
		return leads
	case InLeadership:
		return !m.Leadership
	case NoLeadership:
		return m.Leadership
	case string(PartyClerk):
		return m.Post == NoPost
	}
	return !m.Post.Is(Post(choice))
}

// addMember enters one person by hand: transferred in, or accepted as a probationary member.
func addMember(p *People, c *Change) error {
	if err := fullName(c.Name); err != nil {
		return err
	}
	if _, err := p.living(c.Group); err != nil {
		return err
	}
	switch {
	case p.Member(c.Member) != nil || c.Member <= 0:
		return fmt.Errorf("这项新增已办理过，请重新填写。")
	case c.Date > c.From:
		return fmt.Errorf("入党日期不能晚于今天。")
	case c.Date < On(1921, time.July, 1):
		return fmt.Errorf("入党日期太早，请核对。")
	case c.Full != 0 && c.Full < c.Date:
		return fmt.Errorf("转正日期%s早于入党日期%s，请核对。", c.Full.Chinese(), c.Date.Chinese())
	case c.Full > c.From:
		return fmt.Errorf("转正日期不能晚于今天。尚未转正的，请点「预备党员」。")
	}
	p.Members = append(p.Members, Member{Branch: c.Branch, ID: c.Member, Name: c.Name, Group: c.Group, Joined: c.Date, Full: c.Full})
	return nil
}

// OddProbation says what is unusual of two dates: 转正 that is not a year after 入党, or two where the probation was extended.
// It is "" where there is nothing to say.
func OddProbation(joined, full Date) string {
	if joined == 0 || full == 0 || joined >= noProbation[0] && joined <= noProbation[1] {
		return ""
	}
	switch years := joined.Years(full, false); {
	case full == joined:
		return "入党当天就转正"
	case full > joined && years < 1:
		return "不满一年就转正"
	case years >= 3:
		return fmt.Sprintf("过了%d年才转正", years)
	}
	return ""
}

// fullName refuses what is too short or too long for a person's name. What else is none was refused when it was read.
func fullName(s string) error {
	if n := len([]rune(s)); n < 2 || n > 30 || strings.TrimSpace(s) != s {
		return fmt.Errorf("请写完整的姓名。")
	}
	return nil
}

// rename corrects a character of somebody's name.
func rename(p *People, c *Change) error {
	m := p.Member(c.Member)
	if err := fullName(c.Name); err != nil {
		return err
	}
	if m.Name == c.Name {
		return fmt.Errorf("登记的姓名已是%s。", c.Name)
	}
	m.Name = c.Name
	return nil
}

// Namesakes says, as sentences, who has the name of somebody that is to be entered already.
func (p *People) Namesakes(name string) (list []string) {
	for _, m := range p.Members {
		switch {
		case m.Name != name:
		case m.Status == Active:
			list = append(list, fmt.Sprintf("「%s」已有同名的%s，%s入党。", p.GroupName(m.Group), m.Name, m.Joined.Chinese()))
		case m.Status != Deceased:
			list = append(list, fmt.Sprintf("已有%s的同名党员%s，%s入党。如是同一人，请在名册里查找后用「重新转入」。", m.Status, m.Name, m.Joined.Chinese()))
		}
	}
	return list
}
