package probation

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// Decisions are what assemblies have decided, by branch and member. The name of the table never changes.
var Decisions = store.NewTable("probations", func(d Decided) store.Key { return decidedKey(d.Branch, d.Member) })

func decidedKey(b branch.BranchID, m branch.MemberID) store.Key { return store.K(b).Int(int64(m)) }

// decisionOn returns what has been decided on the probation of a member that runs; ok is false if nothing has.
func decisionOn(tx *store.Tx, m branch.Member) (d Decided, ok bool) {
	if d, ok = Decisions.Get(tx, decidedKey(m.Branch, m.ID)); !ok || !d.of(m) {
		return Decided{}, false // an extended one is decided on again
	}
	return d, true
}

// caseOf returns a probationary member for who keeps the admissions, or refuses.
func caseOf(tx *store.Tx, me branch.Member, id branch.MemberID) (branch.Member, error) {
	if err := office.Entitled(me, branch.KeepRoster); err != nil {
		return branch.Member{}, err
	}
	m, ok := office.Member(tx, me.Branch, id)
	switch {
	case !ok || m.Status != branch.Active || m.Full != 0 || m.Joined == 0:
		return m, office.Refusal(cards.OldCard)
	case m.ID == me.ID:
		return m, office.Refusal("本人的转正，请由其他负责同志登记。")
	}
	return m, nil
}

// Decide notes what the assembly has decided on a probation. A second time corrects it, while no approval has been entered.
func Decide(o *office.Office, tx *store.Tx, me branch.Member, id branch.MemberID, day branch.Date, result string, now time.Time) error {
	m, err := caseOf(tx, me, id)
	if err != nil {
		return err
	}
	if err := mayDecide(m, day, branch.DateOf(now)); err != nil {
		return office.Refusal(err.Error())
	}
	if d, ok := decisionOn(tx, m); ok && d.Approved != 0 {
		return office.Refusal(cards.OldCard)
	}
	Decisions.Put(tx, Decided{Branch: me.Branch, Member: id, End: m.PutOff(), Day: day, Result: result, By: me.ID, At: now})
	stir(o, tx, m, now)
	return nil
}

// Approve notes when the upper body has approved.
func Approve(o *office.Office, tx *store.Tx, me branch.Member, id branch.MemberID, day branch.Date, now time.Time) error {
	m, err := caseOf(tx, me, id)
	if err != nil {
		return err
	}
	d, ok := decisionOn(tx, m)
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	if err := d.mayApprove(day, branch.DateOf(now)); err != nil {
		return office.Refusal(err.Error())
	}
	d.Approved, d.Noted = day, me.ID
	Decisions.Put(tx, d)
	stir(o, tx, m, now)
	return nil
}

// stir shows anew what those are reminded of who see to a probation.
func stir(o *office.Office, tx *store.Tx, m branch.Member, now time.Time) {
	who := []branch.MemberID{m.ID, office.Group(tx, m.Branch, m.Group).Leader}
	for _, k := range office.Organisers(tx, m.Branch) {
		who = append(who, k.ID)
	}
	o.StirMembers(tx, office.GetBranch(tx, m.Branch), now, who...)
}

// cases are the probations of a branch, for who keeps the admissions.
func cases(tx *store.Tx, me branch.Member) (list []caseView) {
	if !me.May(branch.KeepRoster) {
		return nil
	}
	for m := range onProbation.Scan(tx, store.K(me.Branch)) {
		if m.ID != me.ID {
			d, _ := decisionOn(tx, m)
			list = append(list, caseView{Member: m, Called: office.Called(tx, m), Decided: d})
		}
	}
	return list
}

var holdings = []office.Holding{{Tables: []string{"probations"}, Label: "预备期的讨论和批复", Count: office.RowsOf(Decisions, func(d Decided, m branch.MemberID) bool {
	return d.Member == m || d.By == m || d.Noted == m
})}}
