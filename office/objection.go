package office

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// MayObject returns the round and the names about which a member may object now. at is a place in Finals, or -1 for any.
func MayObject(tx *store.Tx, me branch.Member, round branch.RoundID, at int, now time.Time) (branch.Round, []int, error) {
	r, ok := GetRound(tx, me.Branch, round)
	if !ok {
		return r, nil, Refusal(cards.OldCard)
	}
	open := objectable(r, now)
	switch {
	case len(open) == 0:
		return r, nil, Refusal("现在不在公示期内，不再受理意见。")
	case at >= 0 && !slices.Contains(open, at):
		return r, nil, Refusal(cards.OldCard)
	}
	return r, open, nil
}

// objectable returns the names of a round that are in their 公示 now, by their places in Finals.
func objectable(r branch.Round, now time.Time) (open []int) {
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
		for _, m := range Posted(tx, b, func(m branch.Member) bool { return m.Held(post, at) }) {
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
func (o *Office) Object(tx *store.Tx, me branch.Member, round branch.RoundID, at int, text string, now time.Time) error {
	if at < 0 {
		return Refusal(cards.OldCard)
	}
	r, _, err := MayObject(tx, me, round, at, now)
	if err != nil {
		return err
	}
	about := r.Finals[at].Who
	h, ok := handler(tx, me.ID, about, r.Branch, now)
	if !ok {
		return Refusal("支部现在没有可以受理意见的委员，请直接向上级党组织反映。")
	}
	ob := branch.Objection{Branch: r.Branch, Round: r.ID, By: me.ID, About: about, Text: text, At: now, Handler: h.ID}
	made, fresh := 0, true
	for old := range store.Objections.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if old.By != me.ID || old.About != about || !owns(tx, me, old.At) {
			continue
		}
		if made++; old.AnsweredAt.IsZero() {
			ob.ID, ob.Handler, fresh = old.ID, old.Handler, false
		}
	}
	switch {
	case fresh && made >= maxObjections:
		return Refusal("您对这位同志的意见已经多次答复，不再重复受理。如仍有不同意见，请向上级党组织反映。")
	case fresh:
		ob.ID = tx.Next(store.RoundKey(r.Branch, r.ID).Str("objection"))
	}
	store.Objections.Put(tx, ob)
	if now, ok := currentHandler(tx, ob); ok {
		if c := Chat(tx, now); c != "" {
			show(tx, c, cards.Objection(objectionView(tx, r, ob)), fresh)
		}
	}
	if c := Chat(tx, me); c != "" {
		v := o.noticeView(tx, r, now)
		v.Objected = h.Post
		tx.Show(c, cards.NoticeCard(v))
	}
	o.StirMembers(tx, GetBranch(tx, r.Branch), now, h.ID)
	o.showRound(tx, r, now, false)
	return nil
}

func objectionView(tx *store.Tx, r branch.Round, ob branch.Objection) cards.ObjectionView {
	return cards.ObjectionView{Round: r, Objection: ob, By: voterName(tx, r, ob.By).Short(), About: RoundName(tx, r, ob.About)}
}

func pendingObjections(tx *store.Tx, r branch.Round) (n int) {
	for ob := range store.Objections.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if ob.AnsweredAt.IsZero() {
			n++
		}
	}
	return n
}

// objected reports whether an objection about a candidate is not answered yet.
func objected(tx *store.Tx, r branch.Round, c branch.Candidate) bool {
	for ob := range store.Objections.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if ob.About == c && ob.AnsweredAt.IsZero() {
			return true
		}
	}
	return false
}

// owedAnswers returns the objections that somebody is to answer.
func owedAnswers(tx *store.Tx, me branch.Member) (list []branch.Objection) {
	for r := range store.RoundsOpen.Scan(tx, store.K(me.Branch)) {
		for ob := range store.Objections.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
			if h, ok := currentHandler(tx, ob); ok && h.ID == me.ID && ob.AnsweredAt.IsZero() {
				list = append(list, ob)
			}
		}
	}
	return list
}

// currentHandler returns the objection's handler, or who has taken the place of one who has left or no longer holds the post. ok is
// false where everybody who could was appointed after it was made: then who made it is asked (GiveObjection).
func currentHandler(tx *store.Tx, ob branch.Objection) (branch.Member, bool) {
	held := func(h branch.Member) bool {
		return slices.ContainsFunc(branch.HandlersOf, func(p branch.Post) bool { return h.Held(p, ob.Since()) })
	}
	if h, ok := Member(tx, ob.Branch, ob.Handler); ok && h.Status == branch.Active && h.ID != ob.About.Member && held(h) {
		return h, true
	}
	return handler(tx, ob.By, ob.About, ob.Branch, ob.Since())
}

// mayGive reports whether an objection has nobody left who may read it, so that who made it may give it to those in office now.
func mayGive(tx *store.Tx, me branch.Member, ob branch.Objection) bool {
	_, handled := currentHandler(tx, ob)
	return ob.By == me.ID && owns(tx, me, ob.At) && ob.AnsweredAt.IsZero() && !handled
}

// GiveObjection returns an objection, on the word of who made it, to who would handle it now.
func (o *Office) GiveObjection(tx *store.Tx, me branch.Member, round branch.RoundID, id int64, now time.Time) error {
	ob, ok := store.Objections.Get(tx, store.RoundKey(me.Branch, round).Int(id))
	if r, found := GetRound(tx, me.Branch, round); !ok || !found || r.Running() == nil || !mayGive(tx, me, ob) {
		return Refusal(cards.OldCard)
	}
	h, ok := handler(tx, ob.By, ob.About, ob.Branch, now)
	if !ok {
		return Refusal("支部现在没有可以受理意见的委员，请直接向上级党组织反映。")
	}
	ob.Given, ob.Handler = now, 0
	store.Objections.Put(tx, ob)
	handObjections(tx, me.Branch, now)
	tx.Show(Chat(tx, me), cards.ObjectionGiven(me.Branch, round, id, h.Post))
	o.StirMembers(tx, GetBranch(tx, me.Branch), now, h.ID)
	return nil
}

// MayAnswer returns an objection to its handler while it is not answered.
func MayAnswer(tx *store.Tx, me branch.Member, round branch.RoundID, id int64) (branch.Round, branch.Objection, error) {
	r, ok := GetRound(tx, me.Branch, round)
	ob, found := store.Objections.Get(tx, store.RoundKey(me.Branch, round).Int(id))
	if !ok || !found {
		return r, ob, Refusal(cards.NotYours)
	}
	if h, ok := currentHandler(tx, ob); !ok || h.ID != me.ID {
		return r, ob, Refusal(cards.NotYours)
	}
	if !ob.AnsweredAt.IsZero() || r.Running() == nil {
		return r, ob, Refusal(cards.OldCard)
	}
	return r, ob, nil
}

// ObjectionCard returns an objection's card to its handler.
func ObjectionCard(tx *store.Tx, r branch.Round, ob branch.Objection) cards.ObjectionView {
	return objectionView(tx, r, ob)
}

// Answer answers an objection, for its maker and the record. An upheld one goes back to the branch's decision.
func (o *Office) Answer(tx *store.Tx, me branch.Member, round branch.RoundID, id int64, upheld bool, text string, now time.Time) error {
	r, ob, err := MayAnswer(tx, me, round, id)
	if err != nil {
		return err
	}
	ob.Answer, ob.Upheld, ob.AnsweredBy, ob.AnsweredAt = text, upheld, me.ID, now
	store.Objections.Put(tx, ob)
	o.StirMembers(tx, GetBranch(tx, r.Branch), now, me.ID)
	if c := Chat(tx, me); c != "" {
		tx.Show(c, cards.Objection(objectionView(tx, r, ob)))
	}
	maker, _ := Member(tx, r.Branch, ob.By)
	if c := Chat(tx, maker); c != "" && owns(tx, maker, ob.At) {
		tx.ShowBelow(c, cards.ObjectionAnswer(objectionView(tx, r, ob)))
	}
	if upheld {
		for i, f := range r.Finals {
			if f.Who == ob.About && f.Out == "" && f.Passed {
				r.Finals[i].Upheld = true
			}
		}
		if len(r.Undecided()) > 0 {
			o.toDecide(tx, &r, now)
			o.tellNotice(tx, r, now)
			o.showRound(tx, r, now, true)
			return nil
		}
	}
	s := r.Running()
	if s.Kind == branch.Notice && !now.Before(s.Closes) {
		o.noticeDue(tx, r, now)
		return nil
	}
	if due, planned := store.Dues.Get(tx, store.K[int64]().Str(PushStage).Int(int64(r.Branch)).Int(int64(r.ID))); planned || s.Kind == branch.Decide {
		o.planStage(tx, r, due.At)
	}
	o.showRound(tx, r, now, false)
	return nil
}

// HandlerPost returns to whose post an objection would go.
func HandlerPost(tx *store.Tx, me branch.Member, about branch.Candidate, now time.Time) branch.Post {
	h, _ := handler(tx, me.ID, about, me.Branch, now)
	return h.Post
}

// showAnswers shows somebody the answers to objections that were held back from an account bound since they were made.
func showAnswers(tx *store.Tx, who branch.Member, bound time.Time) {
	to := BindingOf(tx, who).Chat
	for ob := range store.Objections.Scan(tx, store.K(who.Branch)) {
		if ob.By == who.ID && ob.At.Before(bound) && ob.AnsweredAt.After(bound) && to != "" {
			r, _ := GetRound(tx, ob.Branch, ob.Round)
			tx.ShowBelow(to, cards.ObjectionAnswer(objectionView(tx, r, ob)))
		}
	}
}
