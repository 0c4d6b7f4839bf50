package rounds

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// MayObject returns the round and the names about which a member may object now. at is a place in Finals, or -1 for any.
func MayObject(tx *store.Tx, me branch.Member, round branch.RoundID, at int, now time.Time) (Round, []int, error) {
	r, ok := GetRound(tx, me.Branch, round)
	if !ok {
		return r, nil, office.Refusal(cards.OldCard)
	}
	open := objectable(r, now)
	switch {
	case len(open) == 0:
		return r, nil, office.Refusal("现在不在公示期内，不再受理意见。")
	case at >= 0 && !slices.Contains(open, at):
		return r, nil, office.Refusal(cards.OldCard)
	}
	return r, open, nil
}

// objectable returns the names of a round that are in their 公示 now, by their places in Finals.
func objectable(r Round, now time.Time) (open []int) {
	for i, f := range r.Finals {
		if r.Running() != nil && f.Out == "" && f.Passed && !f.Upheld && !f.To.IsZero() && !now.Before(f.From) && now.Before(f.To) {
			open = append(open, i)
		}
	}
	return open
}

// handler returns who handles an objection that was made at a time: the 纪检委员; about the 纪检委员, or by him or her, the 书记; else
// the 副书记, then the 组织委员; never whom it is about, who made it, or who was appointed afterwards.
func handler(tx *store.Tx, by branch.MemberID, about branch.Candidate, b branch.BranchID, at time.Time) (branch.Member, bool) {
	for _, post := range branch.HandlersOf {
		for _, m := range office.Posted(tx, b, func(m branch.Member) bool { return m.Held(post, at) }) {
			if m.ID != by && m.ID != about.Member {
				return m, true
			}
		}
	}
	return branch.Member{}, false
}

// maxObjections is how many objections a member makes about one name in a round: each stands in the way of the naming.
const maxObjections = 3

// Object records an objection during 公示. It reaches its handler and nobody else. One that is not answered yet gives way to
// what the member says now.
func Object(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, at int, text string, now time.Time) error {
	if at < 0 {
		return office.Refusal(cards.OldCard)
	}
	r, _, err := MayObject(tx, me, round, at, now)
	if err != nil {
		return err
	}
	about := r.Finals[at].Who
	h, ok := handler(tx, me.ID, about, r.Branch, now)
	if !ok {
		return office.Refusal("支部现在没有可以受理意见的委员，请直接向上级党组织反映。")
	}
	ob := Objection{Branch: r.Branch, Round: r.ID, By: me.ID, About: about, Text: text, At: now, Handler: h.ID}
	made, fresh := 0, true
	for old := range Objections.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if old.By != me.ID || old.About != about || !office.Owns(tx, me, old.At) {
			continue
		}
		if made++; old.AnsweredAt.IsZero() {
			ob.ID, ob.Handler, fresh = old.ID, old.Handler, false
		}
	}
	switch {
	case fresh && made >= maxObjections:
		return office.Refusal("您对这位同志的意见已经多次答复，不再重复受理。如仍有不同意见，请向上级党组织反映。")
	case fresh:
		ob.ID = tx.Next(store.RoundKey(r.Branch, r.ID).Str("objection"))
	}
	Objections.Put(tx, ob)
	if now, ok := currentHandler(tx, ob); ok {
		if c := office.Chat(tx, now); c != "" {
			office.Show(tx, c, objectionCard(ViewObjection(tx, r, ob)), fresh)
		}
	}
	if c := office.Chat(tx, me); c != "" {
		v := noticeView(o, tx, r, now)
		v.Objected = h.Post
		tx.Show(c, NoticeCard(v))
	}
	o.StirMembers(tx, office.GetBranch(tx, r.Branch), now, h.ID)
	showRound(o, tx, r, now, false)
	return nil
}

// ViewObjection returns an objection as the cards for its handler and its author show it.
func ViewObjection(tx *store.Tx, r Round, ob Objection) ObjectionView {
	return ObjectionView{Round: r, Objection: ob, By: voterName(tx, r, ob.By).Short(), About: RoundName(tx, r, ob.About)}
}

func pendingObjections(tx *store.Tx, r Round) (n int) {
	for ob := range Objections.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if ob.AnsweredAt.IsZero() {
			n++
		}
	}
	return n
}

// Objected reports whether an objection about a candidate is not answered yet.
func Objected(tx *store.Tx, r Round, c branch.Candidate) bool {
	for ob := range Objections.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if ob.About == c && ob.AnsweredAt.IsZero() {
			return true
		}
	}
	return false
}

// owedAnswers returns the objections that somebody is to answer.
func owedAnswers(tx *store.Tx, me branch.Member) (list []Objection) {
	for r := range RoundsOpen.Scan(tx, store.K(me.Branch)) {
		for ob := range Objections.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
			if h, ok := currentHandler(tx, ob); ok && h.ID == me.ID && ob.AnsweredAt.IsZero() {
				list = append(list, ob)
			}
		}
	}
	return list
}

// currentHandler returns the objection's handler, or who has taken the place of one who has left or no longer holds the post. ok is
// false where everybody who could was appointed after it was made: then who made it is asked (GiveObjection).
func currentHandler(tx *store.Tx, ob Objection) (branch.Member, bool) {
	held := func(h branch.Member) bool {
		return slices.ContainsFunc(branch.HandlersOf, func(p branch.Post) bool { return h.Held(p, ob.Since()) })
	}
	if h, ok := office.Member(tx, ob.Branch, ob.Handler); ok && h.Status == branch.Active && h.ID != ob.About.Member && held(h) {
		return h, true
	}
	return handler(tx, ob.By, ob.About, ob.Branch, ob.Since())
}

// mayGive reports whether an objection has nobody left who may read it, so that who made it may give it to those in office now.
func mayGive(tx *store.Tx, me branch.Member, ob Objection) bool {
	_, handled := currentHandler(tx, ob)
	return ob.By == me.ID && office.Owns(tx, me, ob.At) && ob.AnsweredAt.IsZero() && !handled
}

// GiveObjection returns an objection, on the word of who made it, to who would handle it now.
func GiveObjection(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, id int64, now time.Time) error {
	ob, ok := Objections.Get(tx, store.RoundKey(me.Branch, round).Int(id))
	if r, found := GetRound(tx, me.Branch, round); !ok || !found || r.Running() == nil || !mayGive(tx, me, ob) {
		return office.Refusal(cards.OldCard)
	}
	h, ok := handler(tx, ob.By, ob.About, ob.Branch, now)
	if !ok {
		return office.Refusal("支部现在没有可以受理意见的委员，请直接向上级党组织反映。")
	}
	ob.Given, ob.Handler = now, 0
	Objections.Put(tx, ob)
	handObjections(tx, me.Branch, now)
	tx.Show(office.Chat(tx, me), ObjectionGiven(me.Branch, round, id, h.Post))
	o.StirMembers(tx, office.GetBranch(tx, me.Branch), now, h.ID)
	return nil
}

// MayAnswer returns an objection to its handler while it is not answered.
func MayAnswer(tx *store.Tx, me branch.Member, round branch.RoundID, id int64) (Round, Objection, error) {
	r, ok := GetRound(tx, me.Branch, round)
	ob, found := Objections.Get(tx, store.RoundKey(me.Branch, round).Int(id))
	if !ok || !found {
		return r, ob, office.Refusal(cards.NotYours)
	}
	if h, ok := currentHandler(tx, ob); !ok || h.ID != me.ID {
		return r, ob, office.Refusal(cards.NotYours)
	}
	if !ob.AnsweredAt.IsZero() || r.Running() == nil {
		return r, ob, office.Refusal(cards.OldCard)
	}
	return r, ob, nil
}

// ObjectionCard returns an objection's card to its handler.
func ObjectionCard(tx *store.Tx, r Round, ob Objection) ObjectionView {
	return ViewObjection(tx, r, ob)
}

// Answer answers an objection, for its maker and the record. An upheld one goes back to the branch's decision.
func Answer(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, id int64, upheld bool, text string, now time.Time) error {
	r, ob, err := MayAnswer(tx, me, round, id)
	if err != nil {
		return err
	}
	ob.Answer, ob.Upheld, ob.AnsweredBy, ob.AnsweredAt = text, upheld, me.ID, now
	Objections.Put(tx, ob)
	o.StirMembers(tx, office.GetBranch(tx, r.Branch), now, me.ID)
	if c := office.Chat(tx, me); c != "" {
		tx.Show(c, objectionCard(ViewObjection(tx, r, ob)))
	}
	maker, _ := office.Member(tx, r.Branch, ob.By)
	if c := office.Chat(tx, maker); c != "" && office.Owns(tx, maker, ob.At) {
		tx.ShowBelow(c, ObjectionAnswer(ViewObjection(tx, r, ob)))
	}
	if upheld {
		for i, f := range r.Finals {
			if f.Who == ob.About && f.Out == "" && f.Passed {
				r.Finals[i].Upheld = true
			}
		}
		if len(r.Undecided()) > 0 {
			toDecide(o, tx, &r, now)
			tellNotice(o, tx, r, now)
			showRound(o, tx, r, now, true)
			return nil
		}
	}
	s := r.Running()
	if s.Kind == StageNotice && !now.Before(s.Closes) {
		noticeDue(o, tx, r, now)
		return nil
	}
	if due, planned := store.Dues.Get(tx, store.K[int64]().Str(PushStage).Int(int64(r.Branch)).Int(int64(r.ID))); planned || s.Kind == StageDecide {
		planStage(o, tx, r, due.At)
	}
	showRound(o, tx, r, now, false)
	return nil
}

// HandlerPost returns to whose post an objection would go.
func HandlerPost(tx *store.Tx, me branch.Member, about branch.Candidate, now time.Time) branch.Post {
	h, _ := handler(tx, me.ID, about, me.Branch, now)
	return h.Post
}

// showAnswers shows somebody the answers to objections that were held back from an account bound since they were made.
func showAnswers(tx *store.Tx, who branch.Member, bound time.Time) {
	to := office.BindingOf(tx, who).Chat
	for ob := range Objections.Scan(tx, store.K(who.Branch)) {
		if ob.By == who.ID && ob.At.Before(bound) && ob.AnsweredAt.After(bound) && to != "" {
			r, _ := GetRound(tx, ob.Branch, ob.Round)
			tx.ShowBelow(to, ObjectionAnswer(ViewObjection(tx, r, ob)))
		}
	}
}
