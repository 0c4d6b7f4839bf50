package meeting_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/meeting"
	"zhibu/world"
)

// minutesHouse is the sample branch on a day with the deeds of minutes at hand.
type minutesHouse struct {
	*world.World
	*testing.T
}

func minutesAt(t *testing.T, day branch.Date) minutesHouse {
	w := world.New(t, day.At(8, 0))
	w.Open()
	w.Found()
	t.Cleanup(w.Stop)
	return minutesHouse{w, t}
}

// written is what a recorder writes, with who is absent.
func (h minutesHouse) written(chair, recorder branch.Member, due int, absent ...branch.Member) meeting.Written {
	w := meeting.Written{Chair: chair.ID, Recorder: recorder.ID, Place: "三楼会议室", Due: due, Present: due, Points: "逐一发言。"}
	for _, m := range absent {
		w.Absent = append(w.Absent, m.ID)
		w.Present--
	}
	return w
}

// do does a deed in the name of a member as he or she is now; what is refused changes nothing.
func (h minutesHouse) do(who branch.Member, deed func(tx *store.Tx, me branch.Member) error) (said string) {
	_, err := h.App.Store.Update(func(tx *store.Tx) error {
		me, _ := office.Member(tx, h.Branch, who.ID)
		return deed(tx, me)
	})
	if err != nil {
		return err.Error()
	}
	return ""
}

func (h minutesHouse) write(who branch.Member, id int64, w meeting.Written) string {
	return h.do(who, func(tx *store.Tx, me branch.Member) error {
		return meeting.Write(tx, me, id, h.seenIn(tx, id), w, h.Clock.Now())
	})
}

func (h minutesHouse) vote(who branch.Member, id int64, v meeting.Vote) string {
	return h.do(who, func(tx *store.Tx, me branch.Member) error { return meeting.PutVote(tx, me, id, 0, v, h.Clock.Now()) })
}

func (h minutesHouse) check(who branch.Member, id int64) string {
	return h.do(who, func(tx *store.Tx, me branch.Member) error {
		return meeting.Check(tx, me, id, h.seenIn(tx, id), h.Clock.Now())
	})
}

func (h minutesHouse) seenIn(tx *store.Tx, id int64) int64 {
	g, _ := meeting.Get(tx, h.Branch, id)
	m, _ := meeting.GetMinutes(tx, h.Branch, id)
	return meeting.Seen(g, m)
}

func (h minutesHouse) minutes(id int64) (m meeting.Minutes) {
	_ = h.App.Store.View(func(tx *store.Tx) error { m, _ = meeting.GetMinutes(tx, h.Branch, id); return nil })
	return m
}

func (h minutesHouse) wants(what, said, want string) {
	h.T.Helper()
	if (want == "") != (said == "") || !strings.Contains(said, want) {
		h.T.Errorf("%s: %q, want %q", what, said, want)
	}
}

// plain are full members of a group without any post, the leader left out.
func (h minutesHouse) plain(group branch.GroupID) []branch.Member {
	return h.Members(func(m branch.Member) bool {
		return m.Post == branch.NoPost && m.Group == group && m.Full != 0 && m.ID != h.Group(group).Leader
	})
}

// clerk makes somebody 党务干事.
func (h minutesHouse) clerk(m branch.Member) branch.Member {
	h.Update(func(tx *store.Tx) error {
		m, _ = office.Member(tx, h.Branch, m.ID)
		m.Post = branch.PartyClerk
		store.Members.Put(tx, m)
		return nil
	})
	return m
}

// TestWhoWritesMinutes: a 党务干事 writes what the 支委会 is not, and neither votes nor files; a leader has all of the own group's.
func TestWhoWritesMinutes(t *testing.T) {
	day := branch.On(2026, 11, 27)
	h := minutesAt(t, day)
	organiser, chair, leader := h.Post(branch.OrganisationPost), h.Post(branch.Secretary), h.Member(h.Group(3).Leader)
	clerk := h.clerk(h.plain(4)[0])
	council, assembly := log(h.World, organiser, day, nil, meeting.Council), log(h.World, organiser, day, nil, meeting.Assembly)
	ofThree := log(h.World, organiser, day, []branch.GroupID{3}, meeting.GroupMeet)
	h.wants("a 党务干事 and the 支委会", h.write(clerk, council, h.written(chair, organiser, 5)), "支")
	h.wants("the 组织委员 and the 支委会", h.write(organiser, council, h.written(chair, organiser, 5)), "")
	h.wants("a 党务干事 and the 党员大会", h.write(clerk, assembly, h.written(chair, clerk, 31)), "")
	h.wants("a 党务干事 votes", h.vote(clerk, assembly, meeting.Vote{Matter: "表彰方案", For: 31}), "书记、副书记、组织委员")
	h.wants("the 组织委员 enters a vote", h.vote(organiser, assembly, meeting.Vote{Matter: "表彰方案", For: 31}), "")
	h.wants("a 党务干事 rewrites what was voted on", h.write(clerk, assembly, h.written(chair, clerk, 31, h.plain(3)[0])), "书记、副书记、组织委员")
	n := 0
	for range h.Members(func(m branch.Member) bool { return m.Group == 3 }) {
		n++
	}
	h.wants("a leader writes the own group's", h.write(leader, ofThree, h.written(leader, leader, n)), "")
	h.wants("a leader enters its vote", h.vote(leader, ofThree, meeting.Vote{Matter: "推荐先进", For: n - 2}), "")
	h.wants("a leader writes the branch's", h.write(leader, assembly, h.written(chair, leader, 31)), "不在您的职责范围内")
	h.check(chair, assembly)
	archive := func(who branch.Member) string {
		return h.do(who, func(tx *store.Tx, me branch.Member) error { return meeting.Archive(tx, me, assembly, h.Clock.Now()) })
	}
	h.wants("a 党务干事 files", archive(clerk), "书记、副书记、组织委员")
	h.wants("the 组织委员 files", archive(organiser), "")
}

// TestNobodyChecksTheOwn: who has written minutes does not check them, nobody becomes chair of written minutes by the own hand, and what
// has changed since it was shown is not checked, votes and the gathering included.
func TestNobodyChecksTheOwn(t *testing.T) {
	day := branch.On(2026, 11, 27)
	h := minutesAt(t, day)
	organiser, chair, deputy := h.Post(branch.OrganisationPost), h.Post(branch.Secretary), h.Post(branch.DeputySecretary)
	own := log(h.World, chair, day, nil, meeting.Council)
	h.wants("written", h.write(chair, own, h.written(chair, chair, 5)), "")
	h.wants("checked by the hand that wrote", h.check(chair, own), "由另一名同志核对："+organiser.Name+"、"+deputy.Name)
	outside := h.Members(func(m branch.Member) bool { return m.Post == branch.NoPost && !m.Leadership })[0]
	h.wants("a member who may not read them", h.check(outside, own), "这张卡片已经更新")
	h.wants("checked by the deputy", h.check(deputy, own), "")
	h.wants("a member who may not read them, once they are checked", h.check(outside, own), "这张卡片已经更新")
	again := log(h.World, chair, day-1, nil, meeting.Council)
	away := h.written(chair, chair, 5)
	away.Present, away.Absent = 4, []branch.MemberID{organiser.ID}
	h.wants("written, an officer away", h.write(chair, again, away), "")
	h.wants("checked by who was away", h.check(organiser, again), "由另一名同志核对："+deputy.Name+"。")

	id := log(h.World, organiser, day, nil, meeting.Assembly)
	h.wants("written", h.write(organiser, id, h.written(chair, organiser, 31)), "")
	h.wants("the chair becomes oneself", h.write(organiser, id, h.written(organiser, organiser, 31)), "不能把主持人改成自己。原主持人是"+chair.Name)
	var shown int64
	_ = h.App.Store.View(func(tx *store.Tx) error { shown = h.seenIn(tx, id); return nil })
	late := func(what string) {
		h.wants(what, h.do(chair, func(tx *store.Tx, me branch.Member) error { return meeting.Check(tx, me, id, shown, h.Clock.Now()) }), "刚才有改动")
	}
	h.wants("a vote", h.vote(organiser, id, meeting.Vote{Matter: "表彰方案", For: 31}), "")
	late("a vote has come meanwhile")
	h.Update(func(tx *store.Tx) error { shown = h.seenIn(tx, id); return nil })
	h.wants("checked", h.check(chair, id), "")
	h.wants("another vote", h.vote(organiser, id, meeting.Vote{Matter: "年度计划", For: 31}), "")
	if m := h.minutes(id); m.Checked != nil || len(m.Was) != 1 || m.Was[0].Checked == nil {
		t.Errorf("a vote leaves them checked: %+v", m)
	}
	h.wants("a draft with a vote of the chair's", h.vote(chair, id, meeting.Vote{Matter: "第三项", For: 31}), "")
	h.wants("checked by the chair, who entered a vote", h.check(chair, id), "由另一名同志核对："+deputy.Name)
	h.wants("lost update", h.do(organiser, func(tx *store.Tx, me branch.Member) error {
		return meeting.Write(tx, me, id, 0, h.written(chair, organiser, 31), h.Clock.Now())
	}), "刚才有改动")
}

// TestVotesMended: where votes are taken at all, what is refused, and how one that was wrong is corrected or deleted.
func TestVotesMended(t *testing.T) {
	day := branch.On(2026, 11, 27)
	h := minutesAt(t, day)
	organiser, chair := h.Post(branch.OrganisationPost), h.Post(branch.Secretary)
	ids := map[string]int64{}
	n := len(h.Members(func(m branch.Member) bool { return m.Group == 3 }))
	for i, kinds := range [][]string{{meeting.Assembly}, {meeting.Council}, {meeting.PartyDay}, {meeting.Assembly, meeting.PartyDay}, {meeting.GroupMeet}, {meeting.Council, meeting.PartyDay}} {
		var groups []branch.GroupID
		due := map[int]int{0: 31, 1: 5, 2: 32, 3: 31, 4: n, 5: 32}[i]
		who := chair
		if kinds[0] == meeting.GroupMeet {
			groups, who = []branch.GroupID{3}, h.Member(h.Group(3).Leader)
		}
		id := log(h.World, organiser, day-branch.Date(i), groups, kinds...)
		ids[strings.Join(kinds, "+")] = id
		h.wants("minutes of "+strings.Join(kinds, "+"), h.write(organiser, id, h.written(who, organiser, due)), "")
	}
	admission := meeting.Vote{Kind: branch.Admission.Key, Matter: "接收李明同志为预备党员", For: 5}
	for at, want := range map[string]string{"党员大会": "", "支委会": "须由党员大会讨论决定", "主题党日": "加选「党员大会」", "党员大会+主题党日": "", "党小组会": "须由党员大会讨论决定", "支委会+主题党日": "单独登记"} {
		v := admission
		if want == "" {
			v.For = 20
		}
		h.wants("an admission at a "+at, h.vote(organiser, ids[at], v), want)
	}
	plain := meeting.Vote{Matter: "接收李明同志为中共预备党员", For: 5}
	h.wants("an admission as an ordinary matter", h.vote(organiser, ids["支委会"], plain), "接收预备党员、预备党员转正由党员大会讨论表决")
	plain.Matter = "提请党员大会讨论接收李明同志为预备党员"
	h.wants("what the 支委会 submits", h.vote(organiser, ids["支委会"], plain), "")
	h.wants("an ordinary matter in the group", h.vote(organiser, ids["党小组会"], meeting.Vote{Matter: "推荐先进", For: n - 1}), "")

	id := ids["党员大会"]
	h.wants("the same once more", h.vote(organiser, id, meeting.Vote{Kind: branch.Admission.Key, Matter: "接收李明同志为预备党员。", For: 21}), "已经录入过表决。要改")
	h.wants("nobody has voted", h.vote(organiser, id, meeting.Vote{Matter: "年度计划"}), "都是0人")
	h.wants("fewer come than a vote says", h.write(organiser, id, h.written(chair, organiser, 31, h.plain(3)...)), "")
	h.wants("a vote of few", h.vote(organiser, id, meeting.Vote{Matter: "年度计划", For: 16}), "")
	if v := h.minutes(id).Votes[1]; v.Present-v.For < 1 || v.Need != 16 || !v.Passed {
		t.Errorf("%+v", v)
	}
	code := h.minutes(id).Votes[0].Code()
	put := func(code int64, v meeting.Vote) string {
		return h.do(organiser, func(tx *store.Tx, me branch.Member) error { return meeting.PutVote(tx, me, id, code, v, h.Clock.Now()) })
	}
	h.wants("corrected", put(code, meeting.Vote{Kind: branch.Admission.Key, Matter: "接收李明同志为预备党员", For: 15, Against: 6}), "")
	h.wants("corrected once more, as it was", put(code, admission), "刚才有改动")
	if m := h.minutes(id); len(m.Votes) != 2 || m.Votes[0].Passed || m.Was[len(m.Was)-1].Votes[0].For != 20 {
		t.Errorf("%+v", m)
	}
	h.wants("who came no longer fits", h.write(organiser, id, meeting.Written{Chair: chair.ID, Recorder: organiser.ID, Place: "会议室", Due: 16, Present: 16, Less: "出国。", Points: "发言。"}), "请先在会议记录的「表决」里改或删除这一项")
	drop := func(code int64) string {
		return h.do(organiser, func(tx *store.Tx, me branch.Member) error { return meeting.DropVote(tx, me, id, code, h.Clock.Now()) })
	}
	for range 2 {
		h.wants("deleted", drop(h.minutes(id).Votes[0].Code()), "")
	}
	if m := h.minutes(id); len(m.Votes) != 0 || len(m.Was[len(m.Was)-1].Votes) != 1 {
		t.Errorf("%+v", m)
	}
	h.wants("and now it fits", h.write(organiser, id, meeting.Written{Chair: chair.ID, Recorder: organiser.ID, Place: "会议室", Due: 16, Present: 16, Less: "出国。", Points: "发言。"}), "")
	h.wants("fewer due, and nobody says why", h.write(organiser, id, meeting.Written{Chair: chair.ID, Recorder: organiser.ID, Place: "会议室", Due: 17, Present: 17, Points: "发言。"}), "请写明扣除的原因")
}

// TestRollOfTheDay: who was due, may be absent and reads goes by the roster of the meeting's day, not by today's.
func TestRollOfTheDay(t *testing.T) {
	day := branch.On(2026, 11, 27)
	h := minutesAt(t, day-3)
	organiser, chair := h.Post(branch.OrganisationPost), h.Post(branch.Secretary)
	leader := h.Member(h.Group(3).Leader)
	three := h.plain(3)
	mover, leaver, stranger := three[0], three[1], h.plain(4)[0]
	size := len(h.Members(func(m branch.Member) bool { return m.Group == 3 }))
	h.Turn(day.At(18, 0))
	ofThree, assembly := log(h.World, organiser, day, []branch.GroupID{3}, meeting.GroupMeet), log(h.World, organiser, day, nil, meeting.Assembly)
	h.Turn((day + 3).At(9, 0))
	change := func(c branch.Change) {
		h.Update(func(tx *store.Tx) error {
			me, _ := office.Member(tx, h.Branch, organiser.ID)
			_, err := h.App.Office.Change(tx, me, c, h.Clock.Now())
			return err
		})
	}
	change(branch.Change{Kind: "move", Member: mover.ID, Group: 4, From: day + 2})
	change(branch.Change{Kind: "move", Member: stranger.ID, Group: 3, From: day + 2})
	change(branch.Change{Kind: "leave", Member: leaver.ID, Choice: string(branch.Transferred), From: day + 3})
	h.wants("an absentee of another group", h.write(organiser, ofThree, h.written(leader, organiser, size, stranger)), "不在这次会议的参会范围")
	h.wants("somebody of another group presides", h.write(organiser, ofThree, h.written(stranger, organiser, size)), "请重新选择主持人")
	h.wants("more than were due", h.write(organiser, ofThree, h.written(leader, organiser, size+1)), "最多为")
	h.wants("who has moved or left since", h.write(organiser, ofThree, h.written(leader, organiser, size, mover, leaver)), "")
	h.wants("checked", h.check(leader, ofThree), "")
	h.wants("the 党员大会 of that day", h.write(organiser, assembly, h.written(chair, organiser, 31, leaver)), "")
	reads := func(who branch.Member, id int64) (may bool) {
		_ = h.App.Store.View(func(tx *store.Tx) error {
			me, _ := office.Member(tx, h.Branch, who.ID)
			may = meeting.MayReadMinutes(tx, me, id)
			return nil
		})
		return may
	}
	for name, x := range map[string]struct {
		who  branch.Member
		want bool
	}{
		"moved away since": {mover, true}, "moved there since": {stranger, false}, "has left": {leaver, false}, "leader": {leader, true},
		"纪检委员": {h.Post(branch.DisciplinePost), false}, "宣传委员": {h.Post(branch.PublicityPost), false}, "组织委员": {organiser, true},
	} {
		if in := x.who.Group == 3; in && (name == "纪检委员" || name == "宣传委员") {
			continue
		}
		if got := reads(x.who, ofThree); got != x.want {
			t.Errorf("%s reads the group's minutes: %v", name, got)
		}
	}
}

// TestFullByTheMeeting: who became a full member by a decision of the meeting itself had no vote at it, whatever day the 转正 is dated.
func TestFullByTheMeeting(t *testing.T) {
	day := branch.On(2026, 11, 27)
	h := minutesAt(t, day-3)
	organiser, chair := h.Post(branch.OrganisationPost), h.Post(branch.Secretary)
	h.Turn(day.At(18, 0))
	id := log(h.World, organiser, day, nil, meeting.Assembly)
	probationer := h.Members(func(m branch.Member) bool { return m.Full == 0 })[0]
	h.Update(func(tx *store.Tx) error { // taken in long enough ago
		m, _ := office.Member(tx, h.Branch, probationer.ID)
		m.Joined = day - 400
		store.Members.Put(tx, m)
		return nil
	})
	h.Turn((day + 1).At(9, 0))
	h.Update(func(tx *store.Tx) error {
		me, _ := office.Member(tx, h.Branch, organiser.ID)
		_, err := h.App.Office.Change(tx, me, branch.Change{Kind: "full", Member: probationer.ID, From: day - 5}, h.Clock.Now())
		return err
	})
	w := h.written(chair, organiser, 31)
	w.Absent = []branch.MemberID{probationer.ID}
	h.wants("absent, and not counted", h.write(organiser, id, w), "")
	h.wants("counted, since the officer says that it was before", h.write(organiser, id, h.written(chair, organiser, 32)), "")
	h.wants("one more", h.write(organiser, id, h.written(chair, organiser, 33)), "最多为32人")
}

// TestMinutesFollowTheirGathering: a correction of the gathering makes a draft of its minutes and counts anew; what would leave a vote that
// cannot be is refused; a gathering whose minutes were checked is not withdrawn, and the notice of one that is waits for a record again.
func TestMinutesFollowTheirGathering(t *testing.T) {
	day := branch.On(2026, 11, 27)
	h := minutesAt(t, day-3)
	organiser, chair := h.Post(branch.OrganisationPost), h.Post(branch.Secretary)
	var notice meeting.Notice
	h.Update(func(tx *store.Tx) (err error) {
		me, _ := office.Member(tx, h.Branch, organiser.ID)
		notice, err = meeting.Call(h.App.Office, tx, me, meeting.Notice{Kinds: []string{meeting.Council}, At: day.At(15, 0), Place: "二楼", Topics: "研究。"}, h.Clock.Now())
		return err
	})
	h.Turn(day.At(18, 0))
	id := log(h.World, organiser, day, nil, meeting.Council)
	h.wants("written", h.write(organiser, id, h.written(chair, organiser, 5, h.Post(branch.PublicityPost))), "")
	h.wants("checked", h.check(chair, id), "")
	amend := func(c meeting.Content) string {
		return h.do(organiser, func(tx *store.Tx, me branch.Member) error {
			g, _ := meeting.Get(tx, h.Branch, id)
			_, err := meeting.Amend(h.App.Office, tx, me, id, len(g.Was), c, h.Clock.Now())
			return err
		})
	}
	withdraw := func() string {
		return h.do(organiser, func(tx *store.Tx, me branch.Member) error {
			return meeting.Withdraw(h.App.Office, tx, me, id, h.Clock.Now())
		})
	}
	h.wants("withdrawn although checked", withdraw(), "已核，不能撤回")
	h.wants("made a 主题党日", amend(meeting.Content{Kinds: []string{meeting.PartyDay}, Day: day, Topics: "研究。"}), "")
	if m := h.minutes(id); m.Checked != nil || m.Due != 32 || m.Present != 31 || len(m.Was) != 1 {
		t.Errorf("%+v", m)
	}
	h.wants("and a 支委会 again", amend(meeting.Content{Kinds: []string{meeting.Council}, Day: day, Topics: "研究。"}), "")
	h.wants("a vote", h.vote(organiser, id, meeting.Vote{Matter: "年度计划", For: 4}), "")
	h.wants("a 主题党日 with a vote", amend(meeting.Content{Kinds: []string{meeting.PartyDay}, Day: day, Topics: "研究。"}), "请先在会议记录的「表决」里改或删除")
	if m := h.minutes(id); m.Due != 5 {
		t.Errorf("what was refused has changed them: %+v", m)
	}
	h.wants("withdrawn", withdraw(), "")
	_ = h.App.Store.View(func(tx *store.Tx) error {
		if n, _ := meeting.GetNotice(tx, h.Branch, notice.ID); n.Held != 0 {
			t.Errorf("the notice is held as %d", n.Held)
		}
		me, _ := office.Member(tx, h.Branch, organiser.ID)
		other, _ := office.Member(tx, h.Branch, h.Post(branch.DisciplinePost).ID)
		if !meeting.MayReadMinutes(tx, me, id) || meeting.MayReadMinutes(tx, other, id) {
			t.Error("who reads the minutes of what was withdrawn")
		}
		return nil
	})
}

// TestMinutesWait: who is to check minutes finds them on home; once they are checked the recorder is told, and what is stored about an
// absentee is never a number.
func TestMinutesWait(t *testing.T) {
	day := branch.On(2026, 11, 27)
	w := begin(t, day)
	h := minutesHouse{w, t}
	organiser, chair, absent := h.Post(branch.OrganisationPost), h.Post(branch.Secretary), h.plain(3)[0]
	id := log(w, organiser, day, nil, meeting.Assembly)
	h.wants("written", h.write(organiser, id, h.written(chair, organiser, 31, absent)), "")
	h.Update(func(tx *store.Tx) error {
		meeting.StirCheckers(w.App.Office, tx, w.Branch, id, w.Clock.Now())
		return nil
	})
	mine := func() (lines []string) {
		_ = w.App.Store.View(func(tx *store.Tx) error {
			me, _ := office.Member(tx, w.Branch, absent.ID)
			lines = w.App.Office.Mine(tx, me)
			return nil
		})
		return slices.DeleteFunc(lines, func(l string) bool { return !strings.Contains(l, "会议记录") })
	}
	if lines := mine(); len(lines) != 0 {
		t.Errorf("of a draft is told: %q", lines)
	}
	waits := func(m branch.Member) (list []string) {
		_ = w.App.Store.View(func(tx *store.Tx) error {
			me, _ := office.Member(tx, w.Branch, m.ID)
			for _, task := range w.App.Office.Waits(tx, me, w.Clock.Now()) {
				if strings.Contains(task.Text, "核对") {
					list = append(list, task.Text)
				}
			}
			return nil
		})
		return list
	}
	if got := waits(chair); len(got) != 1 || got[0] != "待您核对：11月27日党员大会记录" {
		t.Errorf("waits for the chair: %q", got)
	}
	if got := waits(organiser); len(got) != 0 {
		t.Errorf("waits for who wrote: %q", got)
	}
	w.Turn(branch.On(2026, 11, 30).At(10, 0)) // the working day after
	w.Turn(branch.On(2026, 12, 1).At(10, 0))
	if said := w.Sent(chair, day.At(9, 0), "待您核对：11月27日党员大会记录"); len(said) != 1 || !strings.HasPrefix(said[0], "11-30") {
		t.Errorf("the digests: %q", said)
	}
	before := w.Clock.Now()
	h.wants("checked", h.check(chair, id), "")
	w.Settle()
	w.WantSent(organiser, before.Add(-time.Second), "党员大会记录，11月27日："+chair.Name+"已核对无误。", "12-01 10:00")
	if got := waits(chair); len(got) != 0 {
		t.Errorf("still waits: %q", got)
	}
	if lines := mine(); len(lines) != 1 || strings.ContainsAny(lines[0], "0123456789") || strings.Contains(lines[0], "项") {
		t.Errorf("stored about an absentee: %q", lines)
	}
	w.Stop()
}
