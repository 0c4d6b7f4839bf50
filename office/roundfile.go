package office

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// roundFile gives the round of which an officer asks for a file, and where to send it.
func roundFile(tx *store.Tx, me branch.Member, round branch.RoundID) (branch.Round, chat.Chat, error) {
	r, ok := GetRound(tx, me.Branch, round)
	to := Chat(tx, me)
	if !ok || r.Group != 0 || !me.Officer() || to == "" {
		return r, to, Refusal(cards.NotYours)
	}
	return r, to, nil
}

// SendDecision sends an officer the resolution of a round as a .docx file.
func (o *Office) SendDecision(tx *store.Tx, me branch.Member, round branch.RoundID) error {
	r, to, err := roundFile(tx, me, round)
	if err != nil {
		return err
	}
	if len(meetings(tx, r)) == 0 {
		return Refusal("还没有录入决定。")
	}
	tx.ShowBelow(to, cards.DecisionFile(r, me.ID))
	return nil
}

// SendReports sends an officer all groups' reports as one .docx file, for the 党员大会.
func (o *Office) SendReports(tx *store.Tx, me branch.Member, round branch.RoundID) error {
	r, to, err := roundFile(tx, me, round)
	if err != nil {
		return err
	}
	made, of := len(ReportPages(tx, r)), 0
	for range store.Groups.Scan(tx, store.K(r.Branch)) {
		of++
	}
	if made == 0 {
		return Refusal("还没有党小组提交报告。")
	}
	tx.ShowBelow(to, cards.ReportsFile(r, me.ID, made, of))
	return nil
}

// SendHistory sends an officer the history of the branch's rounds as an .xlsx file.
func (o *Office) SendHistory(tx *store.Tx, me branch.Member, now time.Time) error {
	to := Chat(tx, me)
	if !me.Officer() || to == "" {
		return Refusal(cards.NotYours)
	}
	if len(History(tx, me.Branch)) == 0 {
		return Refusal("还没有评选记录。")
	}
	tx.ShowBelow(to, cards.HistoryFile(me.Branch, me.ID, branch.DateOf(now)))
	return nil
}

// HistoryTables gives the rounds of a branch as any member may read them, the oldest first: totals only, and for a
// ballot of few people no totals either.
func HistoryTables(tx *store.Tx, b branch.Branch, now time.Time) []branch.Table {
	day := branch.DateOf(now)
	rounds := branch.Table{Name: "历次评选", Title: fmt.Sprintf("%s历次评选（截至%s）", b.Name, day.Chinese()),
		Head: []string{"序号", "评选", "状态", "应参加", "实参加", "得票", "表决", "公示", "命名"}}
	list := History(tx, b.ID)
	slices.Reverse(list)
	for i, r := range list {
		var roll, cast any = "", ""
		votes := ""
		if s := r.Stage(branch.Ballot); s != nil && s.Outcome != nil {
			if branch.NamesOnly(s.Outcome.Roll) {
				votes = "不足十人，不公布"
			} else {
				roll, cast = s.Outcome.Roll, s.Outcome.Cast
				var parts []string
				for c, n := range s.Outcome.Votes {
					parts = append(parts, fmt.Sprintf("%s%d", CandidateName(tx, b.ID, r.Candidates[c]), n))
				}
				votes = strings.Join(append(parts, fmt.Sprintf("弃权%d", s.Outcome.Abstained)), "、")
			}
		}
		var sums, notices []string
		for _, m := range meetings(tx, r) {
			for _, x := range m.Motions {
				sums = append(sums, fmt.Sprintf("%s%s：应到%d、实到%d，%s赞成%d，%s", m.Day, m.Kind, m.Due, m.Present,
					CandidateName(tx, b.ID, x.Who), x.For, map[bool]string{true: "通过", false: "未通过"}[x.Passed]))
			}
		}
		for _, f := range r.Finals {
			if !f.To.IsZero() {
				notices = append(notices, fmt.Sprintf("%s：%s至%s", CandidateName(tx, b.ID, f.Who), branch.DateOf(f.From), branch.DateOf(f.To)))
			}
		}
		state := cards.State(r)
		if why := r.Void + r.OffWhy; why != "" {
			state += "：" + why
		}
		named := strings.Join(namesOf(tx, b.ID, r.Named), "、")
		if named != "" {
			named += "（" + branch.DateOf(r.NamedAt).String() + "）"
		}
		rounds.Rows = append(rounds.Rows, []any{i + 1, strings.NewReplacer("“", "", "”", "").Replace(cards.RoundTitle(r)), state, roll, cast, votes,
			strings.Join(sums, "；"), strings.Join(notices, "；"), named})
	}
	flags := branch.Table{Name: "流动红旗", Title: b.Name + "流动红旗历次交接", Head: []string{"序号", "季度", "交出", "接过", "日期"}}
	for i, r := range Flags(tx, b.ID) {
		flags.Rows = append(flags.Rows, []any{i + 1, r.Period, strings.Join(namesOf(tx, b.ID, r.Flag.From), "、"),
			strings.Join(namesOf(tx, b.ID, r.Flag.To), "、"), branch.DateOf(r.Flag.At).Chinese()})
	}
	return []branch.Table{rounds, flags}
}

// LookWhoTook shows the 纪检委员 who took part in a recommendation that is closed, never what they chose. That it was
// looked at stays, for everybody to see.
func (o *Office) LookWhoTook(tx *store.Tx, me branch.Member, round branch.RoundID, now time.Time) (chat.Card, error) {
	r, ok := GetRound(tx, me.Branch, round)
	s := r.Stage(branch.Ballot)
	switch {
	case !ok || me.Post != branch.DisciplinePost || r.Group != 0:
		return chat.Card{}, Refusal(cards.NotYours)
	case s == nil || s.Outcome == nil:
		return chat.Card{}, Refusal("还没有结果，截止以后再查看。")
	}
	v := cards.WhoTookView{Round: r}
	for seat := range store.Roll.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		m, _ := Member(tx, r.Branch, seat.Member)
		switch {
		case seat.Paper:
			v.By = append(v.By, m.Name)
		case seat.Took:
			v.Took = append(v.Took, m.Name)
		default:
			v.Not = append(v.Not, m.Name)
		}
	}
	store.RollLooks.Put(tx, store.RollLook{Branch: r.Branch, Round: r.ID, By: me.ID, Day: branch.DateOf(now)})
	return cards.WhoTook(v), nil
}

// rollLooks gives who looked at who took part, and when, as 「核对」 shows it.
func rollLooks(tx *store.Tx, r branch.Round) (list []string) {
	for l := range store.RollLooks.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		m, _ := Member(tx, r.Branch, l.By)
		list = append(list, fmt.Sprintf("%s（%s）", m.Name, l.Day.MonthDay()))
	}
	return list
}
