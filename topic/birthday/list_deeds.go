package birthday

import (
	"fmt"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// Birthdays returns the 政治生日 from a day to another, both included, in their order: of a group, or of all for 0.
func Birthdays(tx *store.Tx, b branch.Branch, from, to branch.Date, group branch.GroupID) (list []Line) {
	within := func(m branch.Member, year int) (branch.Date, bool) {
		day := m.Joined.Anniversary(year, b.Settings.MarchFirst)
		return day, day >= from && day <= to && day > m.Joined
	}
	for year := from.Year(); year <= to.Year(); year++ {
		for _, m := range office.MembersOf(tx, b.ID, func(m branch.Member) bool {
			_, in := within(m, year)
			return m.Joined != 0 && (group == 0 || m.Group == group) && in
		}) {
			day, _ := within(m, year)
			list = append(list, lineOf(tx, b, m, day))
		}
	}
	slices.SortStableFunc(list, func(x, y Line) int { return int(x.Day) - int(y.Day) })
	return list
}

func lineOf(tx *store.Tx, b branch.Branch, m branch.Member, day branch.Date) Line {
	return Line{Member: m, Apart: office.Apart(tx, m), Group: office.Group(tx, b.ID, m.Group).Name, Day: day, Years: m.Anniversary(day, b.Settings.MarchFirst)}
}

// ways are the buttons of home's rooms that lead a member to the 政治生日.
func ways(o *office.Office, tx *store.Tx, me branch.Member, _ time.Time) []cards.Way {
	return wayButtons(me, office.Group(tx, me.Branch, me.Group), len(SharedReflections(tx, me.Branch)) > 0)
}

// birthdayOf returns the card from which a member's own 政治生日, 心得 and, for who may see them, the lists are reached.
func birthdayOf(tx *store.Tx, me branch.Member, now time.Time) chat.Card {
	b, today := office.GetBranch(tx, me.Branch), branch.DateOf(now)
	next := me.Joined.Anniversary(today.Year(), b.Settings.MarchFirst)
	if next < today || next <= me.Joined {
		next = me.Joined.Anniversary(max(today.Year(), me.Joined.Year())+1, b.Settings.MarchFirst)
	}
	_, lists := listScope(tx, me)
	return birthdayCard(birthdayView{Branch: b, Me: me, Next: next, Year: ReflectYear(tx, me, today), Card: max(today.Year(), me.Joined.Year()+1), Lists: lists,
		Own: len(ReflectionsOf(tx, me)), Shared: len(SharedReflections(tx, me.Branch))})
}

// listScope returns whose 政治生日 somebody may see listed: of the whole branch (0) for officers, of the own group for its
// leader; nobody else may.
func listScope(tx *store.Tx, me branch.Member) (branch.GroupID, bool) {
	if me.May(branch.SeeBirthdays) {
		return 0, true
	}
	return me.Group, me.May(branch.SeeBirthdays, office.Group(tx, me.Branch, me.Group))
}

// listOf returns one of the lists, as far as somebody may see it.
func listOf(tx *store.Tx, me branch.Member, view, page int, now time.Time) (chat.Card, error) {
	group, ok := listScope(tx, me)
	if !ok {
		return chat.Card{}, office.Refusal(cards.NotYours)
	}
	b, today := office.GetBranch(tx, me.Branch), branch.DateOf(now)
	year, month, _ := today.YMD()
	var lines []string
	of := func(from, to branch.Date) {
		for _, l := range Birthdays(tx, b, from, to, group) {
			lines = append(lines, lineText(l, group == 0))
		}
	}
	var title, note string
	switch view {
	case ViewThisMonth:
		title = fmt.Sprintf("%d月政治生日", month)
		of(branch.On(year, month, 1), branch.On(year, month+1, 1)-1)
	case ViewNextMonth:
		_, next, _ := branch.On(year, month+1, 1).YMD()
		title = fmt.Sprintf("%d月政治生日", next)
		of(branch.On(year, month+1, 1), branch.On(year, month+2, 1)-1)
	case ViewYear:
		title = fmt.Sprintf("%d年政治生日", year)
		of(branch.On(year, time.January, 1), branch.On(year, time.December, 31))
	case ViewStanding:
		title, note = "党龄", "党龄自转正之日起算，截至"+today.Chinese()+"。"
		for _, m := range Standings(tx, b.ID, group, today) {
			lines = append(lines, standingText(office.Shown(tx, m), today))
		}
	case ViewMedal:
		title, note = fmt.Sprintf("光荣在党50年（%d年）", year), "党龄截至当年7月1日满50年。名单供组织委员核对，以上级通知为准。"
		for _, m := range Medals(tx, b.ID, group, year) {
			lines = append(lines, medalText(office.Shown(tx, m), year))
		}
	default:
		return chat.Card{}, office.Refusal(cards.OldCard)
	}
	if group != 0 {
		title = office.Group(tx, b.ID, group).Name + " " + title
	}
	return listCard(b, title, note, lines, view, page, group == 0), nil
}

// Standings returns the members of a group, or of the branch for 0, the longest 党龄 first.
func Standings(tx *store.Tx, b branch.BranchID, group branch.GroupID, day branch.Date) []branch.Member {
	list := office.MembersOf(tx, b, func(m branch.Member) bool { return group == 0 || m.Group == group })
	slices.SortStableFunc(list, func(x, y branch.Member) int {
		if px, py := x.Probationary(day), y.Probationary(day); px != py {
			if px {
				return 1
			}
			return -1
		} else if px {
			return int(x.Joined) - int(y.Joined)
		}
		return int(x.Full) - int(y.Full)
	})
	return list
}

// Medals returns those whose 党龄 reaches 50 years by 1 July of a year, the retired included, in service first.
func Medals(tx *store.Tx, b branch.BranchID, group branch.GroupID, year int) (list []branch.Member) {
	for _, status := range []branch.Status{branch.Active, branch.Retired} {
		for m := range store.Members.Scan(tx, store.K(b)) {
			if m.Status == status && medal(m, year) && (group == 0 || m.Group == group) {
				list = append(list, m)
			}
		}
	}
	return list
}
