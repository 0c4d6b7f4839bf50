package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/sandbox"
)

// TestVenue brings the bot into groups: a stranger's is left, a branch's is linked by its officer and by nobody else,
// follows a move, and says nothing that is one person's.
func TestVenue(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.June, 1).At(10, 0))
	w.open()
	defer func() { w.stop() }()
	w.found("demo/roster.xlsx")
	everybody := w.members(func(branch.Member) bool { return true })
	w.attach(everybody)
	organiser := w.phone(w.post(branch.OrganisationPost))
	member := w.phone(w.members(func(m branch.Member) bool { return m.Post == branch.NoPost && !m.Leadership })[0])
	stranger := w.server.Client(99)
	bot := sandbox.Member{ID: w.server.BotID()}
	inside := func(group int64) bool {
		g, _ := w.server.Group(group)
		return slices.ContainsFunc(g.Members, func(m sandbox.Member) bool { return m.ID == bot.ID && m.Status == "member" })
	}
	group := func(title string, who ...*sandbox.Client) int64 {
		members := []sandbox.Member{}
		for _, c := range who {
			members = append(members, sandbox.Member{ID: c.Person().ID})
		}
		id := w.server.AddGroup(sandbox.Group{Title: title, Members: append(members, bot)})
		w.settle()
		return id
	}
	said := func(in *sandbox.Client) (lines []string) {
		for _, m := range in.Messages() {
			if m.FromBot {
				lines = append(lines, m.Text)
			}
		}
		return lines
	}

	if g := group("外人的群", stranger, organiser); inside(g) {
		t.Error("the bot stays in a stranger's group")
	}
	if g := group("普通党员的群", member, organiser); inside(g) {
		t.Error("the bot stays in a group that no officer has put it into")
	}

	g := group("支部群", organiser, member, stranger)
	m := organiser.Last()
	if !strings.Contains(m.Text, "支部群（共4人，含机器人）") {
		t.Fatalf("the officer is asked %q", m.Text)
	}
	for _, line := range []string{"/me", "/here"} { // not linked yet, and not theirs to link
		member.In(g).Send(line)
	}
	stranger.In(g).Send("/here@" + demoBot)
	w.settle()
	if got := said(member.In(g)); len(got) != 2 || !strings.Contains(got[0], "书记、副书记或组织委员") {
		t.Errorf("before it is linked the group is told %q", got)
	}
	w.twice(organiser, m.Labels()[0])
	if got := said(member.In(g)); len(got) != 3 || !strings.Contains(got[2], "本群已关联") {
		t.Errorf("once linked the group is told %q", got)
	}
	if got := organiser.Last().Text; !strings.Contains(got, "“支部群”已关联") {
		t.Errorf("the officer is told %q", got)
	}

	before := len(member.Messages())
	member.In(g).Send("/me")
	w.settle()
	if last := member.Last(); len(member.Messages()) != before+1 || !strings.Contains(last.Text, member.Person().First) {
		t.Errorf("/me in the group was answered with %q", last.Text)
	}
	stranger.In(g).Send("/start")
	w.settle()
	got := said(member.In(g))
	if len(got) != 5 || got[3] != "已在单独对话中回复您。" || !strings.Contains(got[4], "单独对话") {
		t.Errorf("in the group: %q", got)
	}

	super, err := organiser.In(g).Migrate()
	if err != nil {
		t.Fatal(err)
	}
	w.settle()
	w.stop()
	w.open()
	organiser.In(super).Send("/here")
	w.settle()
	m = organiser.Last()
	if !slices.Contains(m.Labels(), "解除关联") {
		t.Fatalf("after the move: %q %q", m.Text, m.Labels())
	}
	w.press(organiser, "解除关联")
	w.press(organiser, "确认")
	if inside(super) || !strings.Contains(organiser.Last().Text, "已不在群") {
		t.Errorf("the bot stays; the officer is told %q", organiser.Last().Text)
	}
}
