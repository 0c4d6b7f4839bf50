package office

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// Nobody returns himself or herself a post or a right (branch.NeedsSecond). Whatever an officer enters that would do so, by form,
// roster or undo, is not carried out: it waits as one pending change until another officer has confirmed it.

// Rules of pending changes.
const (
	pendingFor = 7 * 24 * time.Hour // for how long one waits
	maxPending = 5                  // of one officer at a time: each is a card to the others
)

// weighed is what a pending change would do as the branch stands now.
type weighed struct {
	before, after *branch.People
	change        branch.Change // that it carries out, or undoes
	compared      compared      // of a roster
	proposal      store.Proposal
	says          string
	lines         []string // what makes it wait, then whatever else it changes
	gainers       []branch.MemberID
	losers        []branch.MemberID
	sum           []byte
}

// needsSecond reports whether what leads from one state to another waits for a second officer if that member enters it.
func (o *Office) needsSecond(tx *store.Tx, before, after *branch.People, by branch.MemberID) bool {
	return by != 0 && o.editsNeedSecond(tx, branch.Diff(before, after), before, after, by)
}

// editsNeedSecond is needsSecond where it is known already what differs.
func (o *Office) editsNeedSecond(tx *store.Tx, edits []branch.Edit, before, after *branch.People, by branch.MemberID) bool {
	return branch.NeedsSecond(edits, before, after, by) || o.silenced(tx, before, after, by) != ""
}

// weigh computes what a pending change would do now; its error says why it can no longer be.
func (o *Office) weigh(tx *store.Tx, p store.Pending, now time.Time) (w weighed, err error) {
	by, ok := Member(tx, p.Branch, p.By)
	if !ok || !by.May(branch.EnterRoster) {
		return w, Refusal("登记人已不再担任书记、副书记、组织委员或党务干事。")
	}
	var edits []branch.Edit
	switch {
	case p.Change != nil:
		w.change = *p.Change
		if w.before, w.after, err = o.judge(tx, by, &w.change, now); err != nil {
			return w, err
		}
		w.says, edits = cards.ChangeSays(w.change, w.before), branch.Diff(w.before, w.after)
	case p.Undo != 0:
		if w.change, w.before, w.after, err = o.MayUndo(tx, by, p.Undo, now); err != nil {
			return w, err
		}
		w.says = "撤销变动：" + w.change.Says
		if w.after == nil { // one that is planned: what it would have done is not done
			w.after = w.before
		} else {
			edits = branch.Diff(w.before, w.after)
		}
	default:
		if w.proposal, ok = GetProposal(tx, p.Branch, p.By); !ok || w.proposal.Number != p.Proposal {
			return w, Refusal("登记人已放弃或另行发送了名册。")
		}
		c := o.proposedTo(tx, w.proposal, now)
		if len(c.faults) > 0 || len(c.difference.Asks) > 0 {
			return w, Refusal("名册已有变动，这份文件不能导入了。")
		}
		w.compared, w.before, w.after = c, c.before, c.after
		w.says, edits = "导入名册文件"+w.proposal.File, c.edits
		w.lines = append(branch.Weighty(edits, w.before, w.after, p.By), importView(tx, w.proposal, c.difference).Lines()...)
	}
	w.gainers, w.losers = branch.Gainers(edits), branch.Losers(edits)
	if why := o.silenced(tx, w.before, w.after, p.By); why != "" {
		w.lines = append(w.lines, why)
	}
	w.lines = append(renamed(tx, p.Branch, w.gainers, now), w.lines...)
	if !by.May(branch.KeepRoster) {
		if branch.Decides(edits, w.before, w.after) {
			return w, Refusal(cards.ClerkDecides)
		}
		w.gainers = append(w.gainers, touched(tx, p.Branch, edits, w)...)
	}
	raw, err := json.Marshal([]any{edits, w.says, w.lines})
	if err != nil {
		panic("office: a change that cannot be written")
	}
	sum := sha256.Sum256(raw)
	w.sum = sum[:]
	return w, nil
}

// touched returns the officers whose own rights hang on what a 党务干事 has entered: what they could not do alone they do not
// confirm alone.
func touched(tx *store.Tx, b branch.BranchID, edits []branch.Edit, w weighed) (list []branch.MemberID) {
	for _, m := range Officers(tx, b) {
		if branch.NeedsSecond(edits, w.before, w.after, m.ID) {
			list = append(list, m.ID)
		}
	}
	return list
}

// renamedFor is for how many days it is said of who is to receive a post that the name is a new one.
const renamedFor = 90

// renamed says which of these people had another name of late: whoever is asked about an appointment goes by names, and an account
// goes by the row that has borne another.
func renamed(tx *store.Tx, b branch.BranchID, who []branch.MemberID, now time.Time) (lines []string) {
	for c := range store.Changes.Scan(tx, store.K(b)) {
		if c.State != branch.ChangeDone || now.Sub(c.Done) > renamedFor*24*time.Hour {
			continue
		}
		for _, e := range c.Edits {
			if m := e.MemberOf(); m != 0 && e.Field == "name" && e.Was != "" && slices.Contains(who, m) {
				lines = append(lines, fmt.Sprintf("请注意：%s原名%s，%s改名", PersonName(tx, b, m), strings.Trim(e.Was, `"`), branch.DateOf(c.Done).MonthDay()))
			}
		}
	}
	return lines
}

// ask keeps what an officer has entered until another one has confirmed it, and asks those who may. until is when it expires at
// the latest.
func (o *Office) ask(tx *store.Tx, p store.Pending, until, now time.Time) (store.Pending, error) {
	open := 0
	for old := range store.Pendings.Scan(tx, store.K(p.Branch)) {
		if old.By == p.By {
			open++
		}
	}
	if open >= maxPending {
		return p, Refusal(fmt.Sprintf("您还有%d项变动在等待确认，请等办结或撤回以后再登记。", open))
	}
	w, err := o.weigh(tx, p, now)
	if err != nil {
		return p, err
	}
	p.ID = tx.Next(store.K(p.Branch).Str("pending"))
	p.At, p.Expires, p.Says, p.Gainers, p.Sum = now, now.Add(pendingFor), w.says, w.gainers, w.sum
	p.Losers = w.losers
	if k, _ := branch.ChangeRuleOf(w.change.Kind); p.Proposal == 0 {
		p.Secret = k.Secret
	}
	if !until.IsZero() && until.Before(p.Expires) {
		p.Expires = until
	}
	store.Pendings.Put(tx, p)
	tx.Plan(PushPending, p.Branch, p.ID, p.Expires)
	asked := seconders(tx, p)
	EachChat(tx, asked, func(m branch.Member, c chat.Chat) {
		tx.ShowBelow(c, cards.Pending(o.pendingView(tx, p, w, m.ID), 0))
	})
	if c := ChatOf(tx, p.Branch, p.By); c != "" {
		tx.ShowBelow(c, cards.Pending(o.pendingView(tx, p, w, p.By), 0))
	}
	o.tellLosers(tx, p, w, asked)
	return p, nil
}

// maxLosers is how many people are told one by one: a committee and those who leave at a time, not a whole roster.
const maxLosers = 10

// tellLosers tells whoever loses by a pending change and is not asked about it.
func (o *Office) tellLosers(tx *store.Tx, p store.Pending, w weighed, asked []branch.Member) {
	for _, id := range p.Losers[:min(len(p.Losers), maxLosers)] {
		m, _ := Member(tx, p.Branch, id)
		in := func(x branch.Member) bool { return x.ID == id }
		if c := Chat(tx, m); c != "" && id != p.By && !slices.ContainsFunc(asked, in) {
			tx.ShowBelow(c, cards.PendingTold(o.pendingView(tx, p, w, id)))
		}
	}
}

// mayRefuse reports whether somebody may refuse a pending change: who may confirm it and is not the one who loses by it, or
// nobody could be dismissed against his or her will.
func mayRefuse(tx *store.Tx, me branch.Member, p store.Pending) bool {
	return maySecond(tx, me, p) && !slices.Contains(p.Losers, me.ID)
}

// secondRight returns the right that confirming a pending change asks for. Of what is secret it is an officer's where whoever
// else may read it is concerned by it.
func secondRight(tx *store.Tx, p store.Pending) branch.Right {
	if !p.Secret {
		return branch.KeepRoster
	}
	readers := MembersOf(tx, p.Branch, func(m branch.Member) bool { return m.May(branch.SeeRestrictions) && m.ID != p.By })
	loses := func(m branch.Member) bool { return slices.Contains(p.Losers, m.ID) }
	if len(readers) > 0 && len(readers) == len(slices.DeleteFunc(slices.Clone(readers), func(m branch.Member) bool { return !loses(m) })) {
		return branch.KeepRoster
	}
	return branch.SeeRestrictions
}

// maySecond reports whether somebody may confirm a pending change: another officer (of what only the 书记 and the
// 纪检委员 read, one of them), who was one when it was entered, gains nothing by it, and has an account that does not come from
// invitations of who entered it, nor the other way round: one person may hold both phones.
func maySecond(tx *store.Tx, me branch.Member, p store.Pending) bool {
	right := secondRight(tx, p)
	return me.MaySince(right, p.At) && me.Branch == p.Branch && me.ID != p.By && !slices.Contains(p.Gainers, me.ID) &&
		InOtherHands(tx, me, p.By)
}

// invitedBy reports whether somebody's account came from an invitation of by, or of who was invited by by, and so on: by may hold
// all of these phones.
func invitedBy(tx *store.Tx, m branch.Member, by branch.MemberID) bool {
	for range 8 { // accounts may have invited each other in a circle
		m.ID = BindingOf(tx, m).Issuer
		if m.ID == by {
			return true
		}
	}
	return false
}

// seconders returns who may confirm a pending change and can be reached.
func seconders(tx *store.Tx, p store.Pending) (list []branch.Member) {
	for m := range store.MembersByPost.Scan(tx, store.K(p.Branch)) {
		if maySecond(tx, m, p) && Chat(tx, m) != "" {
			list = append(list, m)
		}
	}
	return list
}

// PendingsOf returns what waits in a branch for a second officer.
func PendingsOf(tx *store.Tx, b branch.BranchID) (list []store.Pending) {
	for p := range store.Pendings.Scan(tx, store.K(b)) {
		list = append(list, p)
	}
	return list
}

// pendingView returns a pending change as reader sees it.
func (o *Office) pendingView(tx *store.Tx, p store.Pending, w weighed, reader branch.MemberID) cards.PendingView {
	var asked []string
	for _, m := range seconders(tx, p) {
		if !slices.Contains(p.Losers, m.ID) {
			asked = append(asked, Called(tx, m))
		}
	}
	v := cards.PendingView{Branch: p.Branch, ID: p.ID, By: PersonName(tx, p.Branch, p.By), Says: w.says, Lines: w.lines, From: w.change.From,
		Expires: p.Expires, Mine: p.By == reader, Concerned: slices.Contains(p.Losers, reader),
		Asked: asked, Roster: p.Proposal != 0}
	by, _ := Member(tx, p.Branch, p.By)
	v.Clerk = !by.May(branch.KeepRoster)
	if p.Change == nil {
		v.From = 0
	}
	return v
}

// PendingCard returns the card of a pending change to who may confirm it, or to who entered it.
func (o *Office) PendingCard(tx *store.Tx, me branch.Member, id int64, page int, now time.Time) (chat.Card, error) {
	p, ok := store.Pendings.Get(tx, store.K(me.Branch).Int(id))
	if !ok || p.By != me.ID && !maySecond(tx, me, p) {
		return chat.Card{}, Refusal(cards.PendingOver)
	}
	w, err := o.weigh(tx, p, now)
	if err != nil {
		return chat.Card{}, err
	}
	return cards.Pending(o.pendingView(tx, p, w, me.ID), page), nil
}

// ConfirmPending carries out what another officer has entered. What no longer is what was shown is void, and says so.
func (o *Office) ConfirmPending(tx *store.Tx, me branch.Member, id int64, now time.Time) error {
	p, ok := store.Pendings.Get(tx, store.K(me.Branch).Int(id))
	switch {
	case !ok:
		return Refusal(cards.PendingOver)
	case p.By == me.ID:
		return Refusal("这项变动是您登记的，须由另一名同志确认。")
	case !maySecond(tx, me, p):
		return Refusal(cards.NotYours)
	}
	_, err := o.second(tx, p, me.ID, now)
	return err
}

// ConfirmPendingHere is ConfirmPending on the operator's command line. It says what has come of it.
func (o *Office) ConfirmPendingHere(tx *store.Tx, b branch.BranchID, id int64, now time.Time) (how string, err error) {
	p, ok := store.Pendings.Get(tx, store.K(b).Int(id))
	if !ok {
		return "", Refusal(cards.PendingOver)
	}
	return o.second(tx, p, 0, now)
}

// PendingLines returns what waits in a branch for a second officer as the command line lists it.
func (o *Office) PendingLines(tx *store.Tx, b branch.BranchID, now time.Time) (lines []string) {
	for _, p := range PendingsOf(tx, b) {
		w, err := o.weigh(tx, p, now)
		if err != nil {
			continue
		}
		lines = append(lines, fmt.Sprintf("%d　%s　%s同志%s登记，%s前有效", p.ID, w.says, PersonName(tx, b, p.By), branch.DateOf(p.At).MonthDay(), cards.When(p.Expires)))
		for _, l := range w.lines {
			lines = append(lines, "　　"+l)
		}
	}
	return lines
}

// second carries a pending change out, and says what has come of it; by is none for the command line.
func (o *Office) second(tx *store.Tx, p store.Pending, by branch.MemberID, now time.Time) (how string, err error) {
	w, void := o.voidIfChanged(tx, p, by, now)
	if void != "" {
		return void, nil
	}
	end := o.ending(tx, p, w, by, now)
	c := w.change
	switch {
	case p.Change != nil:
		c.By, c.At, c.Says, c.Second, c.Seconded = p.By, p.At, w.says, by, now
		o.enact(tx, &c, w.before, w.after, now)
	case p.Undo != 0:
		c.UndoneFor = by
		before, after := w.before, w.after
		if c.State == branch.ChangePlanned {
			before, after = nil, nil
		}
		o.takeBack(tx, c, before, after, p.By, now)
	default:
		if err := o.takeOver(tx, w.proposal, w.compared, branch.Change{Second: by, Seconded: now}, now); err != nil {
			return "", err
		}
		dropProposal(tx, p.Branch, p.By)
	}
	how = "经管理员确认，已办理。"
	if by != 0 {
		how = "经" + PersonName(tx, p.Branch, by) + "同志确认，已办理。"
	}
	end(how)
	return how, nil
}

// RefusePending ends what another officer has entered; it is not carried out.
func (o *Office) RefusePending(tx *store.Tx, me branch.Member, id int64, now time.Time) error {
	p, ok := store.Pendings.Get(tx, store.K(me.Branch).Int(id))
	switch {
	case !ok:
		return Refusal(cards.PendingOver)
	case p.By == me.ID:
		o.endPending(tx, p, "登记人已撤回，没有办理。", me.ID, now)
	case !maySecond(tx, me, p):
		return Refusal(cards.NotYours)
	case !mayRefuse(tx, me, p):
		return Refusal(cards.NotTheirs)
	default:
		o.endPending(tx, p, Called(tx, me)+"同志不同意，没有办理。", me.ID, now)
	}
	return nil
}

// ExpirePending ends a pending change that nobody has confirmed in time.
func (o *Office) ExpirePending(tx *store.Tx, due store.Due, now time.Time) {
	tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	if p, ok := store.Pendings.Get(tx, store.K(due.Branch).Int(due.Subject)); ok {
		o.endPending(tx, p, "到期没有人确认，没有办理。如仍需要，请重新登记。", 0, now)
	}
}

// reviewPendings voids what waits and would no longer do what was shown, after the roster has changed.
func (o *Office) reviewPendings(tx *store.Tx, b branch.BranchID, now time.Time) {
	for _, p := range PendingsOf(tx, b) {
		o.voidIfChanged(tx, p, 0, now)
	}
}

// voidIfChanged ends a pending change that would no longer do what was shown, and says why; else it gives what it would do.
func (o *Office) voidIfChanged(tx *store.Tx, p store.Pending, by branch.MemberID, now time.Time) (w weighed, void string) {
	w, err := o.weigh(tx, p, now)
	switch {
	case err != nil:
		void = "已经失效，没有办理：" + err.Error()
	case !bytes.Equal(w.sum, p.Sum):
		void = "登记以后名册又有变动，已经失效，没有办理。如仍需要，请重新登记。"
	default:
		return w, ""
	}
	o.endPending(tx, p, void, by, now)
	return w, void
}

func (o *Office) endPending(tx *store.Tx, p store.Pending, how string, by branch.MemberID, now time.Time) {
	o.ending(tx, p, weighed{says: p.Says}, by, now)(how)
}

// ending takes a pending change off, and gives what tells how it ended: on the cards of those who were asked before it was
// carried out, and below to who entered it, unless he or she has ended it.
func (o *Office) ending(tx *store.Tx, p store.Pending, w weighed, by branch.MemberID, now time.Time) func(how string) {
	store.Pendings.Delete(tx, store.K(p.Branch).Int(p.ID))
	tx.Plan(PushPending, p.Branch, p.ID, time.Time{})
	own := ChatOf(tx, p.Branch, p.By)
	var asked []chat.Chat
	told := slices.Collect(store.MembersByPost.Scan(tx, store.K(p.Branch)))
	for _, id := range p.Losers {
		if m, ok := Member(tx, p.Branch, id); ok && m.Post == branch.NoPost {
			told = append(told, m)
		}
	}
	for _, m := range told {
		if c := Chat(tx, m); c != "" && c != own {
			if _, shown := tx.ShownAs(c, cards.KeyPending(p.Branch, p.ID)); shown {
				asked = append(asked, c)
			}
		}
	}
	return func(how string) {
		card := cards.PendingEnded(p.Branch, p.ID, PersonName(tx, p.Branch, p.By), w.says, how)
		for _, c := range asked {
			tx.Show(c, card)
		}
		switch {
		case own == "":
		case Night(now) && by == 0:
			tx.ShowLater(own, card, o.When(GetBranch(tx, p.Branch).Settings.RemindAt, now))
		default:
			Show(tx, own, card, by != p.By)
		}
	}
}
