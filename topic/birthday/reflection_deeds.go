package birthday

import (
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// How much a 心得体会 may be.
const (
	maxPart  = 4096 // characters of a message
	maxParts = 30   // messages
)

func reflectionKey(b branch.BranchID, m branch.MemberID, year int) store.Key {
	return store.K(b).Int(int64(m)).Int(int64(year))
}

// ReflectionOf returns what a member wrote on a year's 政治生日, as somebody may read it: the member, and if it is shared,
// Everybody of the branch.
func ReflectionOf(tx *store.Tx, reader branch.Member, m branch.MemberID, year int) (Reflection, bool) {
	r, ok := Reflections.Get(tx, reflectionKey(reader.Branch, m, year))
	return r, ok && (m == reader.ID && office.Vouched(tx, reader) == nil || r.Shared != 0)
}

// ReflectionsOf returns all that a member wrote, the latest first.
func ReflectionsOf(tx *store.Tx, me branch.Member) (list []Reflection) {
	for r := range Reflections.Scan(tx, store.K(me.Branch).Int(int64(me.ID))) {
		list = append(list, r)
	}
	slices.Reverse(list)
	return list
}

// SharedReflections returns what members have shared with the branch, the latest year first.
func SharedReflections(tx *store.Tx, b branch.BranchID) (list []Reflection) {
	for r := range reflectionsShared.Scan(tx, store.K(b)) {
		list = append(list, r)
	}
	return list
}

// ReflectYear returns the year of a member's latest 政治生日: that of joining until there has been one.
func ReflectYear(tx *store.Tx, me branch.Member, today branch.Date) int {
	return greetDay(office.GetBranch(tx, me.Branch), me, today).Year()
}

// MayReflect refuses a year that is not one of the member's: before joining, or a 政治生日 still to come.
func MayReflect(tx *store.Tx, me branch.Member, year int, today branch.Date) error {
	if me.Joined == 0 || year < me.Joined.Year() || year > ReflectYear(tx, me, today) {
		return office.Refusal("还没有到这一年的政治生日。")
	}
	return nil
}

// Reflect adds a message to what a member writes on a year's 政治生日. It is kept at once, and nobody else can read it
// until it is shared; what is added to a shared one is shared with it.
func Reflect(o *office.Office, tx *store.Tx, me branch.Member, year int, text string, now time.Time) (Reflection, error) {
	if err := MayReflect(tx, me, year, branch.DateOf(now)); err != nil {
		return Reflection{}, err
	}
	text = strings.TrimSpace(branch.Visible(text))
	r, _ := Reflections.Get(tx, reflectionKey(me.Branch, me.ID, year))
	switch {
	case text == "":
		return r, office.Refusal("请写一句完整的话再发送。")
	case len([]rune(text)) > maxPart || len(r.Parts) >= maxParts:
		return r, office.Refusal("这一年的心得已经很长，不能再添加。已写的内容都已保存。")
	}
	r.Branch, r.Member, r.Year, r.Changed = me.Branch, me.ID, year, branch.DateOf(now)
	r.Parts = append(r.Parts, text)
	Reflections.Put(tx, r)
	return r, nil
}

// Unwrite takes the last of so many messages back: pressed twice, it must not take the one before with it. With the last
// of all, nothing is left.
func Unwrite(o *office.Office, tx *store.Tx, me branch.Member, year, parts int, now time.Time) (Reflection, error) {
	r, ok := Reflections.Get(tx, reflectionKey(me.Branch, me.ID, year))
	if !ok || len(r.Parts) == 0 {
		return r, office.Refusal("还没有写下内容。")
	}
	if len(r.Parts) != parts {
		return r, office.Refusal(cards.OldCard)
	}
	r.Parts, r.Changed = r.Parts[:len(r.Parts)-1], branch.DateOf(now)
	if len(r.Parts) == 0 {
		Reflections.Delete(tx, reflectionKey(me.Branch, me.ID, year))
	} else {
		Reflections.Put(tx, r)
	}
	takeBack(tx, r)
	return r, nil
}

// takeBack has whoever has a 心得 open see what is left of it: a sentence, if it is shared no longer.
func takeBack(tx *store.Tx, r Reflection) {
	for at := range store.Bindings.Scan(tx, store.K(r.Branch)) {
		if s, ok := tx.ShownAs(at.Chat, cards.KeyHome); !ok || s.Page != pageShared(r) {
			continue
		}
		card := reflectionGone(r.Branch)
		if reader, ok := office.Member(tx, at.Branch, at.Member); ok {
			if left, err := readReflection(tx, reader, r.Member, r.Year, 0); err == nil {
				card = left
			}
		}
		tx.Show(at.Chat, card)
	}
}

// ShareReflection lets the branch read what a member wrote, or takes that back, as often as the member likes. Nobody is
// told of either.
func ShareReflection(o *office.Office, tx *store.Tx, me branch.Member, year int, shared bool, now time.Time) (Reflection, error) {
	r, ok := Reflections.Get(tx, reflectionKey(me.Branch, me.ID, year))
	if !ok {
		return r, office.Refusal(cards.OldCard)
	}
	if shared != (r.Shared != 0) {
		r.Shared = 0
		if shared {
			r.Shared = branch.DateOf(now)
		}
		Reflections.Put(tx, r)
		if !shared {
			takeBack(tx, r)
		}
	}
	return r, nil
}

// eraseReflections removes what of somebody's 心得 nobody else may read.
func eraseReflections(tx *store.Tx, me branch.Member) {
	for r := range Reflections.Scan(tx, store.K(me.Branch).Int(int64(me.ID))) {
		if r.Shared == 0 {
			Reflections.Delete(tx, reflectionKey(me.Branch, me.ID, r.Year))
		}
	}
}

// readReflection returns a 心得 as somebody may read it.
func readReflection(tx *store.Tx, me branch.Member, author branch.MemberID, year, page int) (chat.Card, error) {
	r, ok := ReflectionOf(tx, me, author, year)
	if !ok {
		return chat.Card{}, office.Refusal("这篇心得已由本人收回，或没有写。")
	}
	return reflectionCard(office.GetBranch(tx, me.Branch), r, office.PersonName(tx, me.Branch, author), author == me.ID, page), nil
}

// reflectionList returns a member's own, year by year.
func reflectionList(tx *store.Tx, me branch.Member, page int) chat.Card {
	return reflectionsCard(office.GetBranch(tx, me.Branch), me, ReflectionsOf(tx, me), page)
}

// sharedList lists what members have shared with the branch.
func sharedList(tx *store.Tx, me branch.Member, page int) chat.Card {
	var lines []sharedLine
	for _, r := range SharedReflections(tx, me.Branch) {
		lines = append(lines, sharedLine{Reflection: r, Author: office.PersonName(tx, me.Branch, r.Member)})
	}
	return sharedCard(office.GetBranch(tx, me.Branch), lines, page, me.May(branch.FileBirthdays))
}

// writing asks for a 心得, or for more of it.
func writing(tx *store.Tx, me branch.Member, form int64, year int) chat.Card {
	r, _ := Reflections.Get(tx, reflectionKey(me.Branch, me.ID, year))
	return writingCard(form, office.GetBranch(tx, me.Branch), r, year)
}
