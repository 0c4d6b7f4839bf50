package branch

import (
	"fmt"
	"strings"
)

// Apart returns what tells a member from the others of a branch who have the same name: the group, where that is not enough
// with the section, then with the day of 入党; of who has left, first how. It is "" if nobody else has the name; who has left
// is nobody else to those who are there. groups gives a group's name.
func Apart(m Member, namesakes []Member, groups func(GroupID) string) string {
	facts := func(m Member) []string {
		list := []string{groups(m.Group), m.Section, m.Joined.Chinese() + "入党"}
		if list[0] == "" {
			list[0] = "未编组"
		}
		if m.Status != Active {
			list = append([]string{string(m.Status)}, list...)
		}
		return list
	}
	own := facts(m)
	var others [][]string
	for _, o := range namesakes {
		if o.ID != m.ID && o.Name == m.Name && (o.Status == Active || m.Status != Active) {
			others = append(others, facts(o))
		}
	}
	var said []string
	for i := 0; i < len(own) && len(others) > 0; i++ {
		var left [][]string
		for _, o := range others {
			if i < len(o) && o[i] == own[i] {
				left = append(left, o)
			}
		}
		if own[i] != "" && (len(left) < len(others) || i == 0) {
			said = append(said, own[i])
		}
		others = left
	}
	return strings.Join(said, "，")
}

// Called returns a name with what tells it apart, if anything has to: 李伟（第二党小组）.
func Called(name, apart string) string {
	if apart == "" {
		return name
	}
	return name + "（" + apart + "）"
}

// Apart returns what tells a member from others of the same name, as the function does.
func (p *People) Apart(m Member) string { return Apart(m, p.Members, p.GroupName) }

// Aparts returns what tells each of these people apart whose name another has.
func (p *People) Aparts() map[MemberID]string {
	named := map[string][]Member{}
	for _, m := range p.Members {
		named[m.Name] = append(named[m.Name], m)
	}
	list := map[MemberID]string{}
	for _, same := range named {
		for _, m := range same {
			if apart := Apart(m, same, p.GroupName); apart != "" {
				list[m.ID] = apart
			}
		}
	}
	return list
}

// Called returns what a member is called among these people.
func (p *People) Called(m Member) string { return Called(m.Name, p.Apart(m)) }

// Whom returns the active member that is called so; 0 for what is nobody's name. Beside a name may stand what tells it apart, the
// group or 同志. A name that several have is refused, with what to write instead.
func (p *People) Whom(name string) (MemberID, error) {
	name = strings.TrimSuffix(strings.TrimSpace(name), "同志")
	bare := func(s string) string { return strings.Trim(s, " \u3000（）()，,、") }
	var called []string
	who := ""
	for _, m := range p.Active(func(m Member) bool { return strings.Contains(name, m.Name) }) {
		before, after, _ := strings.Cut(name, m.Name)
		apart := p.Apart(m)
		after = strings.TrimPrefix(after, "同志")
		beside := bare(before + after)
		switch {
		case beside != "" && (beside == apart || groupKey(beside) == groupKey(p.GroupName(m.Group)) && strings.Count(apart, "，") == 0):
			return m.ID, nil
		case beside == "" && apart == "":
			return m.ID, nil
		case apart != "" && (beside == "" || before == "" && bare(after) != after):
			called, who = append(called, Called(m.Name, apart)), m.Name
		}
	}
	if len(called) > 0 {
		return 0, fmt.Errorf("支部有%d位同志叫%s，请写明是哪一位：%s。", len(called), who, strings.Join(called, "，或"))
	}
	return 0, nil
}
