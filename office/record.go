package office

import (
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// maxText is the longest sentence of a form, in characters.
const maxText = 500

// ReadText reads a sentence that somebody typed.
func ReadText(s string) (string, error) {
	text, err := branch.ReadText(s, maxText)
	if err != nil {
		return "", Refusal(err.Error())
	}
	return text, nil
}

// RecordDay checks the day of what is logged: not in the future, and not before last year.
func RecordDay(day, today branch.Date) error {
	if day > today {
		return Refusal("日期不能晚于今天，请重新选择或发送日期。")
	}
	if day.Year() < today.Year()-1 {
		return Refusal("日期太早，请发送去年1月1日以后的日期。")
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

// Defaults returns who went and what was done if nobody says otherwise: who logs it and made a visit; on a reminder, what that was
// about, and with the paired leader.
func Defaults(tx *store.Tx, me branch.Member, c branch.Contact, today branch.Date, reminded bool) (went []branch.MemberID, done []branch.Activity) {
	done, went = []branch.Activity{branch.Visit}, []branch.MemberID{me.ID}
	if !reminded {
		return went, done
	}
	if m, ok := Member(tx, me.Branch, c.Leader); ok && m.Status == branch.Active && m.ID != me.ID {
		went = append(went, m.ID)
	}
	d := newDesk(tx, GetBranch(tx, me.Branch), today)
	for _, r := range digestOf(tx, d.b, me.ID).Items {
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
func (o *Office) Log(tx *store.Tx, me branch.Member, e Entry, now time.Time) (branch.Record, error) {
	today := branch.DateOf(now)
	if err := o.check(tx, me, e, today); err != nil {
		return branch.Record{}, err
	}
	r := branch.Record{Branch: me.Branch, Contact: e.Contact, Lead: e.Lead, Activities: e.Activities, Day: e.Day, By: e.Went[0],
		With: e.Went[1:], Text: e.Text, Photo: e.Photo, LoggedBy: me.ID, LoggedAt: now}
	if e.Record != 0 {
		old, ok := GetRecord(tx, me.Branch, e.Record)
		if !ok || old.Contact != e.Contact || old.Lead != e.Lead {
			return r, Refusal(cards.OldForm)
		}
		if !old.MayCorrect(me, today) {
			return r, Refusal(cards.TooLate)
		}
		if len(old.Was) >= maxCorrections {
			return r, Refusal("这条记录已经多次更正。请撤回后重新登记。")
		}
		r = old.Corrected(r, me.ID, now)
	} else {
		r.ID = branch.RecordID(tx.Next(store.K(me.Branch).Str("record")))
	}
	store.Records.Put(tx, r)
	if e.Ask != "" && e.Contact != 0 {
		o.Heard(tx, me, e.Contact, e.Ask, r.ID, now)
	}
	o.stir(tx, GetBranch(tx, me.Branch), r.Subject(), now)
	return r, nil
}

func (o *Office) check(tx *store.Tx, me branch.Member, e Entry, today branch.Date) error {
	if err := RecordDay(e.Day, today); err != nil {
		return err
	}
	if len(e.Activities) == 0 {
		return Refusal("请至少选择一项内容。")
	}
	if len(e.Went) == 0 || len(e.Went) > maxNames {
		return Refusal("请至少选择一位参加人。")
	}
	for _, id := range e.Went {
		if _, ok := Member(tx, me.Branch, id); !ok {
			return Refusal("名册里没有这位参加人，请重新选择。")
		}
	}
	if e.Lead != 0 {
		lead, ok := Member(tx, me.Branch, e.Lead)
		if !ok || !lead.Leadership || !me.May(branch.EnterConsult, e.Lead) || !slices.Equal(e.Activities, []branch.Activity{branch.Consult}) {
			return Refusal(cards.NotYours)
		}
		return nil
	}
	if c, ok := Enterprise(tx, me.Branch, e.Contact); !ok || !c.OnRecord(e.Day) {
		return Refusal("没有找到这家企业，或这一天它还没有登记在册，请重新选择。")
	}
	return nil
}

// EnteredToday counts what a member enters by hand: how many of a kind it is today.
func EnteredToday(tx *store.Tx, me branch.Member, what string, now time.Time) int {
	return int(tx.NextOn(store.K(me.Branch).Str("daily").Str(what).Int(int64(me.ID)), branch.DateOf(now)))
}

// GetRecord returns a record of a branch.
func GetRecord(tx *store.Tx, b branch.BranchID, r branch.RecordID) (branch.Record, bool) {
	return store.Records.Get(tx, store.K(b).Int(int64(r)))
}

// WithdrawRecord takes a record back: it counts nowhere any more, and stays readable.
func (o *Office) WithdrawRecord(tx *store.Tx, me branch.Member, id branch.RecordID, now time.Time) error {
	r, ok := GetRecord(tx, me.Branch, id)
	if !ok || !r.MayCorrect(me, branch.DateOf(now)) {
		return Refusal(cards.TooLate)
	}
	r.Withdrawn = &branch.Withdrawn{By: me.ID, At: now}
	store.Records.Put(tx, r)
	o.stir(tx, GetBranch(tx, me.Branch), r.Subject(), now)
	return nil
}

// Names returns people's names in order.
func Names(tx *store.Tx, b branch.BranchID, list []branch.MemberID) (names []string) {
	for _, id := range list {
		if m, ok := Member(tx, b, id); ok {
			names = append(names, Called(tx, m))
		}
	}
	return names
}

// RecordView returns a record as its card shows it.
func RecordView(tx *store.Tx, me branch.Member, r branch.Record, today branch.Date) cards.RecordView {
	v := cards.RecordView{Record: r, Went: Names(tx, r.Branch, r.Went()), May: r.MayCorrect(me, today), Today: today}
	v.Contact, _ = Enterprise(tx, r.Branch, r.Contact)
	v.Logger = PersonName(tx, r.Branch, r.LoggedBy)
	for _, f := range r.Was {
		v.Changers = append(v.Changers, strings.Join(Names(tx, r.Branch, []branch.MemberID{f.Changer}), ""))
	}
	if r.Withdrawn != nil {
		v.Changers = append(v.Changers, strings.Join(Names(tx, r.Branch, []branch.MemberID{r.Withdrawn.By}), ""))
	}
	for _, d := range GetBranch(tx, r.Branch).Settings.AllDuties() {
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
