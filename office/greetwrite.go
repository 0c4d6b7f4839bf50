package office

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"zhibu/branch"
	"zhibu/cards"
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

// ReflectionOf gives what a member wrote on a year's 政治生日, as somebody may read it: the member, and if it is shared,
// everybody of the branch.
func ReflectionOf(tx *store.Tx, reader branch.Member, m branch.MemberID, year int) (branch.Reflection, bool) {
	r, ok := store.Reflections.Get(tx, reflectionKey(reader.Branch, m, year))
	return r, ok && (m == reader.ID || r.Shared != 0)
}

// ReflectionsOf gives all that a member wrote, the latest first.
func ReflectionsOf(tx *store.Tx, me branch.Member) (list []branch.Reflection) {
	for r := range store.Reflections.Scan(tx, store.K(me.Branch).Int(int64(me.ID))) {
		list = append(list, r)
	}
	slices.Reverse(list)
	return list
}

// SharedReflections gives what members have shared with the branch, the latest year first.
func SharedReflections(tx *store.Tx, b branch.BranchID) (list []branch.Reflection) {
	for r := range store.ReflectionsShared.Scan(tx, store.K(b)) {
		list = append(list, r)
	}
	return list
}

// ReflectYear gives the year of a member's latest 政治生日: that of joining until there has been one.
func ReflectYear(tx *store.Tx, me branch.Member, today branch.Date) int {
	return greetDay(getBranch(tx, me.Branch), me, today).Year()
}

// MayReflect refuses a year that is not one of the member's: before joining, or a 政治生日 still to come.
func MayReflect(tx *store.Tx, me branch.Member, year int, today branch.Date) error {
	if me.Joined == 0 || year < me.Joined.Year() || year > ReflectYear(tx, me, today) {
		return Refusal("还没有到这一年的政治生日。")
	}
	return nil
}

// Reflect adds a message to what a member writes on a year's 政治生日. It is kept at once, and nobody else can read it
// until it is shared; what is added to a shared one is shared with it.
func (o *Office) Reflect(tx *store.Tx, me branch.Member, year int, text string, now time.Time) (branch.Reflection, error) {
	if err := MayReflect(tx, me, year, branch.DateOf(now)); err != nil {
		return branch.Reflection{}, err
	}
	text = strings.TrimSpace(Visible(text))
	r, _ := store.Reflections.Get(tx, reflectionKey(me.Branch, me.ID, year))
	switch {
	case text == "":
		return r, Refusal("请写一句完整的话再发送。")
	case len([]rune(text)) > maxPart || len(r.Parts) >= maxParts:
		return r, Refusal("这一年的心得已经很长，不能再添加。已写的内容都已保存。")
	}
	r.Branch, r.Member, r.Year, r.Changed = me.Branch, me.ID, year, branch.DateOf(now)
	r.Parts = append(r.Parts, text)
	store.Reflections.Put(tx, r)
	return r, nil
}

// Visible leaves out of a text what cannot be seen, as ReadText does.
func Visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || unicode.IsGraphic(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return -1
	}, s)
}

// Unwrite takes the last of so many messages back: pressed twice, it must not take the one before with it. With the last
// of all, nothing is left.
func (o *Office) Unwrite(tx *store.Tx, me branch.Member, year, parts int, now time.Time) (branch.Reflection, error) {
	r, ok := store.Reflections.Get(tx, reflectionKey(me.Branch, me.ID, year))
	if !ok || len(r.Parts) == 0 {
		return r, Refusal("还没有写下内容。")
	}
	if len(r.Parts) != parts {
		return r, Refusal(cards.OldCard)
	}
	r.Parts, r.Changed = r.Parts[:len(r.Parts)-1], branch.DateOf(now)
	if len(r.Parts) == 0 {
		store.Reflections.Delete(tx, reflectionKey(me.Branch, me.ID, year))
		return r, nil
	}
	store.Reflections.Put(tx, r)
	return r, nil
}

// ShareReflection lets the branch read what a member wrote, or takes that back, as often as the member likes. Nobody is
// told of either.
func (o *Office) ShareReflection(tx *store.Tx, me branch.Member, year int, shared bool, now time.Time) (branch.Reflection, error) {
	r, ok := store.Reflections.Get(tx, reflectionKey(me.Branch, me.ID, year))
	if !ok {
		return r, Refusal(cards.OldCard)
	}
	if shared != (r.Shared != 0) {
		r.Shared = 0
		if shared {
			r.Shared = branch.DateOf(now)
		}
		store.Reflections.Put(tx, r)
	}
	return r, nil
}
