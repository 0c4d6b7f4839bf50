package branch

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	groupFold     = strings.NewReplacer("（", "(", "）", ")", " ", "", "\u3000", "")
	numberedGroup = regexp.MustCompile(`^第?([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:号?党?小?组)?$`)
	groupNumbered = regexp.MustCompile(`^党?小?组([0-9]{1,2}|[一二三四五六七八九十]{1,3})$`)
)

// GroupNumber returns the number of a group that is called by its number, however it is spelt: 一组, 1组, 第一党小组,
// 第2小组, 3; 0 if it is called otherwise.
func GroupNumber(name string) int {
	s := halfWidth.Replace(groupFold.Replace(name))
	m := numberedGroup.FindStringSubmatch(s)
	if m == nil {
		m = groupNumbered.FindStringSubmatch(s)
	}
	switch {
	case m == nil:
		return 0
	case digit(m[1][0]):
		return number(m[1])
	}
	return hanziNumber(m[1])
}

// groupKey is the same for all spellings of one group's name.
func groupKey(name string) string {
	if n := GroupNumber(name); n > 0 {
		return fmt.Sprint(n)
	}
	return groupFold.Replace(name)
}

// plainGroup is how the group of a number is spelt in full: 第十一党小组.
func plainGroup(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	tens := ""
	if n >= 10 {
		tens = digits[n/10] + "十"
		if n < 20 {
			tens = "十"
		}
	}
	return "第" + tens + digits[n%10] + "党小组"
}

// oneSpelling has each group spelt in one way throughout a roster: as the branch spells it, else in full, else as the file
// does first. Another spelling is a doubt, if it is more than the width of a bracket.
func (r *Roster) oneSpelling(known []Group) {
	names := map[string]string{}
	for _, g := range known {
		names[groupKey(g.Name)] = g.Name
	}
	bare := func(s string) bool {
		return strings.Trim(halfWidth.Replace(s), "0123456789一二三四五六七八九十") == ""
	}
	for i := range r.People {
		g := r.People[i].Group
		key, n := groupKey(g), GroupNumber(g)
		switch was, some := names[key]; {
		case g == "" || some && was == g, some && slices.ContainsFunc(known, func(k Group) bool { return k.Name == was }):
		case n > 0 && (some || bare(g)):
			names[key] = plainGroup(n)
		case !some:
			names[key] = g
		}
	}
	for i := range r.People {
		p := &r.People[i]
		name := names[groupKey(p.Group)]
		if p.Group == "" || name == p.Group {
			continue
		}
		if p.Left == "" && groupFold.Replace(name) != groupFold.Replace(p.Group) {
			r.doubt(p.Row, ColGroup, p.Group, "按「%s」读入；不是这个党小组的，请改正", name)
		}
		p.Group = name
	}
	for i := range r.Contacts {
		if name, ok := names[groupKey(r.Contacts[i].Group)]; ok {
			r.Contacts[i].Group = name
		}
	}
}
