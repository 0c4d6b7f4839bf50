package office

import (
	"fmt"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// Birthday gives the card from which a member's own 政治生日, 心得 and, for who may see them, the lists are reached.
func Birthday(tx *store.Tx, me branch.Member, now time.Time) chat.Card {
	b, today := getBranch(tx, me.Branch), branch.DateOf(now)
	next := me.Joined.Anniversary(today.Year(), b.Settings.MarchFirst)
	if next < today || next <= me.Joined {
		next = me.Joined.Anniversary(max(today.Year(), me.Joined.Year())+1, b.Settings.MarchFirst)
	}
	_, lists := listScope(tx, me)
	return cards.Birthday(cards.BirthdayView{Branch: b, Me: me, Next: next, Year: ReflectYear(tx, me, today), Lists: lists,
		Own: len(ReflectionsOf(tx, me)), Shared: len(SharedReflections(tx, me.Branch))})
}

// listScope gives whose 政治生日 somebody may see listed: of the whole branch (0) for officers, of the own group for its
// leader; nobody else may.
func listScope(tx *store.Tx, me branch.Member) (branch.GroupID, bool) {
	if me.Officer() {
		return 0, true
	}
	return me.Group, Group(tx, me.Branch, me.Group).Leader == me.ID
}

// BirthdayList gives one of the lists, as far as somebody may see it.
func BirthdayList(tx *store.Tx, me branch.Member, view, page int, now time.Time) (chat.Card, error) {
	group, ok := listScope(tx, me)
	if !ok {
		return chat.Card{}, Refusal(cards.NotYours)
	}
	b, today := getBranch(tx, me.Branch), branch.DateOf(now)
	year, month, _ := today.YMD()
	var lines []string
	of := func(from, to branch.Date) {
		for _, l := range Birthdays(tx, b, from, to, group) {
			lines = append(lines, cards.BirthdayText(l, group == 0))
		}
	}
	var title, note string
	switch view {
	case cards.ViewThisMonth:
		title = fmt.Sprintf("%d月政治生日", month)
		of(branch.On(year, month, 1), branch.On(year, month+1, 1)-1)
	case cards.ViewNextMonth:
		_, next, _ := branch.On(year, month+1, 1).YMD()
		title = fmt.Sprintf("%d月政治生日", next)
		of(branch.On(year, month+1, 1), branch.On(year, month+2, 1)-1)
	case cards.ViewYear:
		title = fmt.Sprintf("%d年政治生日", year)
		of(branch.On(year, time.January, 1), branch.On(year, time.December, 31))
	case cards.ViewStanding:
		title, note = "党龄", "党龄自转正之日起算，截至"+today.Chinese()+"。"
		for _, m := range Standings(tx, b.ID, group, today) {
			lines = append(lines, cards.StandingText(m, today))
		}
	case cards.ViewMedal:
		title, note = fmt.Sprintf("光荣在党50年（%d年）", year), "党龄截至当年7月1日满50年。名单供组织委员核对，以上级通知为准。"
		for _, m := range Medals(tx, b.ID, group, year) {
			lines = append(lines, cards.MedalText(m, year))
		}
	default:
		return chat.Card{}, Refusal(cards.OldCard)
	}
	if group != 0 {
		title = Group(tx, b.ID, group).Name + " " + title
	}
	return cards.BirthdayList(b, title, note, lines, view, page, group == 0), nil
}

// Standings gives the members of a group, or of the branch for 0, the longest 党龄 first.
func Standings(tx *store.Tx, b branch.BranchID, group branch.GroupID, day branch.Date) []branch.Member {
	list := members(tx, b, func(m branch.Member) bool { return group == 0 || m.Group == group })
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

// Medals gives those whose 党龄 reaches 50 years by 1 July of a year, the retired included, in service first.
func Medals(tx *store.Tx, b branch.BranchID, group branch.GroupID, year int) (list []branch.Member) {
	for _, status := range []branch.Status{branch.Active, branch.Retired} {
		for m := range store.Members.Scan(tx, store.K(b)) {
			if m.Status == status && m.Medal(year) && (group == 0 || m.Group == group) {
				list = append(list, m)
			}
		}
	}
	return list
}

// ReflectionCard gives a 心得 as somebody may read it.
func ReflectionCard(tx *store.Tx, me branch.Member, author branch.MemberID, year, page int) (chat.Card, error) {
	r, ok := ReflectionOf(tx, me, author, year)
	if !ok {
		return chat.Card{}, Refusal("这篇心得已由本人收回，或没有写。")
	}
	who, _ := Member(tx, me.Branch, author)
	return cards.Reflection(getBranch(tx, me.Branch), r, who.Name, author == me.ID, page), nil
}

// ReflectionList gives a member's own, year by year.
func ReflectionList(tx *store.Tx, me branch.Member, page int) chat.Card {
	return cards.Reflections(getBranch(tx, me.Branch), me, ReflectionsOf(tx, me), page)
}

// SharedCard lists what members have shared with the branch.
func SharedCard(tx *store.Tx, me branch.Member, page int) chat.Card {
	var lines []cards.SharedLine
	for _, r := range SharedReflections(tx, me.Branch) {
		who, _ := Member(tx, me.Branch, r.Member)
		lines = append(lines, cards.SharedLine{Reflection: r, Author: who.Name})
	}
	return cards.Shared(getBranch(tx, me.Branch), lines, page, me.Officer())
}

// WritingCard asks for a 心得, or for more of it.
func WritingCard(tx *store.Tx, me branch.Member, form int64, year int) chat.Card {
	r, _ := store.Reflections.Get(tx, reflectionKey(me.Branch, me.ID, year))
	return cards.Writing(form, getBranch(tx, me.Branch), r, year)
}
