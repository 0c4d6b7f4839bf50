package meeting

import (
	"fmt"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// The actions of votes. They never change. A vote is called by the code of what it says.
const (
	ActVote     = "min.vote"  // branch, gathering
	ActVoteOK   = "min.votok" // branch, gathering: although the minutes were checked
	ActVotes    = "min.votes" // branch, gathering, page
	ActVoteSee  = "min.v"     // branch, gathering, vote
	ActVoteFix  = "min.vfix"  // branch, gathering, vote
	ActVoteNo   = "min.vno"   // branch, gathering, vote
	ActVoteNoOK = "min.vnook" // branch, gathering, vote
)

const votedTwice = "这一事项已经录入过表决。要改，请返回会议记录，在「表决」里点开这一项，点「改表决」或「删除」。"

// voteStands refuses what minutes cannot say any more because of a vote in them.
func voteStands(v Vote, why error) string {
	return "已录入的表决“" + cards.Shorten(v.Matter, 20) + "”与此不符：" + why.Error() + "\n请先在会议记录的「表决」里改或删除这一项。"
}

// says is a vote in a line.
func (v Vote) says() string {
	k, _ := branch.MotionKindOf(v.Kind)
	text := fmt.Sprintf("%s：赞成%d人，反对%d人，弃权%d人", v.matter(), v.For, v.Against, v.Abstain)
	if n := v.silent(); n > 0 {
		text += fmt.Sprintf("，未表决%d人", n)
	}
	if v.Written > 0 {
		text += fmt.Sprintf("（含书面意见%d份）", v.Written)
	}
	switch {
	case v.Passed:
		return text + "，通过"
	case v.Need == 0: // of an older program
		return text + "，未通过"
	}
	return text + fmt.Sprintf("，不足%d人，未通过（%s）", v.Need, k.Article(branch.Assembly, true))
}

// matter is what was voted on, with its kind where that has rules of its own and its words do not say so: the reader sees by which it was
// judged.
func (v Vote) matter() string {
	if k, ok := branch.MotionKindOf(v.Kind); ok && k.Key != branch.Ordinary.Key && !admitting.MatchString(v.Matter) {
		return v.Matter + "（" + k.Name + "）"
	}
	return v.Matter
}

// unsaid asks about those who were there and are in none of the figures.
func (v Vote) unsaid() string {
	n := v.silent()
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("\n\n赞成、反对、弃权合计%d人，到会有表决权的%d人，差%d人，将记为未表决。确是这样再点「确认」；不是的，请重新发送。", v.cast()-v.Written, v.Present, n)
}

// votesCard lists the votes of minutes, to be corrected or deleted.
func votesCard(v minutesView, page int) chat.Card {
	b, id := int64(v.Held.Branch), v.Held.ID
	text := cards.Say(cards.Strong("表决"), "\n", v.title(), "，", v.Held.Day.MonthDay(), fmt.Sprintf("，共%d项", len(v.Votes)))
	if v.Checked != nil {
		text = append(text, cards.Say("\n", againDraft(v.Minutes))...)
	}
	var all []chat.Button
	for _, x := range v.Votes {
		all = append(all, cards.Button(cards.Shorten(x.Matter, 18), ActVoteSee, b, id, x.Code()))
	}
	rows := cards.Paged(all, 1, page, func(l string, p int) chat.Button { return cards.Button(l, ActVotes, b, id, int64(p)) })
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, cards.Row(cards.Button("返回", ActMinutes, b, id), cards.HomeRow[0]))}
}

// voteCard shows one vote.
func voteCard(v minutesView, x Vote) chat.Card {
	b, id := int64(v.Held.Branch), v.Held.ID
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("表决"), "\n", x.says(), "。"),
		Rows: [][]chat.Button{cards.Row(cards.Button("改表决", ActVoteFix, b, id, x.Code()), cards.Button("删除", ActVoteNo, b, id, x.Code())),
			cards.Row(cards.Button("返回", ActVotes, b, id, 0))}}
}

// dropVoteCard asks whether a vote is to be deleted.
func dropVoteCard(v minutesView, x Vote) chat.Card {
	b, id := int64(v.Held.Branch), v.Held.ID
	text := cards.Say(cards.Strong("删除这项表决"), "\n", x.says(), "。\n\n删除后不再写进会议记录；删除前的内容保留在更正情况里。")
	if v.Checked != nil {
		text = append(text, cards.Say(againDraft(v.Minutes))...)
	}
	return chat.Card{Key: cards.KeyHome, Text: text,
		Rows: [][]chat.Button{cards.Row(cards.Button("确认删除", ActVoteNoOK, b, id, x.Code()), cards.Button("返回", ActVoteSee, b, id, x.Code()))}}
}

// What the form of a vote asks.
const askMotion = "表决的是哪类事项？"

// askMatter asks what was voted on, with an example of its kind.
func askMatter(k branch.MotionKind) string {
	like := "推荐李明同志为年度优秀党员"
	switch k.Key {
	case branch.Admission.Key:
		like = "接收李明同志为预备党员"
	case branch.Confirmation.Key:
		like = "李明同志按期转为正式党员"
	}
	return "请写明表决的事项，例如：" + like + "。"
}

// askFigures asks for the figures of a vote.
func askFigures(k branch.MotionKind, at branch.MeetingKind, of Voters, need int) string {
	text := fmt.Sprintf("有表决权的应到%d人，实到%d人。须至少%d人到会、至少%d人赞成（%s）。\n请按顺序发送：赞成、反对、弃权人数", of.Due, of.Present, k.NeedPresent(of.Due), need, k.Article(at, true))
	if k.Written {
		text += "，有书面意见的，再加书面意见份数（赞成数含书面意见）"
	}
	return text + fmt.Sprintf("，用空格隔开。\n例如：%d 0 0，或：赞成%d 反对0 弃权0", of.Present, of.Present)
}

const figuresUnread = "请按顺序发送三个数：赞成、反对、弃权人数。"
