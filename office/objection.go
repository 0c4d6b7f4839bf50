package office

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// MayObject gives the round and the names about which a member may object now. at is a place in Finals, or -1 for any.
func MayObject(tx *store.Tx, me branch.Member, round branch.RoundID, at int, now time.Time) (branch.Round, []int, error) {
	r, ok := GetRound(tx, me.Branch, round)
	if !ok {
		return r, nil, Refusal(cards.OldCard)
	}
	var open []int
	for i, f := range r.Finals {
		if r.Running() != nil && f.Out == "" && f.Passed && !f.To.IsZero() && !now.Before(f.From) && now.Before(f.To) {
			open = append(open, i)
		}
	}
	switch {
	case len(open) == 0:
		return r, nil, Refusal("现在不在公示期内，不再受理意见。")
	case at >= 0 && !slices.Contains(open, at):
		return r, nil, Refusal(cards.OldCard)
	}
	return r, open, nil
}

// handler gives who handles an objection: the 纪检委员; about the 纪检委员, or by him or her, the 书记; else the 副书记.
func handler(tx *store.Tx, by branch.MemberID, about branch.Candidate, b branch.BranchID) (branch.Member, bool) {
	for _, post := range branch.HandlersOf {
		for _, m := range members(tx, b, func(m branch.Member) bool { return m.Post == post }) {
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
	h, ok := handler(tx, me.ID, about, r.Branch)
	if !ok {
		return Refusal("支部现在没有可以受理意见的委员，请直接向上级党组织反映。")
	}
	ob := branch.Objection{Branch: r.Branch, Round: r.ID, By: me.ID, About: about, Text: text, At: now, Handler: h.ID}
	made, fresh := 0, true
	for old := range store.Objections.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if old.By != me.ID || old.About != about {
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
		v := o.noticeView(tx, r)
		v.Objected = h.Post
		tx.Show(c, cards.NoticeCard(v))
	}
	o.showRound(tx, r, now, false)
	return nil
}

func objectionView(tx *store.Tx, r branch.Round, ob branch.Objection) cards.ObjectionView {
	by, _ := Member(tx, r.Branch, ob.By)
	return cards.ObjectionView{Round: r, Objection: ob, By: by.Name, About: CandidateName(tx, r.Branch, ob.About)}
}

func pendingObjections(tx *store.Tx, r branch.Round) (n int) {
	for ob := range store.Objections.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if ob.AnsweredAt.IsZero() {
			n++
		}
	}
	return n
}

// showObjections shows the handlers what is not answered yet.
func (o *Office) showObjections(tx *store.Tx, r branch.Round, news bool) {
	for ob := range store.Objections.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if h, ok := currentHandler(tx, ob); ok && ob.AnsweredAt.IsZero() {
			if c := Chat(tx, h); c != "" {
				show(tx, c, cards.Objection(objectionView(tx, r, ob)), news)
			}
		}
	}
}

// currentHandler gives the objection's handler, or who has taken the place of one who has left.
func currentHandler(tx *store.Tx, ob branch.Objection) (branch.Member, bool) {
	if h, ok := Member(tx, ob.Branch, ob.Handler); ok && h.Status == branch.Active && slices.Contains(branch.HandlersOf, h.Post) {
		return h, true
	}
	return handler(tx, ob.By, ob.About, ob.Branch)
}

// MayAnswer gives an objection to its handler while it is not answered.
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

// ObjectionCard gives an objection's card to its handler.
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
	if c := Chat(tx, me); c != "" {
		tx.Show(c, cards.Objection(objectionView(tx, r, ob)))
	}
	if c := chatOf(tx, r.Branch, ob.By); c != "" {
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
			o.showRound(tx, r, now, true)
			return nil
		}
	}
	if s := r.Running(); s.Kind == branch.Notice && !now.Before(s.Closes) && pendingObjections(tx, r) == 0 {
		o.noticeDue(tx, r, now)
		return nil
	}
	o.showRound(tx, r, now, false)
	return nil
}

// HandlerPost gives to whose post an objection would go.
func HandlerPost(tx *store.Tx, me branch.Member, about branch.Candidate) branch.Post {
	h, _ := handler(tx, me.ID, about, me.Branch)
	return h.Post
}
