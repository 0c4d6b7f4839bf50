package cards

import (
	"fmt"

	"zhibu/branch"
	"zhibu/chat"
)

// Sentences said in a group. They name nobody and tell nothing of a branch.
const (
	AnsweredAside = "已在单独对话中回复您。"
	AskAside      = "请先打开与我的单独对话，再在那里办理。"
	OfficersHere  = "关联支部群由书记、副书记或组织委员办理。"
	AnonymousHere = "您是以匿名管理员身份发送的，看不出是谁，没有办理。请在群设置的管理员权限中关闭“匿名”，再发送 /here ；或由另一位支委发送。"
	VenueTaken    = "本群已关联支部，不能更改。"
	VenueGone     = "这个群已不在列表中，没有改动。请在群里重新发送 /here 。"
)

// KeyVenue is the key of the officer's card about a group.
func KeyVenue(venue int64) string { return fmt.Sprintf("venue:%d", venue) }

// Aside is what a group is told when the answer is for one person only; url opens that person's own conversation.
func Aside(sentence, url string) chat.Card {
	c := Plain("say", sentence)
	if url != "" {
		c.Rows = [][]chat.Button{Row(chat.Button{Label: "打开单独对话", URL: url})}
	}
	return c
}

// VenueAsk asks an officer for which branch a group on the platform stands. members is how many are in it, 0 if that is
// not known.
func VenueAsk(venue int64, title string, members int, mine []branch.Branch) chat.Card {
	count := "人数未知"
	if members > 0 {
		count = fmt.Sprintf("共%d人，含机器人", members)
	}
	c := chat.Card{Key: KeyVenue(venue), Text: Say(Strong("关联支部群"), "\n群名：", Strong(title), "（", count, "）",
		"\n\n关联后，公示、命名等全体党员都能看到的通知也会发到群里；个人事项仍只在单独对话中办理。\n请先核对群内是否都是本支部党员。关联到：")}
	for _, b := range mine {
		c.Rows = append(c.Rows, Row(Button(b.Name, ActVenueOK, int64(b.ID), venue)))
	}
	c.Rows = append(c.Rows, Row(Button("不关联，退出该群", ActVenueNo, int64(mine[0].ID), venue)))
	return c
}

// VenueLinked says to an officer for which branch a group stands.
func VenueLinked(venue int64, title string, b branch.Branch) chat.Card {
	return chat.Card{Key: KeyVenue(venue), Text: Say(Strong("支部群"), "\n“", title, "”已关联", b.Name, "。"),
		Rows: [][]chat.Button{Row(Button("解除关联", ActVenueEnd, int64(b.ID), venue))}}
}

// VenueEnd asks before a group is left.
func VenueEnd(venue int64, title string, b branch.BranchID) chat.Card {
	return chat.Card{Key: KeyVenue(venue), Text: Say(Strong("解除关联"), "\n解除后，机器人会退出“", title, "”，通知不再发到群里。"),
		Rows: [][]chat.Button{Row(Button("确认", ActVenueOut, int64(b), venue), Button("返回", ActVenueSee, int64(b), venue))}}
}

// VenueLeft says that the bot is no longer in a group.
func VenueLeft(venue int64, title string) chat.Card {
	return Plain(KeyVenue(venue), "机器人已不在群“"+title+"”中，通知不再发到那里。")
}

// VenueHello tells a group what it is used for from now on.
func VenueHello(b branch.Branch) chat.Card {
	return Plain(fmt.Sprintf("venue:%d", b.ID), "本群已关联"+b.Name+"。公示、命名等通知会发到这里，个人事项请在与我的单独对话中办理。请勿在群内发送涉密内容。")
}
