package points

import (
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// recordDay checks the day of what is logged: not in the future, and not before last year.
func recordDay(day, today branch.Date) error {
	if day > today {
		return office.Refusal("日期不能晚于今天，请重新选择或发送日期。")
	}
	if day.Year() < today.Year()-1 {
		return office.Refusal("日期太早，请发送去年1月1日以后的日期。")
	}
	return nil
}

// Entry is what a form about an occasion holds.
type Entry struct {
	Record     branch.RecordID  // the record it corrects; none: a new one
	Contact    branch.ContactID // where; none for 工作研商
	Lead       branch.MemberID  // 工作研商: whose
	Activities []branch.Activity
	Day        branch.Date
	Went       []branch.MemberID
	Text       string
	Photo      string // its blob; "" for none
	Ask        string // what the enterprise asked for; "" if nothing
}

// defaults returns who went and what was done if nobody says otherwise: who logs it and made a visit; on a reminder, what that was
// about, and with the paired leader.
func defaults(tx *store.Tx, me branch.Member, c branch.Contact, today branch.Date, reminded bool) (went []branch.MemberID, done []branch.Activity) {
	done, went = []branch.Activity{branch.Visit}, []branch.MemberID{me.ID}
	if !reminded {
		return went, done
	}
	if m, ok := office.Member(tx, me.Branch, c.Leader); ok && m.Status == branch.Active && m.ID != me.ID {
		went = append(went, m.ID)
	}
	d := newDesk(tx, office.GetBranch(tx, me.Branch), today)
	for _, r := range office.DigestOf(tx, d.b, me.ID).Items {
		duty, ok := d.duty(r.Duty)
		if !ok || r.Subject != branch.OfContact(c.ID) || !slices.Contains(branch.AtEnterprise, duty.Satisfies[0]) {
			continue
		}
		if s, _ := d.standing(r.Subject, duty, r.Period); s.Owed() > 0 {
			return went, duty.Satisfies[:1]
		}
	}
	return went, done
}

// maxCorrections is how many former versions a record keeps: its row must have room to be withdrawn.
const maxCorrections = 20

// Log records an occasion, or corrects a record. It counts in the periods in which it happened, and stops the reminders
// of the duties that it satisfies at once. What the enterprise asked for becomes a request.
func Log(o *office.Office, tx *store.Tx, me branch.Member, e Entry, now time.Time) (branch.Record, error) {
	today := branch.DateOf(now)
	if err := check(o, tx, me, e, today); err != nil {
		return branch.Record{}, err
	}
	r := branch.Record{Branch: me.Branch, Contact: e.Contact, Lead: e.Lead, Activities: e.Activities, Day: e.Day, By: e.Went[0],
		With: e.Went[1:], Text: e.Text, Photo: e.Photo, LoggedBy: me.ID, LoggedAt: now}
	if e.Record != 0 {
		old, ok := getRecord(tx, me.Branch, e.Record)
		if !ok || old.Contact != e.Contact || old.Lead != e.Lead {
			return r, office.Refusal(cards.OldForm)
		}
		if !old.MayCorrect(me, today) {
			return r, office.Refusal(TooLate)
		}
		if len(old.Was) >= maxCorrections {
			return r, office.Refusal("这条记录已经多次更正。请撤回后重新登记。")
		}
		r = old.Corrected(r, me.ID, now)
	} else {
		r.ID = branch.RecordID(tx.Next(store.K(me.Branch).Str("record")))
	}
	Records.Put(tx, r)
	if e.Ask != "" && e.Contact != 0 {
		o.Heard(tx, me, e.Contact, e.Ask, r.ID, now)
	}
	stir(o, tx, office.GetBranch(tx, me.Branch), r.Subject(), now)
	return r, nil
}

func check(o *office.Office, tx *store.Tx, me branch.Member, e Entry, today branch.Date) error {
	if err := recordDay(e.Day, today); err != nil {
		return err
	}
	if len(e.Activities) == 0 {
		return office.Refusal("请至少选择一项内容。")
	}
	if len(e.Went) == 0 || len(e.Went) > office.MaxNames {
		return office.Refusal("请至少选择一位参加人。")
	}
	for _, id := range e.Went {
		if _, ok := office.Member(tx, me.Branch, id); !ok {
			return office.Refusal("名册里没有这位参加人，请重新选择。")
		}
	}
	if e.Lead != 0 {
		lead, ok := office.Member(tx, me.Branch, e.Lead)
		if !ok || !lead.Leadership || !me.May(branch.EnterConsult, e.Lead) || !slices.Equal(e.Activities, []branch.Activity{branch.Consult}) {
			return office.Refusal(cards.NotYours)
		}
		return nil
	}
	if c, ok := office.Enterprise(tx, me.Branch, e.Contact); !ok || !c.OnRecord(e.Day) {
		return office.Refusal("没有找到这家企业，或这一天它还没有登记在册，请重新选择。")
	}
	return nil
}

// getRecord returns a record of a branch.
func getRecord(tx *store.Tx, b branch.BranchID, r branch.RecordID) (branch.Record, bool) {
	return Records.Get(tx, store.K(b).Int(int64(r)))
}

// WithdrawRecord takes a record back: it counts nowhere any more, and stays readable.
func WithdrawRecord(o *office.Office, tx *store.Tx, me branch.Member, id branch.RecordID, now time.Time) error {
	r, ok := getRecord(tx, me.Branch, id)
	if !ok || !r.MayCorrect(me, branch.DateOf(now)) {
		return office.Refusal(TooLate)
	}
	r.Withdrawn = &branch.Withdrawn{By: me.ID, At: now}
	Records.Put(tx, r)
	stir(o, tx, office.GetBranch(tx, me.Branch), r.Subject(), now)
	return nil
}

// ViewOf returns a record as its card shows it.
func ViewOf(tx *store.Tx, me branch.Member, r branch.Record, today branch.Date) RecordView {
	v := RecordView{Record: r, Went: office.Names(tx, r.Branch, r.Went()), May: r.MayCorrect(me, today), Today: today}
	v.Late = !v.May && r.LoggedBy == me.ID && r.Withdrawn == nil
	v.Contact, _ = office.Enterprise(tx, r.Branch, r.Contact)
	v.Logger = office.PersonName(tx, r.Branch, r.LoggedBy)
	for _, f := range r.Was {
		v.Changers = append(v.Changers, strings.Join(office.Names(tx, r.Branch, []branch.MemberID{f.Changer}), ""))
	}
	if r.Withdrawn != nil {
		v.Changers = append(v.Changers, strings.Join(office.Names(tx, r.Branch, []branch.MemberID{r.Withdrawn.By}), ""))
	}
	for _, d := range office.GetBranch(tx, r.Branch).Settings.AllDuties() {
		if p, _, ok := d.PeriodOn(r.Day); ok && d.Counts(r, p) && (d.Binds != branch.EachPoint || v.Contact.On(r.Day).Point) {
			v.Counts = append(v.Counts, branch.Standing{Duty: d, Period: p})
		}
	}
	return v
}

// RecordsOf returns an enterprise's records, the latest first.
func RecordsOf(tx *store.Tx, b branch.BranchID, s branch.Subject, today branch.Date) []branch.Record {
	list := recordsOf(tx, b, s, branch.On(today.Year()-2, 1, 1), today)
	slices.Reverse(list)
	return list
}

// leaders returns the active 领导班子成员.
func leaders(tx *store.Tx, b branch.BranchID) []branch.Member {
	return office.MembersOf(tx, b, func(m branch.Member) bool { return m.Leadership })
}

// companions returns who may have gone along, those nearest to the matter first.
func companions(tx *store.Tx, me branch.Member, e Entry) []branch.Member {
	c, _ := office.Enterprise(tx, me.Branch, e.Contact)
	list := office.MembersOf(tx, me.Branch, func(branch.Member) bool { return true })
	near := func(m branch.Member) int {
		switch {
		case slices.Contains(e.Went, m.ID):
			return 0
		case m.ID == me.ID || m.ID == c.Leader:
			return 1
		case m.Group != 0 && (m.Group == c.Group || e.Lead != 0 && m.Group == me.Group):
			return 2
		}
		return 3
	}
	slices.SortStableFunc(list, func(a, b branch.Member) int { return near(a) - near(b) })
	return list
}
