package requests

import (
	"cmp"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// Get returns a request of a branch.
func Get(tx *store.Tx, b branch.BranchID, r ID) (Request, bool) {
	return Requests.Get(tx, store.K(b).Int(int64(r)))
}

// parts returns who has a part in a request.
func parts(r Request) []branch.Concern {
	return []branch.Concern{r.By, r.Holder, r.Handler, r.Asker}
}

// MaySee reports whether somebody may read a request.
func MaySee(r Request, m branch.Member) bool {
	return r.Branch == m.Branch && m.May(branch.SeeRequests, parts(r)...)
}

// mayStep reports whether somebody may take a step about a request in its stage.
func mayStep(r Request, m branch.Member, k StepKind) bool {
	if !r.Takes(k) || k == DidReply && r.Copy != nil { // that one's answer comes by itself
		return false
	}
	switch k {
	case DidAssign, DidPlease, DidUpset:
		return m.May(branch.AssignRequests, r.Asker)
	}
	return m.May(branch.HandleRequests, parts(r)...)
}

// Steps returns what somebody may do about a request now.
func Steps(r Request, m branch.Member) (list []StepKind) {
	for _, k := range []StepKind{DidAssign, DidNote, DidAnswer, DidRefer, DidReport, DidReply,
		DidPlease, DidUpset, DidCite} {
		if mayStep(r, m, k) {
			list = append(list, k)
		}
	}
	return list
}

// Accept records what an enterprise asked for (受理).
func Accept(o *office.Office, tx *store.Tx, me branch.Member, contact branch.ContactID, text string, now time.Time) (Request, error) {
	c, ok := office.Enterprise(tx, me.Branch, contact)
	if !ok || !c.OnRecord(branch.DateOf(now)) {
		return Request{}, office.Refusal("没有找到这家企业，请重新选择。")
	}
	return accept(o, tx, me, contact, text, 0, now), nil
}

func accept(o *office.Office, tx *store.Tx, me branch.Member, contact branch.ContactID, text string, at branch.RecordID, now time.Time) Request {
	c, _ := office.Enterprise(tx, me.Branch, contact)
	r := Request{Branch: me.Branch, Contact: contact, Firm: c.Name, Record: at, Text: text, By: me.ID, At: now, Asker: office.Liaison(tx, c)}
	return enter(o, tx, r, now)
}

// enter returns a new request its number and its first step.
func enter(o *office.Office, tx *store.Tx, r Request, now time.Time) Request {
	b := office.GetBranch(tx, r.Branch)
	r.ID = ID(tx.Next(store.K(r.Branch).Str("request")))
	r = r.With(o.CalendarOf(r.Branch), b.Settings.Requests, Step{Kind: DidAccept, By: r.By, At: now})
	put(o, tx, b, Request{}, r, now)
	return r
}

// put writes a request and tells whose turn it has become: at once in working hours, else by the next digest.
func put(o *office.Office, tx *store.Tx, b branch.Branch, old, r Request, now time.Time) {
	holder := cmp.Or(r.Holder, office.Organiser(tx, b.ID))
	last := r.Steps[len(r.Steps)-1]
	told := map[branch.MemberID]bool{}
	came := r.Since == branch.DateOf(now) && old.Since != r.Since || old.Holder != r.Holder || len(old.Steps) == 0 || last.Kind == DidUpset
	if came && r.Open() && r.Due != 0 {
		if to := office.ChatOf(tx, b.ID, holder); to != "" && o.Working(b.ID, now) && holder != last.By {
			r.Told, told[holder] = branch.DateOf(now), true
			tx.ShowBelow(to, cameCard(r))
		} else if holder == last.By {
			r.Told = branch.DateOf(now) // who did it knows
		}
	}
	Requests.Put(tx, r)
	tell(o, tx, b, old, r, told, now)
	o.StirMembers(tx, b, now, holder, cmp.Or(old.Holder, office.Organiser(tx, b.ID)))
}

// tell tells how the enterprise took it to whom that concerns: that it is content to who did the work, that it is not to the
// 组织委员; and who has it now to who had it before, and to the officer who had given it. The cards of all others say how things stand and ask for nothing that has been done.
func tell(o *office.Office, tx *store.Tx, b branch.Branch, old, r Request, told map[branch.MemberID]bool, now time.Time) {
	last, v := r.Steps[len(r.Steps)-1], ViewOf(tx, branch.Member{Branch: b.ID}, r, branch.DateOf(now))
	holder, keeper := cmp.Or(r.Holder, office.Organiser(tx, b.ID)), office.Organiser(tx, b.ID)
	news := func(m branch.MemberID, card chat.Card) {
		if to := office.ChatOf(tx, b.ID, m); to != "" && m != last.By && !told[m] {
			told[m] = true
			at := now
			if !o.Working(b.ID, now) {
				at = o.NextWorking(b, now)
			}
			tx.ShowBelowLater(to, card, at)
		}
	}
	switch last.Kind {
	case DidPlease:
		news(r.Doer(), askedCard(v))
	case DidUpset:
		news(keeper, askedCard(v))
	case DidAssign:
		if old.Handler != 0 && old.Handler != r.Handler {
			news(old.Handler, standsCard(v))
			for _, s := range slices.Backward(old.Steps) {
				if s.Kind == DidAssign {
					news(s.By, standsCard(v))
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
		card := standsCard(v)
		if m == holder && r.Open() && r.Due != 0 {
			card = cameCard(r)
		}
		office.Redraw(tx, office.ChatOf(tx, b.ID, m), card)
	}
}

// maxSteps is how many steps of anybody's a request's row holds; an officer's acts and the handing on have room beyond it.
const maxSteps = 200

// TakeStep takes a step about a request. A step that leads to or from another branch goes on there.
func TakeStep(o *office.Office, tx *store.Tx, me branch.Member, id ID, s Step, now time.Time) error {
	r, ok := Get(tx, me.Branch, id)
	if !ok || !MaySee(r, me) {
		return office.Refusal(cards.NotYours)
	}
	if !mayStep(r, me, s.Kind) || s.Kind == DidRefer {
		return office.Refusal(Moved)
	}
	if len(r.Steps) >= maxSteps && (s.Kind == DidNote || !me.May(branch.HandleRequests)) {
		return office.Refusal("这件诉求的办理情况已经很多，请联系组织委员办理，或另行受理一件。")
	}
	if s.Kind == DidAssign {
		to, ok := office.Member(tx, me.Branch, s.To)
		today := branch.DateOf(now)
		if !ok || to.Status != branch.Active || s.Due < today || s.Due > today+366 {
			return office.Refusal("请重新选择承办人和期限。")
		}
		if r.Stage == Assigned && r.Handler == s.To && r.Due == s.Due {
			return nil // pressed twice: it has been given already
		}
	}
	b := office.GetBranch(tx, me.Branch)
	s.By, s.At = me.ID, now
	next := r.With(o.CalendarOf(me.Branch), b.Settings.Requests, s)
	put(o, tx, b, r, next, now)
	switch {
	case s.Kind == DidAnswer && r.From != nil:
		passOn(o, tx, *r.From, Step{Kind: DidReply, At: now, Text: b.Name + "：" + s.Text}, now)
	case (s.Kind == DidPlease || s.Kind == DidUpset) && r.Copy != nil:
		passOn(o, tx, *r.Copy, Step{Kind: s.Kind, At: now, Text: s.Text}, now)
	}
	return nil
}

// passOn takes a step about the other half of a referral.
func passOn(o *office.Office, tx *store.Tx, there Elsewhere, s Step, now time.Time) {
	r, ok := Get(tx, there.Branch, there.Request)
	if !ok || !r.Open() {
		return
	}
	b := office.GetBranch(tx, there.Branch)
	put(o, tx, b, r, r.With(o.CalendarOf(there.Branch), b.Settings.Requests, s), now)
}

// Refer sends a copy of a request to another branch, as its own (转办). This one sees its stage and its answer only.
func Refer(o *office.Office, tx *store.Tx, me branch.Member, id ID, to branch.BranchID, now time.Time) error {
	r, ok := Get(tx, me.Branch, id)
	there, known := store.Branches.Get(tx, store.K(to))
	switch {
	case !ok || !MaySee(r, me) || !known || to == me.Branch:
		return office.Refusal(cards.NotYours)
	case !mayStep(r, me, DidRefer) || r.Copy != nil:
		return office.Refusal(Moved)
	}
	b := office.GetBranch(tx, me.Branch)
	dup := enter(o, tx, Request{Branch: to, Firm: r.Firm, Text: r.Text, At: now, From: &Elsewhere{Branch: b.ID, Request: r.ID}}, now)
	next := r.With(o.CalendarOf(me.Branch), b.Settings.Requests, Step{Kind: DidRefer, By: me.ID, At: now, Text: there.Name})
	next.Copy = &Elsewhere{Branch: to, Request: dup.ID}
	put(o, tx, b, r, next, now)
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

// ViewOf returns a request as its card shows it to somebody.
func ViewOf(tx *store.Tx, me branch.Member, r Request, today branch.Date) View {
	v := View{Request: r, Steps: Steps(r, me), Today: today, Names: map[branch.MemberID]string{}}
	for _, id := range []branch.MemberID{r.By, r.Holder, r.Handler, r.Asker} {
		v.Names[id] = office.PersonName(tx, r.Branch, id)
	}
	for _, s := range r.Steps {
		v.Names[s.By], v.Names[s.To] = office.PersonName(tx, r.Branch, s.By), office.PersonName(tx, r.Branch, s.To)
	}
	v.Mine = r.Holder == me.ID || r.Holder == 0 && office.Organiser(tx, me.Branch) == me.ID
	if r.Copy != nil {
		if other, ok := Get(tx, r.Copy.Branch, r.Copy.Request); ok {
			v.There = other.Stage
		}
	}
	if r.From != nil {
		v.FromName = office.GetBranch(tx, r.From.Branch).Name
	}
	return v
}

// ListOf returns the requests that somebody may read and that pass a filter and hold the words of a query, the
// latest first.
func ListOf(tx *store.Tx, me branch.Member, f Filter, query string, today branch.Date) (list []Request) {
	held := office.Organiser(tx, me.Branch) == me.ID
	for r := range Requests.Scan(tx, store.K(me.Branch)) {
		mine := r.Open() && (r.Holder == me.ID || r.Holder == 0 && held)
		pass := f == All || f == OpenOnes && r.Open() || f == Mine && mine || f == Late && r.Overdue(today)
		if MaySee(r, me) && pass && r.Matches(query) {
			list = append(list, r)
		}
	}
	slices.Reverse(list)
	return list
}

// Assignees returns whom a request may be given to: those nearest to it first.
func Assignees(tx *store.Tx, r Request) []branch.Member {
	c, _ := office.Enterprise(tx, r.Branch, r.Contact)
	list := office.MembersOf(tx, r.Branch, func(branch.Member) bool { return true })
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

// Cite attaches an article of a policy to a request, as it reads now.
func Cite(o *office.Office, tx *store.Tx, me branch.Member, id ID, c Citation, now time.Time) error {
	r, ok := Get(tx, me.Branch, id)
	if !ok || !MaySee(r, me) {
		return office.Refusal(cards.NotYours)
	}
	if !mayStep(r, me, DidCite) || len(r.Cited) >= 20 {
		return office.Refusal(Moved)
	}
	if slices.Contains(r.Cited, c) {
		return office.Refusal("这一条已经附上。")
	}
	b := office.GetBranch(tx, me.Branch)
	next := r.With(o.CalendarOf(me.Branch), b.Settings.Requests, Step{Kind: DidCite, By: me.ID, At: now, Text: c.Policy + c.No})
	next.Cited = append(slices.Clone(r.Cited), c)
	put(o, tx, b, r, next, now)
	return nil
}

// MayCite returns the open requests to which somebody may attach an article.
func MayCite(tx *store.Tx, me branch.Member, today branch.Date) []Request {
	return slices.DeleteFunc(ListOf(tx, me, OpenOnes, "", today), func(r Request) bool { return !mayStep(r, me, DidCite) })
}
