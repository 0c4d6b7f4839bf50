package rounds

import (
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// ChangeNominating refuses to end a group while it has to nominate.
func ChangeNominating(r Round) string {
	return RoundTitle(r) + "正在提名，" + cards.When(r.Running().Closes) + "截止。请在截止后再合并党小组。"
}

// NominationHandedOn tells a former group leader that the nomination is the new one's.
func NominationHandedOn(r Round, g branch.Group) chat.Card {
	return chat.Card{Key: KeyNomination(r.Branch, r.ID, g.ID), Text: cards.Say(RoundTitle(r), "：", g.Name, "的推荐已转由新的组长或组织委员办理。")}
}

// ReportHandedOn tells who no longer reports for a group.
func ReportHandedOn(r Round, g branch.Group) chat.Card {
	return chat.Card{Key: KeyReport(r.Branch, r.ID, g.ID), Text: cards.Say(RoundTitle(r), "：", g.Name, "的季度报告已转由新的组长或组织委员办理。")}
}

// RoundHandedOn tells who no longer keeps a round.
func RoundHandedOn(r Round) chat.Card {
	return chat.Card{Key: KeyRound(r.Branch, r.ID), Text: cards.Say(RoundTitle(r), "已转由其他同志办理。进展和结果在首页「评选」里。")}
}

// ObjectionHandedOn tells who no longer handles an objection.
func ObjectionHandedOn(ob Objection) chat.Card {
	return chat.Card{Key: KeyObjection(ob.Branch, ob.Round, ob.ID), Text: cards.Say("这条公示意见已转由其他委员办理。")}
}
