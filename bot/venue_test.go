package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/demo"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/world"
)

// TestVenue brings the bot into groups: a stranger's is left, a branch's is linked by its officer and by nobody else,
// follows a move, and says nothing that is one person's.
func TestVenue(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 1).At(10, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	everybody := w.Members(func(branch.Member) bool { return true })
	w.Attach(everybody)
	organiser := w.Phone(w.Post(branch.OrganisationPost))
	member := w.Phone(w.Members(func(m branch.Member) bool { return m.Post == branch.NoPost && !m.Leadership })[0])
	stranger := w.Server.Client(99)
	bot := sandbox.Member{ID: w.Server.BotID()}
	inside := func(group int64) bool {
		g, _ := w.Server.Group(group)
		return slices.ContainsFunc(g.Members, func(m sandbox.Member) bool { return m.ID == bot.ID && m.Status == "member" })
	}
	group := func(title string, who ...*sandbox.Client) int64 {
		members := []sandbox.Member{}
		for _, c := range who {
			members = append(members, sandbox.Member{ID: c.Person().ID})
		}
		id := w.Server.AddGroup(sandbox.Group{Title: title, Members: append(members, bot)})
		w.Settle()
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
	w.Settle() // of two notes that are due in a group at once it sees one
	stranger.In(g).Send("/here@" + demo.Bot)
	w.Settle()
	if got := said(member.In(g)); len(got) != 2 || !strings.Contains(got[0], "书记、副书记或组织委员") {
		t.Errorf("before it is linked the group is told %q", got)
	}
	w.Twice(organiser, m.Labels()[0])
	if got := said(member.In(g)); len(got) != 3 || !strings.Contains(got[2], "本群已关联") {
		t.Errorf("once linked the group is told %q", got)
	}
	if got := organiser.Last().Text; !strings.Contains(got, "“支部群”已关联") {
		t.Errorf("the officer is told %q", got)
	}

	before := len(member.Messages())
	member.In(g).Send("/me")
	w.Settle()
	if last := member.Last(); len(member.Messages()) != before+1 || !strings.Contains(last.Text, member.Person().First) {
		t.Errorf("/me in the group was answered with %q", last.Text)
	}
	stranger.In(g).Send("/start")
	w.Settle()
	got := said(member.In(g))
	if len(got) != 5 || got[3] != "已在单独对话中回复您。" || !strings.Contains(got[4], "单独对话") {
		t.Errorf("in the group: %q", got)
	}

	super, err := organiser.In(g).Migrate()
	if err != nil {
		t.Fatal(err)
	}
	w.Settle()
	w.PressAll(1)
	w.Stop()
	w.Open()
	organiser.In(super).Send("/here")
	w.Settle()
	m = organiser.Last()
	if !slices.Contains(m.Labels(), "解除关联") {
		t.Fatalf("after the move: %q %q", m.Text, m.Labels())
	}
	w.Press(organiser, "解除关联")
	w.Press(organiser, "确认")
	if inside(super) || !strings.Contains(organiser.Last().Text, "已不在群") {
		t.Errorf("the bot stays; the officer is told %q", organiser.Last().Text)
	}
}

// TestAnonymousHere: an administrator who hides behind the group is told what to do.
func TestAnonymousHere(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 1).At(10, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	me := w.Post(branch.OrganisationPost)
	w.Attach([]branch.Member{me})
	p := w.Phone(me)
	g := w.Server.AddGroup(sandbox.Group{Title: "支部群", Members: []sandbox.Member{{ID: p.Person().ID, Status: "creator"}, {ID: w.Server.BotID()}}})
	w.Settle()
	if err := p.In(g).Anonymous(true); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"/Here", "/menu", "大家好"} {
		p.In(g).Send(line)
	}
	w.Settle()
	var said []string
	for _, m := range p.In(g).Messages() {
		if m.FromBot {
			said = append(said, m.Text)
		}
	}
	if !slices.Equal(said, []string{cards.AnonymousHere}) {
		t.Errorf("the group is told %q", said)
	}
}

// TestTopics: in a group with topics /here and /me are answered where they were typed, what the branch announces stands in the topic
// of its /here, and in the general one once that topic is gone.
func TestTopics(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 1).At(10, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	me := w.Post(branch.OrganisationPost)
	w.Attach([]branch.Member{me})
	p := w.Phone(me)
	g := w.Server.AddGroup(sandbox.Group{Title: "支部群", Super: true, Topics: []int64{77, 88}, Members: []sandbox.Member{{ID: p.Person().ID, Status: "creator"}, {ID: w.Server.BotID()}}})
	w.Settle()
	said := func(what, want string, topic int64) {
		t.Helper()
		w.Settle()
		m := p.In(g).Last()
		if !m.FromBot || !strings.Contains(m.Text, want) || m.Topic != topic {
			t.Errorf("%s: %q in topic %d, not %q in %d", what, m.Text, m.Topic, want, topic)
		}
	}
	p.In(g).SendIn(77, "/here")
	said("/here", "已在单独对话中回复您", 77)
	w.Press(p, p.Last().Labels()[0])
	said("the group is linked", "本群已关联", 77)
	p.In(g).SendIn(88, "/me")
	said("/me in another topic", "已在单独对话中回复您", 88)
	p.In(g).Send("/me")
	said("/me in the general one", "已在单独对话中回复您", 0)
	announce := func(key string) {
		w.Update(func(tx *store.Tx) error {
			w.App.Office.Announce(tx, w.Branch, cards.Plain(key, "公示开始"+key), time.Time{})
			return nil
		})
	}
	announce("甲")
	said("an announcement", "公示开始甲", 77)
	if err := p.In(g).DeleteTopic(77); err != nil {
		t.Fatal(err)
	}
	announce("乙")
	said("once the topic is gone", "公示开始乙", 0)
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
}
