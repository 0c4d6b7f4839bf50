package cards

import (
	"fmt"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/chat"
)

// Actions about accounts of which it is not known yet that they are the right person's.
const (
	ActVouches = "acc.list" // branch, page: those that wait for me
	ActVouch   = "acc.ok"   // branch, member
	ActItIsMe  = "acc.me"   // branch, member: from the account that stood before
	ActNotMe   = "acc.not"  // branch, member: likewise
)

// Sentences about accounts that wait for a word.
const (
	OwnInvitation = "这个账号是用您开具的邀请码绑定的，请由另一名同志（纪检委员、书记或党小组组长）确认。"
	SameHands     = "您的账号还没有确认是本人，或与这个账号的邀请码有关联，请由另一名同志（纪检委员或书记）确认，或请本人用纸质票参加。"
	FormerBack    = "新账号已停用，这个账号恢复代表您。已告知纪检委员和书记。"
	FormerGone    = "新账号已停用。这个账号现在代表另一名同志，没有恢复；请向支部要新的邀请码。已告知纪检委员和书记。"
)

// NotVouched says to whoever's account waits for a word what it does not do until then, and whose word it waits for.
func NotVouched(by []string) string {
	if len(by) == 0 {
		return "这个账号还没有经另一名同志确认是您本人：投票和查看、删除本人的内容，须先确认。支部现在没有能确认的同志，请管理员在服务器上重新开具邀请码。"
	}
	return "这个账号还没有经另一名同志确认是您本人：投票和查看、删除本人的内容，请先由" + Listed(First(by, 5), len(by)) + "同志在首页「待您办理」里确认。"
}

// KeyReplaced is the key of the question to the account that stood for a member before.
func KeyReplaced(b branch.BranchID, m branch.MemberID) string {
	return fmt.Sprintf("replaced:%d:%d", b, m)
}

// Replaced asks the account that stood for a member before whether the new one is the same person's. by is who has issued the
// invitation; answer, once it is known, takes the place of the question.
func Replaced(b branch.Branch, m branch.Member, by, answer string) chat.Card {
	c := chat.Card{Key: KeyReplaced(b.ID, m.ID), Text: Say(Strong("账号更换"), "\n"), Protect: true}
	if answer != "" {
		c.Text = append(c.Text, Say(m.Name, "同志在", b.Name, "的账号：", answer)...)
		return c
	}
	c.Text = append(c.Text, Say("用", by, "同志开具的邀请码，另一个账号绑定为", b.Name, "的", m.Name, "同志。是您本人更换的吗？")...)
	c.Rows = [][]chat.Button{Row(Button("是我本人换的", ActItIsMe, int64(b.ID), int64(m.ID)), Button("不是我", ActNotMe, int64(b.ID), int64(m.ID)))}
	return c
}

// BindingEnded tells an account that it does not stand for a member any more, on that member's word.
func BindingEnded(branchName, name string) chat.Card {
	return chat.Card{Key: KeyHome, Text: Say(name, "同志的原账号说明不是本人更换，这个账号不再代表", branchName, "的", name, "同志。")}
}

// NotThePerson tells the 纪检委员 and the 书记 that an account was not the person's. by is who has issued the invitation.
func NotThePerson(m branch.Member, by string, at time.Time) chat.Card {
	return chat.Card{Key: fmt.Sprintf("notme:%d:%d:%d", m.Branch, m.ID, at.Unix()), Protect: true,
		Text: Say(Strong("账号被冒用"), "\n", m.Name, "同志的原账号说明：用", by, "同志开具的邀请码绑定的账号不是本人的。新账号已停用。请了解情况。")}
}

// VouchedFor tells somebody that the account is known to be the right person's now.
func VouchedFor(m branch.Member, by string) chat.Card {
	return chat.Card{Key: fmt.Sprintf("vouched:%d:%d", m.Branch, m.ID), Text: Say("已由", by, "确认这个账号是", m.Name, "同志本人。")}
}

// VouchTask says that accounts wait for the reader's word.
func VouchTask(b branch.BranchID, n int) Task {
	return Task{fmt.Sprintf("核实新绑定的账号是否本人：%d人", n), Button("核实账号", ActVouches, int64(b), 0)}
}

// Vouch lists the accounts that wait for the reader's word.
func Vouch(b branch.BranchID, list []Choice, page int) chat.Card {
	if len(list) == 0 {
		return chat.Card{Key: KeyHome, Text: Say(Strong("核实新绑定的账号"), "\n没有等您核实的账号。"), Rows: [][]chat.Button{HomeRow}, Protect: true}
	}
	part, at, of := Page(list, PerPage, page)
	var lines []string
	var all []chat.Button
	for _, p := range part {
		lines = append(lines, "• "+p.Name+"（"+p.By+"开具邀请码）")
		all = append(all, Button("是本人："+p.Name, ActVouch, int64(b), p.ID))
	}
	rows := append(InTwos(all), Turns(at, of, func(p int) chat.Button { return Button("", ActVouches, int64(b), int64(p)) })...)
	return chat.Card{Key: KeyHome, Text: Say(Strong(fmt.Sprintf("核实新绑定的账号（%d人）", len(list))), "\n", strings.Join(lines, "\n"),
		"\n\n请当面或打电话核实，是本人的点名字。不是本人的不要点，请告知书记和纪检委员。"), Rows: append(rows, HomeRow), Protect: true}
}
