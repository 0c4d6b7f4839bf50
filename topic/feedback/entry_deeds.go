package feedback

import (
	"fmt"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// What waits for an answer at most: of somebody with a name, and of all without one, since nobody can tell whose those are.
const (
	mostOwn      = 5
	mostNameless = 30
)

// already is said to who hands in what was handed in on the same day: somebody's without a name, or the own.
const already = "今天已经提交过同样的内容，没有再提交一次。"

// Get returns an entry of a branch.
func Get(tx *store.Tx, b branch.BranchID, id ID) (Entry, bool) {
	return Entries.Get(tx, key(Entry{Branch: b, ID: id}))
}

// readersOf returns who reads an entry and answers it: the 书记 and the 组织委员, but never who wrote it. The 副书记 stands in for a 书记
// that there is not, and where nobody else is left.
func readersOf(tx *store.Tx, e Entry) (list []branch.Member) {
	posted := func(p branch.Post) []branch.Member {
		return office.Posted(tx, e.Branch, func(m branch.Member) bool { return m.Post.Is(p) })
	}
	add := func(of []branch.Member) {
		for _, m := range of {
			is := func(x branch.Member) bool { return x.ID == m.ID }
			if m.ID != e.By && !slices.ContainsFunc(list, is) {
				list = append(list, m)
			}
		}
	}
	first := posted(branch.Secretary)
	add(first)
	add(posted(branch.OrganisationPost))
	if len(first) == 0 || len(list) == 0 {
		add(posted(branch.DeputySecretary))
	}
	return list
}

// reads reports whether somebody reads an entry for the branch.
func reads(tx *store.Tx, me branch.Member, e Entry) bool {
	return me.May(branch.AnswerFeedback) && slices.ContainsFunc(readersOf(tx, e), func(m branch.Member) bool { return m.ID == me.ID })
}

// Sign takes what a member has to say, with the name.
func Sign(o *office.Office, tx *store.Tx, me branch.Member, text string, now time.Time) (Entry, error) {
	own := 0
	for e := range open.Scan(tx, store.K(me.Branch)) {
		if e.By == me.ID {
			own++
		}
	}
	if own >= mostOwn {
		return Entry{}, office.Refusal(fmt.Sprintf("您已有%d条等待答复，请等答复后再提。刚才写的还在，没有提交。", own))
	}
	return enter(o, tx, Entry{Branch: me.Branch, Text: text, By: me.ID, At: now}, now)
}

// Nameless takes what somebody of a branch has to say, without knowing who it is: it is not told. The ticket finds the answer.
func Nameless(o *office.Office, tx *store.Tx, b branch.BranchID, text string, now time.Time) (e Entry, ticket int64, err error) {
	waiting := 0
	for e := range open.Scan(tx, store.K(b)) {
		if e.By == 0 {
			waiting++
		}
	}
	if waiting >= mostNameless {
		return e, 0, office.Refusal("现在等待答复的匿名意见已经很多，请过几天再提，或者署名提交。刚才写的还在，没有提交。")
	}
	if e, err = enter(o, tx, Entry{Branch: b, Text: text}, now); err != nil {
		return e, 0, err
	}
	ticket, ok := ticketOf(o, e)
	if !ok {
		return e, 0, office.Refusal("现在还不能匿名提交，请联系管理员。刚才写的还在，没有提交。")
	}
	return e, ticket, nil
}

// enter writes a new entry. Nobody is told at once: a phone that rings while somebody is seen to write would tell whose it is. It
// waits on home, and stands on the next working day's card.
func enter(o *office.Office, tx *store.Tx, e Entry, now time.Time) (Entry, error) {
	b := office.GetBranch(tx, e.Branch)
	if len(readersOf(tx, e)) == 0 {
		return e, office.Refusal("支部现在没有可以答复的委员，请直接向上级党组织反映。刚才写的还在，没有提交。")
	}
	e.Day = branch.DateOf(now)
	for x := range Entries.Scan(tx, store.K(e.Branch)) {
		if x.By == e.By && !x.Gone && x.Day == e.Day && x.Text == e.Text { // who saw no answer has written it once more
			return e, office.Refusal(already)
		}
	}
	e.ID = ID(tx.Next(store.K(e.Branch).Str("feedback")))
	e.Due = o.CalendarOf(e.Branch).Add(e.Day, daysOf(b.Settings))
	Entries.Put(tx, e)
	stir(o, tx, e, now)
	return e, nil
}

// stir plans anew the reminders of who answers.
func stir(o *office.Office, tx *store.Tx, e Entry, now time.Time) {
	for _, m := range readersOf(tx, e) {
		o.StirMembers(tx, office.GetBranch(tx, e.Branch), now, m.ID)
	}
}

// ticketOf returns the ticket of an entry without a name. Nothing of it is stored: it follows from the entry and the key of codes.
func ticketOf(o *office.Office, e Entry) (int64, bool) {
	return o.Ticket(fmt.Sprintf("feedback %d %d", e.Branch, e.ID))
}

// Find returns the entry without a name of a ticket.
func Find(o *office.Office, tx *store.Tx, b branch.BranchID, ticket int64) (Entry, error) {
	for e := range Entries.Scan(tx, store.K(b)) {
		if n, ok := ticketOf(o, e); ok && n == ticket && e.By == 0 && !e.Gone {
			return e, nil
		}
	}
	return Entry{}, office.Refusal("没有这个查询码的匿名意见，可能已经撤回。请核对10位数字。")
}

// MayRead returns an entry to who answers it.
func MayRead(tx *store.Tx, me branch.Member, id ID) (Entry, error) {
	e, ok := Get(tx, me.Branch, id)
	if err := office.Entitled(me, branch.AnswerFeedback); err != nil {
		return e, err
	}
	switch {
	case !ok:
		return e, office.Refusal("这条意见已由本人撤回，不用再答复。")
	case !reads(tx, me, e):
		return e, office.Refusal(cards.NotYours)
	}
	return e, nil
}

// MayAnswer is MayRead while it is not answered.
func MayAnswer(tx *store.Tx, me branch.Member, id ID) (Entry, error) {
	e, err := MayRead(tx, me, id)
	if err == nil && !e.Open() {
		err = office.Refusal("这条意见已经答复。")
	}
	return e, err
}

// Answer answers an entry. Who signed it is told; who did not finds the answer with the ticket.
func Answer(o *office.Office, tx *store.Tx, me branch.Member, id ID, text string, now time.Time) error {
	e, err := MayAnswer(tx, me, id)
	if err != nil {
		return err
	}
	e.Answer, e.AnsweredBy, e.AnsweredAt = text, me.ID, now
	Entries.Put(tx, e)
	stir(o, tx, e, now)
	who, _ := office.Member(tx, e.Branch, e.By)
	if to := office.Chat(tx, who); to != "" && office.Owns(tx, who, e.At) {
		at := now
		if !o.Working(e.Branch, now) {
			at = o.NextWorking(office.GetBranch(tx, e.Branch), now)
		}
		tx.ShowBelowLater(to, answerCard(e, office.PersonName(tx, e.Branch, me.ID)), at)
	}
	return nil
}

// MayTakeBack returns an own entry while it is not answered.
func MayTakeBack(tx *store.Tx, me branch.Member, id ID) (Entry, error) {
	e, ok := Get(tx, me.Branch, id)
	switch {
	case !ok || e.By != me.ID:
		return e, office.Refusal(cards.OldCard)
	case !e.Open():
		return e, office.Refusal("这条意见已经答复，不能再撤回。")
	}
	return e, nil
}

// TakeBack removes an own entry that is not answered yet, and returns it.
func TakeBack(o *office.Office, tx *store.Tx, me branch.Member, id ID, now time.Time) (Entry, error) {
	e, err := MayTakeBack(tx, me, id)
	if err == nil {
		remove(o, tx, e, now)
	}
	return e, err
}

// TakeBackBy removes the entry of a ticket while it is not answered, and returns it.
func TakeBackBy(o *office.Office, tx *store.Tx, b branch.BranchID, ticket int64, now time.Time) (Entry, error) {
	e, err := Find(o, tx, b, ticket)
	switch {
	case err != nil:
		return e, err
	case !e.Open():
		return e, office.Refusal("这条意见已经答复，不能再撤回。请点「看答复」。")
	}
	remove(o, tx, e, now)
	return e, nil
}

func remove(o *office.Office, tx *store.Tx, e Entry, now time.Time) {
	Entries.Delete(tx, key(e))
	stir(o, tx, e, now)
}

// OwnOf returns what somebody has signed, as far as the account of now may see it, the latest first.
func OwnOf(tx *store.Tx, me branch.Member) (list []Entry) {
	for e := range Entries.Scan(tx, store.K(me.Branch)) {
		if e.By == me.ID && office.Owns(tx, me, e.At) {
			list = append(list, e)
		}
	}
	slices.Reverse(list)
	return list
}

// ListOf returns what somebody reads for the branch: what waits first, then the latest.
func ListOf(tx *store.Tx, me branch.Member) (list []Entry) {
	for e := range Entries.Scan(tx, store.K(me.Branch)) {
		if reads(tx, me, e) {
			list = append(list, e)
		}
	}
	slices.Reverse(list)
	slices.SortStableFunc(list, func(a, b Entry) int {
		switch {
		case a.Open() == b.Open():
			return 0
		case a.Open():
			return -1
		}
		return 1
	})
	return list
}

// Count counts what came in some days, both included, for a report on what the branch asks of its people.
func Count(tx *store.Tx, b branch.BranchID, from, to branch.Date) (n Counted) {
	for e := range Entries.Scan(tx, store.K(b)) {
		if from <= e.Day && e.Day <= to {
			n.add(e)
		}
	}
	return n
}
