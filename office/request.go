package office

import (
	"cmp"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// GetRequest returns a request of a branch.
func GetRequest(tx *store.Tx, b branch.BranchID, r branch.RequestID) (branch.Request, bool) {
	return store.Requests.Get(tx, store.K(b).Int(int64(r)))
}

// parts returns who has a part in a request.
func parts(r branch.Request) []branch.Concern {
	return []branch.Concern{r.By, r.Holder, r.Handler, r.Asker}
}

// MaySee reports whether somebody may read a request.
func MaySee(r branch.Request, m branch.Member) bool {
	return r.Branch == m.Branch && m.May(branch.SeeRequests, parts(r)...)
}

// mayStep reports whether somebody may take a step about a request in its stage.
func mayStep(r branch.Request, m branch.Member, k branch.StepKind) bool {
	if !r.Takes(k) || k == branch.DidReply && r.Copy != nil { // that one's answer comes by itself
		return false
	}
	switch k {
	case branch.DidAssign, branch.DidPlease, branch.DidUpset:
		return m.May(branch.AssignRequests, r.Asker)
	}
	return m.May(branch.HandleRequests, parts(r)...)
}

// Steps returns what somebody may do about a request now.
func Steps(r branch.Request, m branch.Member) (list []branch.StepKind) {
	for _, k := range []branch.StepKind{branch.DidAssign, branch.DidNote, branch.DidAnswer, branch.DidRefer, branch.DidReport, branch.DidReply,
		branch.DidPlease, branch.DidUpset, branch.DidCite} {
		if mayStep(r, m, k) {
			list = append(list, k)
		}
	}
	return list
}

// Accept records what an enterprise asked for (受理).
func (o *Office) Accept(tx *store.Tx, me branch.Member, contact branch.ContactID, text string, now time.Time) (branch.Request, error) {
	c, ok := Enterprise(tx, me.Branch, contact)
	if !ok || !c.OnRecord(branch.DateOf(now)) {
		return branch.Request{}, Refusal("没有找到这家企业，请重新选择。")
	}
	return o.accept(tx, me, contact, text, 0, now), nil
}

func (o *Office) accept(tx *store.Tx, me branch.Member, contact branch.ContactID, text string, at branch.RecordID, now time.Time) branch.Request {
	c, _ := Enterprise(tx, me.Branch, contact)
	r := branch.Request{Branch: me.Branch, Contact: contact, Firm: c.Name, Record: at, Text: text, By: me.ID, At: now, Asker: liaison(tx, c)}
	return o.enter(tx, r, now)
}

// enter returns a new request its number and its first step.
func (o *Office) enter(tx *store.Tx, r branch.Request, now time.Time) branch.Request {
	b := GetBranch(tx, r.Branch)
	r.ID = branch.RequestID(tx.Next(store.K(r.Branch).Str("request")))
	r = r.With(o.CalendarOf(r.Branch), b.Settings.Requests, branch.Step{Kind: branch.DidAccept, By: r.By, At: now})
	o.putRequest(tx, b, branch.Request{}, r, now)
	return r
}

// putRequest writes a request and tells whose turn it has become: at once in working hours, else by the next digest.
func (o *Office) putRequest(tx *store.Tx, b branch.Branch, old, r branch.Request, now time.Time) {
	holder := cmp.Or(r.Holder, organiser(tx, b.ID))
	last := r.Steps[len(r.Steps)-1]
	told := map[branch.MemberID]bool{}
	came := r.Since == branch.DateOf(now) && old.Since != r.Since || old.Holder != r.Holder || len(old.Steps) == 0 || last.Kind == branch.DidUpset
	if came && r.Open() && r.Due != 0 {
		if to := chatOf(tx, b.ID, holder); to != "" && o.Working(b.ID, now) && holder != last.By {
			r.Told, told[holder] = branch.DateOf(now), true
			tx.ShowBelow(to, cards.RequestCame(r))
		} else if holder == last.By {
			r.Told = branch.DateOf(now) // who did it knows
		}
	}
	store.Requests.Put(tx, r)
	o.requestNews(tx, b, old, r, told, now)
	o.stirMembers(tx, b, now, holder, cmp.Or(old.Holder, organiser(tx, b.ID)))
}

// requestNews tells how the enterprise took it to whom that concerns: that it is content to who did the work, that it is not to the
// 组织委员; and who has it now to who had it before, and to the officer who had given it. The cards of all others say how things stand and ask for nothing that has been done.
func (o *Office) requestNews(tx *store.Tx, b branch.Branch, old, r branch.Request, told map[branch.MemberID]bool, now time.Time) {
	last, v := r.Steps[len(r.Steps)-1], RequestView(tx, branch.Member{Branch: b.ID}, r, branch.DateOf(now))
	holder, keeper := cmp.Or(r.Holder, organiser(tx, b.ID)), organiser(tx, b.ID)
	news := func(m branch.MemberID, card chat.Card) {
		if to := chatOf(tx, b.ID, m); to != "" && m != last.By && !told[m] {
			told[m] = true
			at := now
			if !o.Working(b.ID, now) {
				at = o.NextWorking(b, now)
			}
			tx.ShowBelowLater(to, card, at)
		}
	}
	switch last.Kind {
	case branch.DidPlease:
		news(r.Doer(), cards.RequestAsked(v))
	case branch.DidUpset:
		news(keeper, cards.RequestAsked(v))
	case branch.DidAssign:
		if old.Handler != 0 && old.Handler != r.Handler {
			news(old.Handler, cards.RequestStands(v))
			for _, s := range slices.Backward(old.Steps) {
				if s.Kind == branch.DidAssign {
					news(s.By, cards.RequestStands(v))
					break
				}
			}
		}
	}
	for _, m := range []branch.MemberID{r.By, r.Asker, r.Handler, holder, keeper, last.By} {
		if told[m] {
			continue
		}
		told[m] = true
		card := cards.RequestStands(v)
		if m == holder && r.Open() && r.Due != 0 {
			card = cards.RequestCame(r)
		}
		redraw(tx, chatOf(tx, b.ID, m), card)
	}
}

// maxSteps is how many steps of anybody's a request's row holds; an officer's acts and the handing on have room beyond it.
const maxSteps = 200

// StepRequest takes a step about a request. A step that leads to or from another branch goes on there.
func (o *Office) StepRequest(tx *store.Tx, me branch.Member, id branch.RequestID, s branch.Step, now time.Time) error {
	r, ok := GetRequest(tx, me.Branch, id)
	if !ok || !MaySee(r, me) {
		return Refusal(cards.NotYours)
	}
	if !mayStep(r, me, s.Kind) || s.Kind == branch.DidRefer {
		return Refusal(cards.RequestMoved)
	}
	if len(r.Steps) >= maxSteps && (s.Kind == branch.DidNote || !me.May(branch.HandleRequests)) {
		return Refusal("这件诉求的办理情况已经很多，请联系组织委员办理，或另行受理一件。")
	}
	if s.Kind == branch.DidAssign {
		to, ok := Member(tx, me.Branch, s.To)
		today := branch.DateOf(now)
		if !ok || to.Status != branch.Active || s.Due < today || s.Due > today+366 {
			return Refusal("请重新选择承办人和期限。")
		}
		if r.Stage == branch.Assigned && r.Handler == s.To && r.Due == s.Due {
			return nil // pressed twice: it has been given already
		}
	}
	b := GetBranch(tx, me.Branch)
	s.By, s.At = me.ID, now
	next := r.With(o.CalendarOf(me.Branch), b.Settings.Requests, s)
	o.putRequest(tx, b, r, next, now)
	switch {
	case s.Kind == branch.DidAnswer && r.From != nil:
		o.passOn(tx, *r.From, branch.Step{Kind: branch.DidReply, At: now, Text: b.Name + "：" + s.Text}, now)
	case (s.Kind == branch.DidPlease || s.Kind == branch.DidUpset) && r.Copy != nil:
		o.passOn(tx, *r.Copy, branch.Step{Kind: s.Kind, At: now, Text: s.Text}, now)
	}
	return nil
}

// passOn takes a step about the other half of a referral.
func (o *Office) passOn(tx *store.Tx, there branch.Elsewhere, s branch.Step, now time.Time) {
	r, ok := GetRequest(tx, there.Branch, there.Request)
	if !ok || !r.Open() {
		return
	}
	b := GetBranch(tx, there.Branch)
	o.putRequest(tx, b, r, r.With(o.CalendarOf(there.Branch), b.Settings.Requests, s), now)
}

// Refer sends a copy of a request to another branch, as its own (转办). This one sees its stage and its answer only.
func (o *Office) Refer(tx *store.Tx, me branch.Member, id branch.RequestID, to branch.BranchID, now time.Time) error {
	r, ok := GetRequest(tx, me.Branch, id)
	there, known := store.Branches.Get(tx, store.K(to))
	switch {
	case !ok || !MaySee(r, me) || !known || to == me.Branch:
		return Refusal(cards.NotYours)
	case !mayStep(r, me, branch.DidRefer) || r.Copy != nil:
		return Refusal(cards.RequestMoved)
	}
	b := GetBranch(tx, me.Branch)
	dup := o.enter(tx, branch.Request{Branch: to, Firm: r.Firm, Text: r.Text, At: now, From: &branch.Elsewhere{Branch: b.ID, Request: r.ID}}, now)
	next := r.With(o.CalendarOf(me.Branch), b.Settings.Requests, branch.Step{Kind: branch.DidRefer, By: me.ID, At: now, Text: there.Name})
	next.Copy = &branch.Elsewhere{Branch: to, Request: dup.ID}
	o.putRequest(tx, b, r, next, now)
	return nil
}

// OtherBranches returns where a request may be referred to.
func OtherBranches(tx *store.Tx, b branch.BranchID) (list []branch.Branch) {
	for other := range store.Branches.Scan(tx, nil) {
		if other.ID != b {
			list = append(list, other)
		}
	}
	return list
}

// RequestView returns a request as its card shows it to somebody.
func RequestView(tx *store.Tx, me branch.Member, r branch.Request, today branch.Date) cards.RequestView {
	v := cards.RequestView{Request: r, Steps: Steps(r, me), Today: today, Names: map[branch.MemberID]string{}}
	for _, id := range []branch.MemberID{r.By, r.Holder, r.Handler, r.Asker} {
		v.Names[id] = PersonName(tx, r.Branch, id)
	}
	for _, s := range r.Steps {
		v.Names[s.By], v.Names[s.To] = PersonName(tx, r.Branch, s.By), PersonName(tx, r.Branch, s.To)
	}
	v.Mine = r.Holder == me.ID || r.Holder == 0 && organiser(tx, me.Branch) == me.ID
	if r.Copy != nil {
		if other, ok := GetRequest(tx, r.Copy.Branch, r.Copy.Request); ok {
			v.There = other.Stage
		}
	}
	if r.From != nil {
		v.FromName = GetBranch(tx, r.From.Branch).Name
	}
	return v
}

// RequestsOf returns the requests that somebody may read and that pass a filter and hold the words of a query, the
// latest first.
func RequestsOf(tx *store.Tx, me branch.Member, f cards.RequestFilter, query string, today branch.Date) (list []branch.Request) {
	held := organiser(tx, me.Branch) == me.ID
	for r := range store.Requests.Scan(tx, store.K(me.Branch)) {
		mine := r.Open() && (r.Holder == me.ID || r.Holder == 0 && held)
		pass := f == cards.AllRequests || f == cards.OpenRequests && r.Open() || f == cards.MyRequests && mine || f == cards.OverdueRequests && r.Overdue(today)
		if MaySee(r, me) && pass && r.Matches(query) {
			list = append(list, r)
		}
	}
	slices.Reverse(list)
	return list
}

// Assignees returns whom a request may be given to: those nearest to it first.
func Assignees(tx *store.Tx, r branch.Request) []branch.Member {
	c, _ := Enterprise(tx, r.Branch, r.Contact)
	list := MembersOf(tx, r.Branch, func(branch.Member) bool { return true })
	near := func(m branch.Member) int {
		switch {
		case m.ID == r.Asker:
			return 0
		case c.Group != 0 && m.Group == c.Group:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(list, func(a, b branch.Member) int { return near(a) - near(b) })
	return list
}

// heldBy returns the open requests that are a member's turn; nobody's are the keeper's.
func heldBy(tx *store.Tx, b branch.Branch, m branch.Member) (list []branch.Request) {
	holders := []branch.MemberID{m.ID}
	if organiser(tx, b.ID) == m.ID {
		holders = append(holders, 0)
	}
	for _, h := range holders {
		for r := range store.RequestsByHolder.Scan(tx, store.K(b.ID).Int(int64(h))) {
			list = append(list, r)
		}
	}
	return list
}

// requestKind is what a request that is a member's is called on the daily card. It stands in the store.
const requestKind branch.PointKind = "req"

// requestReminders have who holds a request reminded of its stage, and the 书记 told what is overdue.
var requestReminders = Reminders{Title: "诉求", Most: 6, Kinds: []branch.PointKind{requestKind},
	Days: func(o *Office, tx *store.Tx, b branch.Branch, m branch.Member, _ time.Time, add func(branch.Date, store.Reminded)) {
		for _, r := range heldBy(tx, b, m) {
			for _, day := range branch.RequestReminders(o.CalendarOf(b.ID), r) {
				add(day, store.Reminded{Kind: requestKind, Item: int64(r.ID)})
			}
		}
	},
	Line: func(o *Office, tx *store.Tx, m branch.Member, x store.Reminded, now time.Time) (cards.ReminderLine, bool) {
		r, ok := GetRequest(tx, m.Branch, branch.RequestID(x.Item))
		mine := r.Holder == m.ID || r.Holder == 0 && organiser(tx, m.Branch) == m.ID
		return cards.RequestReminder(r, mine, branch.DateOf(now)), ok
	},
	Week: func(o *Office, tx *store.Tx, b branch.Branch, now time.Time) cards.ReminderPart {
		k, today := store.K(b.ID), branch.DateOf(now)
		part := cards.OverduePart(b.ID)
		for r := range store.RequestsByDue.Range(tx, k, k.Int(int64(today))) {
			part.Lines = append(part.Lines, cards.RequestReminder(r, false, today))
		}
		return part
	}}

// requestsOnFirm counts an enterprise's open requests for its card.
func requestsOnFirm(tx *store.Tx, c branch.Contact) cards.FirmPart {
	open := 0
	for r := range store.RequestsByContact.Scan(tx, store.K(c.Branch).Int(int64(c.ID))) {
		if r.Open() {
			open++
		}
	}
	return cards.RequestsOnFirm(c, open)
}

// requestSheets are the year's requests for the ledger: those of the year, and of before what was not settled when it began.
func requestSheets(tx *store.Tx, b branch.Branch, year int, today branch.Date) []branch.Sheet {
	sheet := cards.RequestSheet(year)
	for r := range store.Requests.Scan(tx, store.K(b.ID)) {
		if at := branch.DateOf(r.At); at.Year() > year || at.Year() < year && !r.Open() && branch.DateOf(r.Steps[len(r.Steps)-1].At).Year() < year {
			continue
		}
		who := map[branch.MemberID]string{}
		for _, id := range []branch.MemberID{r.By, r.Handler, r.Asker} {
			who[id] = PersonName(tx, b.ID, id)
		}
		for _, s := range r.Steps {
			who[s.By], who[s.To] = PersonName(tx, b.ID, s.By), PersonName(tx, b.ID, s.To)
		}
		sheet.Rows = append(sheet.Rows, cards.RequestRow(len(sheet.Rows)+1, r, who, today))
	}
	return []branch.Sheet{sheet}
}

// Cite attaches an article of a policy to a request, as it reads now.
func (o *Office) Cite(tx *store.Tx, me branch.Member, id branch.RequestID, c branch.Citation, now time.Time) error {
	r, ok := GetRequest(tx, me.Branch, id)
	if !ok || !MaySee(r, me) {
		return Refusal(cards.NotYours)
	}
	if !mayStep(r, me, branch.DidCite) || len(r.Cited) >= 20 {
		return Refusal(cards.RequestMoved)
	}
	if slices.Contains(r.Cited, c) {
		return Refusal("这一条已经附上。")
	}
	b := GetBranch(tx, me.Branch)
	next := r.With(o.CalendarOf(me.Branch), b.Settings.Requests, branch.Step{Kind: branch.DidCite, By: me.ID, At: now, Text: c.Policy + c.No})
	next.Cited = append(slices.Clone(r.Cited), c)
	o.putRequest(tx, b, r, next, now)
	return nil
}

// MayCite returns the open requests to which somebody may attach an article.
func MayCite(tx *store.Tx, me branch.Member, today branch.Date) []branch.Request {
	return slices.DeleteFunc(RequestsOf(tx, me, cards.OpenRequests, "", today), func(r branch.Request) bool { return !mayStep(r, me, branch.DidCite) })
}

// handRequests returns the open requests of people who have left to others: the asking to the enterprise's liaison of now,
// the handling to the officers, who assign it anew.
func (o *Office) handRequests(tx *store.Tx, h Handover) {
	gone := func(m branch.MemberID) bool { return slices.Contains(h.Left, m) }
	var list []branch.Request
	if len(h.Left) == 0 {
		return
	}
	for r := range store.Requests.Scan(tx, store.K(h.Branch.ID)) {
		if r.Open() && (gone(r.Holder) || gone(r.Handler) || gone(r.Asker)) {
			list = append(list, r)
		}
	}
	for _, old := range list {
		r := old
		if gone(r.Handler) {
			r.Handler = 0
		}
		if gone(r.Asker) {
			r.Asker = 0
			if c, ok := Enterprise(tx, h.Branch.ID, r.Contact); ok {
				r.Asker = liaison(tx, c)
			}
		}
		if gone(r.Holder) {
			r.Holder = r.Handler
			if old.Holder == old.Asker && old.Holder != old.Handler || r.Stage == branch.Answered {
				r.Holder = r.Asker
			}
		}
		o.putRequest(tx, h.Branch, old, r, h.Now)
	}
}

// aboutRequests is what requests keep about a member.
var aboutRequests = []Holding{
	{Tables: []string{"requests"}, Label: "受理、承办或办过的诉求", Count: RowsOf(store.Requests, func(r branch.Request, m branch.MemberID) bool {
		return slices.Contains(parts(r), branch.Concern(m)) || slices.ContainsFunc(r.Steps, func(s branch.Step) bool { return s.By == m || s.To == m })
	})},
}

// requestTasks are the open ones whose turn is the member's.
func requestTasks(_ *Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time) (list []cards.Task) {
	for _, r := range heldBy(tx, b, me) {
		list = append(list, cards.RequestTask(r, branch.DateOf(now)))
	}
	return list
}
