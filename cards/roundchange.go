package cards

import (
	"zhibu/branch"
	"zhibu/chat"
)

// ChangeNominating refuses to end a group while it has to nominate.
func ChangeNominating(r branch.Round) string {
	return RoundTitle(r) + "正在提名，" + when(r.Running().Closes) + "截止。请在截止后再合并党小组。"
}

// NominationHandedOn tells a former group leader that the nomination is the new one's.
func NominationHandedOn(r branch.Round, g branch.Group) chat.Card {
	return chat.Card{Key: KeyNomination(r.Branch, r.ID, g.ID), Text: say(RoundTitle(r), "：", g.Name, "的推荐已转由新的组长或组织委员办理。")}
}

// ReportHandedOn tells who no longer reports for a group.
func ReportHandedOn(r branch.Round, g branch.Group) chat.Card {
	return chat.Card{Key: KeyReport(r.Branch, r.ID, g.ID), Text: say(RoundTitle(r), "：", g.Name, "的季度报告已转由新的组长或组织委员办理。")}
}

// RoundHandedOn tells who no longer keeps a round.
func RoundHandedOn(r branch.Round) chat.Card {
	return chat.Card{Key: KeyRound(r.Branch, r.ID), Text: say(RoundTitle(r), "已转由其他同志办理。进展和结果在首页「评选」里。")}
}

// ObjectionHandedOn tells who no longer handles an objection.
func ObjectionHandedOn(ob branch.Objection) chat.Card {
	return chat.Card{Key: KeyObjection(ob.Branch, ob.Round, ob.ID), Text: say("这条公示意见已转由其他委员办理。")}
}
