package drills

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// bugs are mistakes that somebody could make, each a change of one line or two, and the test that is to fail then. old must
// stand in the file exactly once: a bug that cannot be made any more fails as well, and wants another place.
var bugs = []struct {
	name, file, old, new string
	room, test           string // the packages of the tests, and -run
	env                  string
}{
	{"skip the seen check", "bot/call.go", "return c.tx.Seen(c.e.Chat.Platform(), c.e.ID)", "return false", "./drills", "^TestKill$", "ZHIBU_KILLS=40"},
	{"acknowledge before the commit", "store/store.go", "commit, err := s.commit(group)",
		"for _, j := range group {\nclose(j.done)\nj.done = make(chan struct{})\n}\ncommit, err := s.commit(group)", "./store", "^TestFailedCommitStopsTheStore$", ""},
	{"send before the commit", "store/store.go", "	begun := time.Now()\n",
		"	begun := time.Now()\n	if all := s.onCommit.Load(); all != nil {\n for _, fn := range *all {\nfn(left)\n}\n left = Commit{}\n}\n", "./store", "^TestFailedCommitStopsTheStore$", ""},
	{"show readers what is not durable yet", "store/bolt/bolt.go", "	b.file.gate.Lock()\n	defer b.file.gate.Unlock()\n", "", "./store/bolt", "^TestViews", ""},
	{"read on after a commit that failed", "store/bolt/bolt.go", "b.file.doubt = err != nil; !b.file.doubt {", "err == nil {", "./store/bolt", "^TestEngine$", ""},
	{"what is not prepared yet stands under its name", "store/bolt/bolt.go", "	fresh := path + \".new\"\n", "	fresh := path\n", "./store/bolt", "^TestEngine$", ""},
	{"a deed's own writes come after the rows", "store/tx.go", "				if !upTo(k) {\n					return\n				}\n", "", "./store", "^TestTablesAreLikeAMap$", ""},
	{"call a commit that failed a success", "store/store.go", "close(s.failed) // answers nobody: whether the commit took place is known only after reopening",
		"for _, j := range group {\nclose(j.done)\n}\nclose(s.failed)", "./store", "^TestFailedCommitStopsTheStore$", ""},
	{"confirm the offset early", "telegram/poll.go", "p.asked, _ = p.window.offset(p.next)", "p.asked = p.next", "./telegram", "^TestPoll", ""},
	{"destroy the key of an open ballot at the start", "app/app.go", "a.Vault.Keep(needed)", "a.Vault.Keep(func() map[string]bool { clear(needed); return needed }())", "./app", "^TestYear$", ""},
	{"destroy the key before the closing commit", "topic/rounds/count_deeds.go", "tx.Spend(r.Key)", "_ = o.Keys.(interface{ Destroy(...string) error }).Destroy(r.Key)", "./drills", "^TestKeyOutlivesADroppedClose$", ""},
	{"an update is seen on the oldest day only", "store/keep.go", "next = K(day + 1)", "return false", "./drills", "^TestClockJumps$", "ZHIBU_JUMPS=4"},
	{"an account that guessed at codes is never let in", "office/bind.go", "if now.Sub(t) < window {", "if true {", "./bot", "^TestBinding$", ""},
	{"a clock that was set is not noticed", "scheduler/scheduler.go", "next = now.Add(longest)", "next = now.Add(1000 * longest)", "./drills", "^TestClockJumps$", "ZHIBU_JUMPS=8"},
	{"a ballot opens without a key", "topic/rounds/round_talk.go", "if c.Key() == \"\" {", "if false {", "./topic/rounds", "^TestNoKey$", ""},
	{"what all are shown stops at the first hundred", "topic/rounds/tell_deeds.go", "tx.Plan(what, r.Branch, int64(r.ID)<<fromBits|at, now)", "_ = at", "./drills", "^TestLargeBranch$", ""},
	{"what a deed has written is remembered before it counts", "store/whole.go", "if tx.buffer.touches(t.bucket) {", "if false {", "./store", "^TestWhole$", ""},
	{"the rule of the 支委会 follows the settings", "topic/rounds/round_deeds.go", "if r.HalfOf != \"\" {", "if false {", "./office", "^TestHalfIsFrozen$", ""},
	{"an export bears the machine's day", "cli/export.go", "			now = timeIn(tx, now)\n", "", "./demo", "^TestExportOfAnotherYear$", ""},
	{"a kept rehearsal notes nothing down", "sandbox/journal.go", "if _, err := s.journal.Write(append(mustJSON(n), '\\n')); err != nil {", "if err := error(nil); err != nil {", "./sandbox", "^TestJournal$", ""},
	{"who signs stands alone on a page", "files/document.go", "withText(list, signed(p.Signed))", "append(list, signed(p.Signed)...)", "./files", "^TestSignedWithText$", ""},
	{"a short cell is broken", "files/document.go", "	g.widen(least)\n", "", "./files", "^TestSetInWords$", ""},
	{"an amount below a photo stays on the screen", "bot/bot.go", "[]chat.Kind{chat.Text, chat.Edited, chat.File}, e.Kind)", "[]chat.Kind{chat.Text, chat.Edited}, e.Kind)", "./topic/dues", "^TestDuesCaption$", ""},
	{"the way by buttons to a complaint leaves a row", "bot/routes.go", "looks: ownRoom, do: openRoom", "do: openRoom", "./topic/feedback", "^TestNamelessLeavesNoTrace$", ""},
	{"home does not come back over a room", "bot/call.go", "c.tx.ShowOver(c.e.Chat, c.e.Message, card)", "c.tx.Show(c.e.Chat, card)", "./bot", "^TestOwnRoomInPassing$", ""},
	{"of when an account was used the day is kept", "bot/change.go", "branch.DateOf(c.now).MonthStart()", "branch.DateOf(c.now)", "./bot", "^TestMonthOfUse$", ""},
	{"what was handed in comes back as a draft after a kill", "bot/call.go", "if (!c.look || c.drafts) && c", "if !c.look && c", "./topic/feedback", "^TestHandedInOnce$", ""},
	{"the same words are handed in twice", "topic/feedback/entry_deeds.go", "x.Day == e.Day && x.Text == e.Text {", "false {", "./topic/feedback", "^TestHandedInOnce$", ""},
	{"an answer forges a line of a card", "topic/feedback/entry_words.go", "\"）：\\n\", cards.Quote(v.Answer))", "\"）：\\n\", v.Answer)", "./topic/feedback", "^TestListed$", ""},
	{"who hands in without a name leaves the day on the account", "bot/call.go", "	if !c.look && !c.mute {\n		for _, b := range c.mine {", "	if !c.look {\n		for _, b := range c.mine {", "./topic/feedback", "^TestNamelessLeavesNoTrace$", ""},
	{"what is typed for a draft leaves the day on the account", "bot/call.go", "c.look = c.unseen()", "c.look = false", "./topic/feedback", "^TestNamelessLeavesNoTrace$", ""},
	{"a button hands in another text than it was shown with", "bot/draft.go", "ok && d.Number == number && d.Words", "ok && d.Words", "./topic/feedback", "^TestNamelessPresses$", ""},
	{"who wrote a complaint answers it", "topic/feedback/entry_deeds.go", "if m.ID != e.By && !slices", "if !slices", "./topic/feedback", "^TestReaders$", ""},
	{"the 副书记 reads complaints beside the 书记", "topic/feedback/entry_deeds.go", "if len(first) == 0 || len(list) == 0 {", "if true {", "./topic/feedback", "^TestReaders$", ""},
	{"leave out the branch check", "bot/routes.go", "if r.scope == inBranch && !c.as(branch.BranchID(c.Arg(0))) {", "c.as(branch.BranchID(c.Arg(0)))\n	if false {", "./bot", "^TestRoutes$", ""},
	{"a file that nobody may send any more waits for ever", "office/upload.go", "	me, ok = Uploader(tx, u)\n	if latest", "	if me, ok = Uploader(tx, u); !ok {\n		return me, ok\n	}\n	if latest", "./bot", "^TestFetchedComesBack$", ""},
	{"what becomes of a fetched file passes another door", "bot/call.go", "		c.refuse(string(refusal))", "		c.say(string(refusal))", "./bot", "^TestFetchedComesBack$", ""},
	{"an item of an agenda begins lines of the card", "bot/ask/text.go", "if f.line || f.most <= lineMost {", "if f.line {", "./bot/ask", "^TestTextLine$", ""},
	{"a reason begins lines of the card", "bot/ask/text.go", "if f.line || f.most <= lineMost {", "if f.most <= lineMost {", "./bot/ask", "^TestTextLine$", ""},
	{"a file is made for anybody", "app/documents.go", "case !listed || !who.May(right):", "case !listed && !who.May(right):", "./app", "^TestFilesByTable$", ""},
	{"a 党务干事 reads objections", "branch/right.go", "right(\"受理公示意见\", Officers|TheInspector)", "right(\"受理公示意见\", Keepers|TheInspector)", "./branch", "^TestRightsTable$", ""},
	{"a route loses its right", "bot/routes.go", "args: 1, card: onHome, right: branch.KeepSettings, do: holidays}", "args: 1, card: onHome, do: holidays}", "./bot", "^TestRights$", ""},
	{"a route asks for a lesser right", "topic/rounds/matter_talk.go", "InBranch(1, rounds).OnHome().For(branch.KeepRounds)", "InBranch(1, rounds).OnHome().For(branch.FileRounds)", "./bot", "^TestRoutes$", ""},
	{"a leader acts for every group", "branch/right.go", "if g.Leader == m.ID && g.Branch == m.Branch && m.ID != 0 {", "if m.ID != 0 {", "./bot", "^TestRights$", ""},
	{"a kind of change forgets its right", "office/change.go", "return Entitled(me, k.Right)", "return Entitled(me, branch.EnterRoster)", "./bot", "^TestChangesByTable$", ""},
	{"what a 党务干事 enters holds at once", "branch/second.go", "if m := before.Member(by); m != nil && m.May(EnterRoster) && !m.May(KeepRoster) {", "if false {", "./office", "^TestClerkEnters$", ""},
	{"a 党务干事 appoints", "office/pending.go", "if branch.Decides(edits, w.before, w.after) {", "if false {", "./office", "^TestClerkEnters$", ""},
	{"an officer moves himself through a 党务干事", "office/pending.go", "if branch.NeedsSecond(edits, w.before, w.after, m.ID) {", "if false {", "./office", "^TestClerkEnters$", ""},
	{"a 党务干事 counts at the 支委会", "office/meeting.go", "return m.Post.Committee()", "return m.Post != branch.NoPost", "./office", "^TestClerkIsAppointed$", ""},
	{"a new committee ends the 党务干事", "branch/changes.go", "if p.Members[i].Post.Committee() {", "if true {", "./office", "^TestClerkIsAppointed$", ""},
	{"the menu offers what is refused", "cards/home.go", "v.Me.May(w.right, v.Group)", "true", "./bot", "^TestMenusFollowRights$", ""},
	{"leave out the officer check", "bot/routes.go", "if err := c.asked(r.right, r.about); err != nil {", "if err := c.asked(branch.Right{}, nil); err != nil {", "./bot", "^TestRoutes$", ""},
	{"take a press on an old card", "bot/routes.go", "if !c.tx.Current(c.e.Chat, c.place, c.e.Message) {", "if false {", "./app ./bot ./topic/people", "^Test(ForeignCards|Forms|TwoBranches|Deadline|Venue|ImportInChat)$", ""},
	{"≤ for <: a vote at the deadline counts", "topic/rounds/round_rules.go", "(t.Before(s.Closes) || s.Broken)", "(!t.After(s.Closes) || s.Broken)", "./topic/rounds", "^TestTakes$", ""},
	{"an invitation can be used twice", "office/bind.go", "	store.Invites.Delete(tx, store.K(invite.Branch).Int(int64(invite.Member)))\n", "	_ = invite\n", "./bot", "^TestBinding$", ""},
	{"wrong codes are not counted", "office/bind.go", "guesses.At = append(guesses.At, now)", "", "./bot", "^Test(Binding|Stranger)$", ""},
	{"a ballot can be moved to another voter", "vault/vault.go", "binary.BigEndian.AppendUint64(b, uint64(voter))", "binary.BigEndian.AppendUint64(b, 0)", "./vault", ".", ""},
	{"an alarm is not remembered", "office/status.go", "	store.Saids.Put(tx, store.Said{Push: \"alarm.\" + kind, Branch: b, Period: day.String(), At: now})\n", "", "./app", "^TestUndelivered$", ""},
	{"a retry before the platform's time", "courier/courier.go", "	return max(failed.RetryAfter, time.Second)\n", "	return time.Second\n", "./courier", "^TestBusy", ""},
	{"who has asked waits in the bulk", "courier/pace.go", "	p.heard[c] = now\n	if woken, ok := p.queued[c]; ok {", "	if woken, ok := p.queued[c]; false && ok {", "./courier", "^TestBulk$", ""},
	{"the rate is never lowered", "courier/pace.go", "max(p.rate/2, min(slowest, p.rate))", "p.rate", "./courier", "^TestRateFollowsTheLimit$", ""},
	{"no budget for one account", "bot/budget.go", "if p.left >= 1 {", "if true {", "./drills", "^TestFlood$", ""},
	{"a roster in a Word document is published", "files/words.go", "case w.roster && !branch.Numbered(text):", "case false:", "./files", "^TestWordKinds$", ""},
	{"a letter beside a mobile hides it", "branch/private.go", "if digit(before) != digit(c) && before != '+' || x {", "if x {", "./branch", "^TestPrivateNumbers$", ""},
	{"people's words in the log", "bot/call.go", "return \"message\"", "return c.e.Text", "./drills", "^TestWritten$", ""},
	{"unquoted words of an answer in the log", "telegram/classify.go", "return r >= utf8.RuneSelf", "return r < 0", "./telegram", "^TestClassify$", ""},
	{"the token in an error", "telegram/call.go", "tame(strings.ReplaceAll(err.Error(), b.token, \"***\"))", "tame(strings.ReplaceAll(err.Error(), \"?\", \"?\"))", "./telegram", "^Test(TokenOfTheTransport|TransportFaults)$", ""},
	{"half a file is taken for the whole", "telegram/file.go", "f.FileSize > 0 && len(a.body) != f.FileSize", "false", "./telegram", "^TestFetch$", ""},
	{"a < in somebody's words is markup", "telegram/html.go", "b = append(b, \"&lt;\"...)", "b = append(b, '<')", "./drills", "^TestHostile$", ""},
	{"a backup's checksums are not compared", "ops/archive.go", "err != nil || n != e.Size || hexOf(sum) != e.SHA256 {", "err != nil || n != e.Size {", "./ops", "^TestRead", ""},
	{"a backup writes where it likes", "ops/archive.go", "return name == \"zhibu.db\" || stored.MatchString(name)", "return true", "./cli", "^TestRestoreRefuses$", ""},
	{"the newest backup is thrown away", "ops/keep.go", "return b.Compare(a)", "return a.Compare(b)", "./ops", "^TestRule$", ""},
	{"a newer file is opened", "store/migrate.go", "case have > len(steps):", "case have > len(steps)+100:", "./store", "^TestMigration", ""},
	{"a migration leaves its version to the next one", "store/migrate.go", "setVersion(b, have+1)", "setVersion(b, have)", "./store", "^TestMigration", ""},
	{"a folder that others can read is taken", "vault/vault.go", "	if info.Mode().Perm()&0o077 != 0 {\n		return Unfit(fmt.Sprintf(\"文件夹", "	if false {\n		return Unfit(fmt.Sprintf(\"文件夹", "./cli", "^TestOpenToOthers$", ""},
	{"what is said once is tried once", "courier/courier.go", "if f.tries++; again && ", "if f.tries++; again && f.tries > 99 && ", "./courier", "^TestFleetingIsTriedAgain$", ""},
	{"a press is answered once or never", "courier/courier.go", "if until, _ := ctx.Deadline(); !again ||", "if until, _ := ctx.Deadline(); true ||", "./courier", "^TestFleetingIsTriedAgain$", ""},
	{"each press takes a turn of the chat", "courier/courier.go", "		l.add(*f)\n", "		l.fleeting = append(l.fleeting, *f)\n", "./courier", "^TestImpatient$", ""},
	{"a platform without toasts answers nothing", "courier/courier.go", "if r.Toast != \"\" && c.can.Toast == 0 {", "if false {", "./courier", "^TestPoorPlatform$", ""},
	{"a meeting that was withdrawn counts", "topic/meeting/gathering_rules.go", "LoggedAt: g.LoggedAt, Withdrawn: g.Withdrawn}", "LoggedAt: g.LoggedAt}", "./topic/meeting", "^TestGatheringCounts$", ""},
	{"a group's meeting counts for every group", "topic/meeting/gathering_rules.go", "return k.Binds != branch.EachGroup || ", "return true || ", "./topic/meeting", "^TestGatheringCounts$", ""},
	{"the fixed day is a holiday", "topic/meeting/fixed_rules.go", "if next := c.OnOrAfter(on); next", "if next := on; next", "./topic/meeting", "^TestFixedDay$", ""},
	{"a leader enters the branch's meetings", "topic/meeting/gathering_deeds.go", "	return office.Entitled(me, branch.KeepMeetings)\n}", "	return office.Entitled(me, branch.EnterMeetings, office.Group(tx, me.Branch, me.Group))\n}", "./topic/meeting", "^TestWhoMayMeet$", ""},
	{"one gathering has two records", "topic/meeting/gathering_deeds.go", "kind != \"\" && other.ID != id", "kind != \"\" && other.ID == id && id != 0", "./topic/meeting", "^TestOwed$", ""},
	{"why somebody cannot come is kept", "topic/meeting/notice_deeds.go", "	forget(tx, n)\n	n.Ended = true", "	n.Ended = true", "./topic/meeting", "^TestNotice$", ""},
	{"everybody reads why a meeting is missed", "topic/meeting/notice_deeds.go", "	if c := office.Chat(tx, convener(tx, n)); c != \"\" {\n		// One card", "	if c := office.Chat(tx, me); c != \"\" {\n		// One card", "./topic/meeting", "^TestNotice$", ""},
	{"a changed meeting is another event", "topic/meeting/calendar_files.go", "v.ID, v.MadeAt.UnixNano()", "v.ID, v.At.UnixNano()", "./topic/meeting", "^TestCalendar$", ""},
	{"a line of the calendar ends within a character", "topic/meeting/calendar_files.go", "if n+size > 75 {", "if n+size > 80 {", "./topic/meeting", "^TestCalendar$", ""},
	{"everybody reads a draft of the minutes", "topic/meeting/minutes_deeds.go", "	case m.Checked == nil:\n		return m.Chair", "	case false:\n		return m.Chair", "./topic/meeting", "^TestMinutes$", ""},
	{"corrected minutes stay checked", "topic/meeting/minutes_rules.go", "m.Checked, m.Archived, m.By, m.At = nil, nil, by, at", "m.By, m.At = by, at", "./topic/meeting", "^TestMinutes$", ""},
	{"who joins a group later reads its older minutes", "topic/meeting/minutes_deeds.go", "m.Checked.By == me.ID || within(rollOf(tx, g).invited, me.ID)", "m.Checked.By == me.ID || MayRead(me, g)", "./topic/meeting", "^TestRollOfTheDay$", ""},
	{"the chair checks what he wrote himself", "topic/meeting/check_deeds.go", "chair.Status == branch.Active && !m.wrote(m.Chair)", "chair.Status == branch.Active", "./topic/meeting", "^TestNobodyChecksTheOwn$", ""},
	{"somebody makes himself the chair", "topic/meeting/minutes_deeds.go", "w.Chair != m.Chair && w.Chair == me.ID", "w.Chair != m.Chair && w.Chair == 0", "./topic/meeting", "^TestNobodyChecksTheOwn$", ""},
	{"votes are checked that were not shown", "topic/meeting/minutes_words.go", "{g.Content, m.Written, m.Votes}", "{g.Content, m.Written, nil}", "./topic/meeting", "^TestNobodyChecksTheOwn$", ""},
	{"the first writing is written over", "topic/meeting/minutes_deeds.go", "	if Seen(g, m) != seen {", "	if seen != 0 && Seen(g, m) != seen {", "./topic/meeting", "^TestNobodyChecksTheOwn$", ""},
	{"a 党务干事 enters votes", "branch/right.go", "right(\"录入表决、归档会议记录\", Officers|ItsLeader)", "right(\"录入表决、归档会议记录\", Keepers|ItsLeader)", "./topic/meeting", "^TestWhoWritesMinutes$", ""},
	{"a corrected gathering leaves its minutes checked", "topic/meeting/gathering_deeds.go", "	if err := reopened(o, tx, me, was, g, now); err != nil {", "	if err := error(nil); err != nil {", "./topic/meeting", "^TestMinutesFollowTheirGathering$", ""},
	{"how often somebody is absent is summed", "topic/meeting/gathering_deeds.go", "Count: isNamed, Told: toldNamed}", "Count: office.RowsOf(MinutesOf, Minutes.names)}", "./topic/meeting", "^TestMinutesWait$", ""},
	{"half present is enough for an admission", "branch/meeting.go", "\"admission\", \"接收预备党员\", true, true,", "\"admission\", \"接收预备党员\", false, true,", "./branch", "^TestQuorums$", ""},
	{"a 支委会 admits somebody", "branch/meeting.go", "return at == Assembly || !k.OfAssembly", "return at != \"\" || !k.OfAssembly", "./branch", "^TestDecidedAt$", ""},
	{"half in favour is enough", "branch/meeting.go", "NeedFor(due int) int { return due/2 + 1 }", "NeedFor(due int) int { return (due + 1) / 2 }", "./branch", "^TestQuorums$", ""},
	{"what is explained is asked about again", "topic/meeting/gathering_rules.go", "return w.Owed() > 0 && w.Reason == \"\"", "return w.Owed() > 0", "./topic/meeting", "^Test(Says|Reminders)$", ""},
	{"of two platforms one takes the other's updates for its own", "store/rows.go", "K(s.Day).Str(s.Platform).Int(s.ID)", "K(s.Day).Str(\"tg\").Int(s.ID)", "./store", "^TestNameSeen$", ""},
	{"what has expired keeps its place", "courier/courier.go", "		c.pace.back(w.Chat)\n		<-c.slots\n", "", "./courier", "^TestExpiredCostsNothing$", ""},
	{"a large branch is founded in one deed", "office/found.go", "if len(f.Members) <= foundAtOnce {", "if true {", "./drills", "^TestLargeWorkIsCut$", ""},
	{"what a founding has left stays", "office/own.go", "Opened: (*Office).unfoundLeft, ", "", "./drills", "^TestFoundingDies$", ""},
	{"a large roll is written in one deed", "topic/rounds/opening_deeds.go", "n > seatsAtOnce {\n			return m.ID", "false {\n			return m.ID", "./drills", "^TestLargeWorkIsCut$", ""},
	{"a roll goes by two moments", "topic/rounds/opening_deeds.go", "if !x.Clear && !slices.Equal(x.Stood, stands(tx, x.Branch)) {", "if false {", "./drills", "^TestOpeningDies$", ""},
	{"the key of a ballot that is being opened is destroyed at the start", "topic/rounds/count_deeds.go", "return append(keys, openingsLeft(o, tx, now)...)", "openingsLeft(o, tx, now)\n	return keys", "./drills", "^TestOpeningDies$", ""},
	{"a ballot opens beside another", "topic/rounds/ballot_deeds.go", "if err := mayBegin(tx, r.Branch); err != nil {", "if err := error(nil); err != nil {", "./drills", "^TestOpeningDies$", ""},
	{"a ballot opens with a candidate who has left", "topic/rounds/opening_deeds.go", " || slices.ContainsFunc(x.Round.Candidates, func(c branch.Candidate) bool { return gone(tx, x.Branch, c) }):", ":", "./drills", "^TestOpeningLost$", ""},
	{"a vote comes while the ballots are counted", "topic/rounds/round_rules.go", "s.Kind == kind && !s.Counting &&", "s.Kind == kind &&", "./drills", "^TestCountingDies$", ""},
	{"a large ballot is counted in the writer", "topic/rounds/count_deeds.go", "if r.Roll > countAtOnce && !s.Counting {", "if false {", "./drills", "^TestCountingDies$", ""},
	{"a large branch is planned in one deed", "office/found.go", "if n++; n > planAtOnce {", "if n++; false {", "./drills", "^TestLargeBranch$", ""},
	{"a large roster makes one entry", "office/change.go", "for c.Kind == branch.Imported && len(all) > editsPerEntry {", "for false {", "./drills", "^TestLargeBranch$", ""},
	{"strangers are answered as members are", "courier/pace.go", "if p.free || now.Sub(p.heard[c]) <= attention {\n		return time.Time{}, true", "if true {\n		return time.Time{}, true", "./courier", "^TestStrangersShareAPace$", ""},
	{"a press in somebody else's conversation is answered there", "telegram/event.go", "own != (in.Type == \"private\") || !own && in.ID > 0", "own && false", "./telegram", "^TestEvents$", ""},
	{"a file that ended the process is read again at each start", "bot/reader.go", "		if u.Begun { //", "		if false { //", "./bot", "^TestReadingEnded$", ""},
	{"attributes cost nothing", "files/budget.go", "b.attributes -= weight", "", "./files", "^TestBudget$", ""},
	{"a document is parsed before it is counted", "files/words.go", "if !p.left.sound(f, 1) {", "if false {", "./files", "^TestBudget$", ""},
	{"an officer sets the calendar of all", "office/settings.go", "From: me.Branch, Own: me.ID != 0,", "From: me.Branch, Own: false,", "./office", "^TestOneCalendarPerBranch$", ""},
	{"a branch's own year takes the place of that of all", "branch/calendar.go", "		whole := maps.Clone(own)\n		maps.Copy(whole, t.all)\n", "		whole := maps.Clone(t.all)\n		maps.Copy(whole, own)\n", "./office", "^TestOneCalendarPerBranch$", ""},
	{"a full disk is answered with silence", "bot/bot.go", "} else if b.Sorry != nil && e.Private && b.failed() {", "} else if false {", "./drills", "^TestFullDisk$", ""},
	{"two of one name cannot be told apart", "topic/rounds/paper_deeds.go", "\t\tm.Name = seatName(tx, seat).Short()\n", "", "./bot", "^TestNamesakes$", ""},
	{"one objection keeps everybody from being named", "topic/rounds/notice_deeds.go", "now.Before(namingAt(o, tx, *r, f)) || Objected(tx, *r, f.Who)", "now.Before(namingAt(o, tx, *r, f)) || pendingObjections(tx, *r) > 0", "./topic/rounds", "^TestObjectionKeepsNobodyElse$", ""},
	{"an undecided round is reminded of for ever", "topic/rounds/reminder_deeds.go", "const maxReminders = 3", "const maxReminders = 30", "./topic/rounds", "^TestSecondNoticeHasItsOwnDays$", ""},
	{"a push names one of two with one name", "topic/rounds/nomination_deeds.go", "l.Nominee = RoundName(tx, r, branch.Candidate{Member: n.Nominee})", "m, _ := Member(tx, r.Branch, n.Nominee)\n\t\t\tl.Nominee = m.Name", "./topic/rounds", "^TestNamesakesByTheClock$", ""},
	{"who has left one of two branches is shut out there", "bot/routes.go", "		c.mine = append(c.mine, c.past...)\n", "		if len(c.mine) == 0 {\nc.mine = c.past\n}\n", "./bot", "^TestLeftOneOfTwo$", ""},
	{"an ID number is taken into a form", "bot/private.go", "	if len(lines) > 0 {", "	if false {", "./bot", "^TestPrivateNumbers$", ""},
	{"what cannot be seen hides a number", "branch/private.go", "case c == unseen:", "case c == unseen && n < 0:", "./branch", "^TestPrivateNumbers$", ""},
	{"a quotation mark swallows rows", "files/sheet.go", "if err := s.swallowed(csvRow{n, cells}, comma, usual); err != nil {", "if err := error(nil); err != nil {", "./files", "^TestNothingSwallowed$", ""},
	{"a remark of a death is not read", "files/left.go", "case wordsOfLeaving(r.shownAt(branch.ColNote)):", "case false:", "./files", "^TestKindsOfFaults$", ""},
	{"a merged remark is of its first row only", "files/table.go", "		t.spread(key)\n", "", "./files", "^TestMergedDown$", ""},
	{"a broken remark is a heading", "files/table.go", "case named == \"\" && above >= 0 && r.goesOn(key):", "case false && r.goesOn(key):", "./files", "^TestKindsOfTables$", ""},
	{"the list of the dead is not compared", "files/left.go", "		s.leavers(here, why)\n", "		_ = s\n", "./files", "^TestOtherSheets$", ""},
	{"what is struck is published", "files/words.go", "case yes(c.struck), yes(c.twice):", "case false && yes(c.struck):", "./files", "^TestWordKinds$", ""},
	{"a policy that was cancelled is kept", "store/blob.go", "if gone := os.Remove(filepath.Join(folder, name)); gone != nil {", "if gone := error(nil); gone != nil {", "./topic/policy", "^TestPolicyNotKept$", ""},
	{"a title founds a further branch", "cli/import.go", "if len(all) > 0 && !i.adding {", "if false {", "./topic/people", "^TestImportAgain$", ""},
	{"a backup has more behind its end", "ops/archive.go", "err != nil || n > 0 {", "err != nil || n < 0 {", "./cli", "^TestRestoreRefuses$", ""},
	{"a member of no group passes the check", "cli/check.go", "faults = office.CheckPeople(tx); return nil", "_ = office.CheckPeople(tx); return nil", "./cli", "^TestRestoreRefuses$", ""},
	{"a Monday is worked in lieu", "branch/holidays.go", "case workday(d):\n				return fmt.Errorf", "case false:\n				return fmt.Errorf", "./branch", "^TestReadHolidaysKinds$", ""},
	{"a short code is hashed without a key", "office/code.go", "	return o.mac(\"stored\", strings.ReplaceAll(short, \"-\", \"\"))", "	return hashCode(strings.ReplaceAll(short, \"-\", \"\"))", "./bot", "^TestShortCode$", ""},
	{"a start sweeps what others have named", "ops/backup.go", "if scratchName.MatchString(f.Name()) && (", "if strings.HasPrefix(f.Name(), Scratch) && (", "./app", "^TestNothingElseIsSwept$", ""},
	{"another store's folder of keys is taken", "vault/vault.go", "if owner := Owner(v.folder); owner != \"\" && owner != store {", "if false {", "./vault", "^TestFolderIsOneStores$", ""},
	{"a folder of keys is not held", "vault/lock_unix.go", "if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {", "if true || syscall.Flock(0, 0) == nil {", "./vault", "^TestFolderIsOneStores$", ""},
	{"keys that are not known to be own are destroyed", "vault/vault.go", "v.store != \"\" && len(id) == storeID+16 && strings.HasPrefix(id, v.store)", "true", "./vault", "^TestFolderIsOneStores$", ""},
	{"another store's backups are removed", "ops/nightly.go", "return \"-\" + ShortID(n.Of) + nightlyEnd", "return nightlyEnd", "./app", "^TestNightly$", ""},
	{"what came before the secret was lost acts again", "bot/call.go", "if c.doubted && !c.look", "if false && !c.look", "./app", "^TestSecretLost$", ""},
	{"erased text goes on into backups", "ops/backup.go", "if _, _, err := store.Compact(folder, Scratch); err != nil {", "if err != nil {", "./ops", "^TestBackupForgets$", ""},
	{"a person's chat moves to another", "telegram/send.go", "!(isGroup(to) && isGroup(failed.MovedTo))", "false", "./telegram", "^TestOnlyGroupsMove$", ""},
	{"idle clients keep a verb waiting", "ops/control.go", "len(w.clients) > maxIdle {", "false {", "./ops", "^TestControlHeldUp$", ""},
	{"a rehearsal changes a real folder", "demo/rehearsal.go", "case !info.Made.IsZero() && !info.Rehearsal:", "case false:", "./demo", "^TestRealDataIsLeftAlone$", ""},
	{"a backup lies in what it is to replace", "ops/nightly.go", "if data, keys := Folders(); Inside(path, data) || Inside(path, keys) {", "if false {", "./app", "^TestBackupElsewhere$", ""},
	{"an officer invites a colleague's account away", "office/bind.go", "if issuer != 0 && issuer != m && who.Post != branch.NoPost {", "if false {", "./office", "^TestInvitationsOfOfficers$", ""},
	{"an account forgets where it came from", "office/vouch.go", "row.Issuer, row.Unvouched = former.Issuer, former.Unvouched", "row.Unvouched = former.Unvouched", "./office", "^TestInvitationsOfOfficers$", ""},
	{"a stolen account enters what its thief confirms", "office/vouch.go", " &&\n\t\t!invitedBy(tx, branch.Member{Branch: me.Branch, ID: issuer}, me.ID))", ")", "./office", "^TestInvitationsOfOfficers$", ""},
	{"an officer's invitation is taken for the person", "office/vouch.go", "row.Unvouched = row.Issuer != 0", "row.Unvouched = false", "./office", "^TestAccountsAreVouchedFor$", ""},
	{"an account is bound just before the ballot", "office/office.go", "return Chat(tx, m) != \"\" && !BindingOf(tx, m).Unvouched", "return Chat(tx, m) != \"\"", "./office", "^TestAccountsAreVouchedFor$", ""},
	{"a button to take back what somebody else has recorded", "topic/birthday/checklist_deeds.go", "item.Fixed = done.Day, office.PersonName(tx, b.ID, done.By), !mayUntick(me, done)", "item.Fixed = done.Day, office.PersonName(tx, b.ID, done.By), false", "./topic/birthday", "^TestTickIsOnesOwn$", ""},
	{"a base of dues stays on the screen", "bot/call.go", "	if unsay {\n", "	if false {\n", "./topic/dues", "^TestDues$", ""},
	{"a base of dues beyond the budget stays on the screen", "bot/budget.go", "	b.unsayDropped(e)\n", "", "./topic/dues", "^TestDuesOverBudget$", ""},
	{"dues by the bracket below", "topic/dues/dues_rules.go", "base <= b.upTo || b.upTo == 0", "base < b.upTo || b.upTo == 0", "./topic/dues", "^TestOf$", ""},
	{"a decision on a probation that was extended since still stands", "topic/probation/decided_deeds.go", "!ok || !d.of(m)", "!ok", "./topic/probation", "^TestExtended$", ""},
	{"a 换届 that was taken back still begins a term", "topic/term/term_deeds.go", "|| c.State != branch.ChangeDone", "", "./topic/term", "^TestTerm$", ""},
	{"an end that was approved does not move the reminders", "topic/term/term_rules.go", "	if t.Until != 0 {\n		return t.Until\n	}\n", "", "./topic/term", "^TestTerm$", ""},
	{"who came back still has a letter", "topic/transfer/letter_deeds.go", "!ok || m.Status != branch.Transferred", "!ok || m.Status == branch.Expelled", "./topic/transfer", "^TestLetter$", ""},
	{"a 转正 is voted on before the probation ends", "topic/meeting/vote_rules.go", "day < m.PutOff()", "false", "./topic/meeting", "^TestRipe$", ""},
	{"an admission passes as an ordinary matter", "topic/meeting/vote_deeds.go", "err := kindly(k, decides(g.Kinds), v.Matter); err != nil", "err := error(nil); err != nil", "./topic/meeting", "^TestVotesMended$", ""},
	{"most of those due are taken off", "topic/meeting/minutes_rules.go", "2*w.Due < w.Roll", "false", "./topic/meeting", "^TestHalved$", ""},
	{"who was absent checks", "topic/meeting/check_deeds.go", "&& !(there && slices.Contains(m.Absent, x.ID))", "&& (there || m.Chair != 0)", "./topic/meeting", "^TestNobodyChecksTheOwn$", ""},
	{"a forged check tells that there are minutes", "topic/meeting/check_deeds.go", " || !mayReadMinutes(tx, me, g, m)", "", "./topic/meeting", "^TestNobodyChecksTheOwn$", ""},
	{"a decided assembly is still owed", "topic/meeting/meeting.go", "		Met:       met,\n", "", "./topic/meeting", "^TestDecidedThere$", ""},
	{"what was written before is dropped with what is too much", "bot/ask/split.go", "!l.Refused && !l.Added &&", "!l.Refused &&", "./bot/ask", "^TestSplitAdded$", ""},
	{"an extension does not move the end", "topic/probation/probation_rules.go", "m.PutOff().AddMonths(-applying)", "m.Joined.AddMonths(12-applying)", "./topic/probation", "^TestDays$", ""},
	{"everybody is reminded of everybody's probation", "topic/probation/probation_deeds.go", "leads && m.Group == me.Group", "leads || m.Group != 0", "./topic/probation", "^TestProbation$", ""},
	{"an officer's phone reads what a member keeps", "topic/birthday/reflection_deeds.go", "m == reader.ID && office.Vouched(tx, reader) == nil", "m == reader.ID", "./topic/birthday", "^TestOwnWordsWaitForAWord$", ""},
	{"an answer goes to whoever holds the account", "topic/rounds/objection_deeds.go", "c != \"\" && office.Owns(tx, maker, ob.At)", "c != \"\"", "./office", "^TestAccountsAreVouchedFor$", ""},
	{"who is dismissed refuses it", "office/pending.go", "return maySecond(tx, me, p) && !slices.Contains(p.Losers, me.ID)", "return maySecond(tx, me, p)", "./office", "^TestNoVeto$", ""},
	{"one officer takes a vote by a transfer", "office/pending.go", " || o.silenced(tx, before, after, by) != \"\"", "", "./office", "^TestNobodyIsKeptFromVoting$", ""},
	{"what was picked stays above what is typed", "bot/call.go", "if c.e.Kind != chat.Pressed && c.e.Private { //", "if false { //", "./topic/rounds", "^TestPickedAndLeft$", ""},
	{"who is alone against all the rest reads theirs", "topic/rounds/ballot_rules.go", "s.Outcome.Votes == nil || s.Outcome.Near()", "s.Outcome.Votes == nil", "./topic/rounds", "^TestNobodyIsRead$", ""},
	{"of four ballots the outvoted knows the rest", "topic/rounds/ballot_rules.go", "LeastCast = 5", "LeastCast = 4", "./topic/rounds", "^TestNobodyIsRead$", ""},
	{"files take the whole disk", "store/blob.go", "	if err := s.Room(int64(len(data))); err != nil {", "	if err := s.Room(0); err != nil && false {", "./store", "^TestRoom$", ""},
	{"who waited for a file that was compacted writes into the old one", "store/bolt/bolt.go", "|| os.SameFile(before, now) {", "|| true {", "./store/bolt", "^TestCompactWhileAnotherWaits$", ""},
	{"times ahead of the clock stay", "app/upkeep.go", "moved = tx.Settle(now)", "moved = 0", "./app", "^TestClockWasAhead$", ""},
	{"backups of a year to come push out last night's", "ops/nightly.go", "return t.After(now) })", "return false })", "./app", "^TestClockWasAhead$", ""},
	{"a client that asks for nothing keeps a verb waiting", "ops/control.go", "clients.Go(func() {", "func(serve func()) { serve() }(func() {", "./ops", "^TestControlHeldUp$", ""},
	{"no open files end the control socket", "ops/control.go", "case err != nil:\n\t\t\tselect {", "case err != nil && ctx != nil:\n\t\t\treturn err\n\t\tcase err != nil:\n\t\t\tselect {", "./ops", "^TestControlHeldUp$", ""},
	{"a crafted backup has the store twice", "ops/archive.go", " || had[e.Name]", "", "./ops", "^TestCrafted$", ""},
	{"the turnout moves with each vote", "topic/rounds/vote_deeds.go", "\tif turnoutDue(tx, r) {\n\t\treturn", "\tif false {\n\t\treturn", "./app", "^TestTurnoutIsCoarse$", ""},
	{"who has erased the account is stored again", "bot/call.go", "if c.tx.Knows(c.e.Chat) || ", "if true || ", "./app", "^TestErasedAndGone$", ""},
	{"what is due at one moment holds the writer", "scheduler/scheduler.go", "time.Since(began) > hold", "time.Since(began) < 0", "./scheduler", "^TestHold$", ""},
	{"a setting out of its bounds is taken", "app/settings.go", "return formed(err == nil && n >= least && n <= most)", "return formed(err == nil)", "./app", "^TestNightlySettings$", ""},
	{"a setting that is mistyped is not named", "app/settings.go", "if i < 0 || Settings[i].With", "if i >= 0 && Settings[i].With", "./app", "^TestIdleSettings$", ""},
	{"a terminal that is closed kills", "main.go", "if !signal.Ignored(syscall.SIGHUP) {", "if false {", "./demo", "^TestHangUp$", ""},
	{"a killed rehearsal goes back in time", "app/app.go", "a.Store.Each(a.stampTime)", "_ = a.stampTime", "./demo", "^TestKilledRehearsal$", ""},
	{"a greeting without its picture loses the oath", "courier/courier.go", "if len(card.Alone) > 0 {", "if false {", "./courier", "^TestCardsAreSentThenEdited$", ""},
	{"a panic while drawing ends the process", "app/app.go", "if recover() != nil {", "if false {", "./app", "^TestPanicOutside$", ""},
	{"figures that nobody is shown are kept", "topic/rounds/count_deeds.go", "\ts.KeepNames()\n", "", "./topic/rounds", "^TestSecretPoll$", ""},
	{"a look at a ballot raises its card's revision", "store/outbox.go", "	if tx.store.veiled(c.Key) == nil {\n		s.Rev++", "	if true {\n		s.Rev++", "./topic/rounds", "^TestSecretWays$", ""},
	{"a look at a ballot is marked as seen", "bot/call.go", "	if (!c.look || c.drafts) && c.file == nil { // what only looks", "	if true { // what only looks", "./topic/rounds", "^TestSecretWays$", ""},
	{"a mind that was changed shows the card again", "topic/rounds/vote_deeds.go", "c != \"\" && !voted {", "c != \"\" {", "./topic/rounds", "^TestSecretWays$", ""},
	{"an officer appoints alone by form", "office/change.go", "	if o.needsSecond(tx, before, after, me.ID) {\n		p, err", "	if false {\n		p, err", "./office", "^TestNobodyAppointsAlone$", ""},
	{"an officer appoints alone by roster", "office/import.go", "	if v.Second {", "	if false {", "./office", "^TestNobodyAppointsAlone$", ""},
	{"one officer undoes what two have done", "office/change.go", "	if second {", "	if second && false {", "./office", "^TestUndoNeedsTwo$", ""},
	{"a planned change takes a post that was given since", "office/change.go", "if err == nil && c.Seconded.IsZero() && o.needsSecond(tx, before, after, c.By) {", "if false {", "./office", "^TestPlannedBecomesWeighty$", ""},
	{"who entered a change confirms it", "office/pending.go", "me.ID != p.By && !slices", "!slices", "./office", "^TestNobodyAppointsAlone$", ""},
	{"who gains by a change confirms it", "office/pending.go", " && !slices.Contains(p.Gainers, me.ID)", "", "./office", "^Test(NobodyAppointsAlone|UndoNeedsTwo)$", ""},
	{"a fresh officer confirms what was entered before", "office/pending.go", "return me.MaySince(right, p.At) &&", "return me.May(right) &&", "./office", "^TestSecondIsAnother$", ""},
	{"what was confirmed is not what was shown", "office/pending.go", "case !bytes.Equal(w.sum, p.Sum):", "case !bytes.Equal(w.sum, p.Sum) && false:", "./office", "^TestPendingEnds$", ""},
	{"an appointment is not stamped", "office/change.go", "	branch.Stamp(before, after, now)\n", "", "./office", "^TestStamps$", ""},
	{"a fresh 纪检委员 confirms a seat", "topic/rounds/seat_deeds.go", "me.MaySince(branch.VouchSeat, opened)", "me.MaySince(branch.VouchSeat, opened.AddDate(9, 0, 0))", "./office", "^TestAppointedAfterwards$", ""},
	{"a fresh officer says what the paper holds", "topic/rounds/paper_deeds.go", "if then >= 2 && !me.MaySince(branch.KeepRounds, opened) {", "if false {", "./office", "^TestAppointedAfterwards$", ""},
	{"a fresh 纪检委员 reads old objections", "topic/rounds/objection_deeds.go", "return m.Held(post, at) })", "return m.Post.Is(post) })", "./office", "^TestAppointedAfterwards$", ""},
	{"an objection goes to whom it is about", "topic/rounds/objection_deeds.go", "if m.ID != by && m.ID != about.Member {", "if m.ID != by {", "./office", "^TestAppointedAfterwards$", ""},
	{"newcomers come without a word", "office/change.go", "	o.tellNewcomers(tx, *c, before, after, now)\n", "", "./office", "^TestNewcomersAreAnnounced$", ""},
	{"a tap on the paper list asks nothing", "topic/rounds/ballot_words.go", "all = append(all, on2(label, ActPaperAsk,", "all = append(all, on2(label, ActPaperSet,", "./topic/rounds", "^TestPaperIsAsked$", ""},
	{"a mark for paper destroys the vote", "topic/rounds/paper_deeds.go", "\tseat.Paper, seat.Marker, seat.MarkedAt = paper, me.ID, now\n", "\tseat.Paper, seat.Marker, seat.MarkedAt = paper, me.ID, now\n\tstore.Ballots.Delete(tx, store.RoundKey(r.Branch, r.ID).Int(int64(m)))\n", "./topic/rounds", "^TestPaperIsAsked$", ""},
	{"who votes on paper counts on the phone as well", "topic/rounds/count_deeds.go", "\t\t\tcontinue // votes on paper\n", "", "./bot", "^TestPaperMarkIsTold$", ""},
	{"the turnout tells that who is marked had voted", "topic/rounds/vote_deeds.go", "\treturn BallotsCast.Get(tx, store.RoundKey(r.Branch, r.ID))\n", "\treturn counting(tx, r)\n", "./topic/rounds", "^TestPaperIsAsked$", ""},
	{"a ballot stays open on its card", "topic/rounds/count_deeds.go", "		if !r.Takes(StageBallot, now) {\n			showAll(o, tx, showOver, r, now)", "		if false {\n			showAll(o, tx, showOver, r, now)", "./app", "^TestSmallBranch$", ""},
	{"looking at the deeds is kept", "topic/rounds/matter_talk.go", "InBranch(5, voteDeeds).On(onBallot).Look()", "InBranch(5, voteDeeds).On(onBallot)", "./topic/rounds", "^TestSecretWays$", ""},
	{"a nomination that is taken back loses its words", "topic/rounds/ballot_talk.go", "\"deeds\", n.Deeds))", "\"deeds\", \"\"))", "./bot", "^TestNominationKeepsItsWords$", ""},
	{"a day's extension asks nothing", "topic/rounds/round_talk.go", "\t\tc.Show(ExtendSure(r, to))\n", "\t\t_ = to\n\t\treturn ExtendRound(c.Office(), c.Tx(), c.Me(), r.ID, c.Arg(2), c.Now())\n", "./bot", "^TestFarReachingAsks$", ""},
	{"the deputy's card of a nomination stays live", "office/show.go", "			Redraw(tx, to, c)\n", "", "./topic/rounds", "^TestRoundsYear$", ""},
	{"a reminder says the same twice", "topic/rounds/ballot_words.go", "提醒：还没有收到您的推荐（截至\", v.Today.MonthDay(), \"）。", "提醒：还没有收到您的推荐（截至\", \"）。", "./topic/rounds", "^TestRoundsYear$", ""},
	{"a ballot shows the names of today", "topic/rounds/face_deeds.go", "\tif !frozen {", "\tif frozen = false; !frozen {", "./office", "^TestNamesAreFrozen$", ""},
	{"a roll shows the names of today", "topic/rounds/face_deeds.go", "if s.Name == \"\" {", "if true {", "./office", "^TestNamesAreFrozen$", ""},
	{"an older file's rounds keep no names", "store/migraterounds.go", "		r.freeze(of(r.Branch), aparts[r.Branch], day)\n", "", "./store", "^TestFreezeNames$", ""},
	{"a choice stays on the screen of who erased the account", "office/erase.go", "		tx.CoverOnce(row.Chat)\n", "", "./topic/people", "^TestErasedScreen$", ""},
	{"a second text takes the first one's place", "bot/ask/run.go", "if f.most > 0 && !f.rewrites && chat.Get[string](r.Answers, f.Name) != \"\" {", "if false {", "./bot/ask", "^TestTextTwice$", ""},
	{"a sub page's way back drops the form", "cards/ask.go", "Button(\"不改，返回\", ActFormSee, q.Form)", "Button(\"不改，返回\", ActFormDrop, q.Form)", "./topic/points", "^TestVisitForm$", ""},
	{"the tail of a text that was refused is taken alone", "bot/ask/run.go", "	if Follows(*r.Filling, sent) {\n", "	if false {\n", "./bot/ask", "^TestSplitRefused$", ""},
	{"a text that was split is two answers", "bot/ask/run.go", "	if Long(text) && into != \"\" {\n", "	if false {\n", "./bot/ask", "^TestSplitJoined$", ""},
	{"nobody notes that half of a text was refused", "bot/call.go", "		c.half()\n", "", "./bot", "^TestLongTexts$", ""},
	{"the second tap on a choice answers the next question", "bot/ask/run.go", "if !ok || chat.Code(f.Name) != code || r.Draft != \"\" {", "if !ok || r.Draft != \"\" {", "./bot/ask", "^TestPressedTwice$", ""},
	{"answers are confirmed that were not shown", "bot/ask/run.go", "	if sum != r.Answers.Sum() {\n", "	if false {\n", "./bot/ask", "^TestTwoDevices$", ""},
	{"a choice is named by its place", "bot/ask/choice.go", "o := Option{w, chat.Code(w)}", "o := Option{w, int64(len(list))}", "./bot/ask", "^TestCodesStay$", ""},
	{"an answer outlives its question", "bot/ask/run.go", "			r.forget(f.Name)\n			continue\n", "			continue\n", "./bot/ask", "^TestConditions$", ""},
	{"a last answer that does not fit is taken", "bot/change.go", "	if c.form.Fixing || slices", "	if true || slices", "./topic/people", "^TestReform$", ""},
	{"answers that do not fit are confirmed", "bot/ask/run.go", "		if _, err := r.Filled(r.x()); err != nil {\n", "		if _, err := r.Filled(r.x()); false && err != nil {\n", "./bot/ask", "^TestUnfit$", ""},
	{"a caption is lost", "bot/upload.go", "err == nil && caption != \"\" && r.Wants() {", "false && caption != \"\" {", "./bot", "^TestCaption$", ""},
	{"what an older program's form held is lost", "store/migrate.go", "				f.Given = append(f.Given, name)\n", "", "./store", "^TestFormerForms$", ""},
	{"what was taken back stays on a reader's card", "topic/birthday/reflection_deeds.go", "		if !shared {\n			takeBack(tx, r)\n		}\n", "", "./topic/birthday", "^TestTakenBack$", ""},
	{"a push of working hours speaks at any hour", "office/hooks.go", "case p.Hours == WorkingHours && !o.Working(due.Branch, now):", "case p.Hours == WorkingHours && false:", "./office", "^TestHours$", ""},
	{"two matters bring one button", "bot/matter.go", "if _, taken := to[name]; taken {", "if false {", "./bot", "^TestMattersDoNotCollide$", ""},
	{"register: whom a secret entry is about is told of it", "topic/register/entry_deeds.go", "(!k.Secret || me.May(k.See))", "true", "./topic/register", "^TestSecret$", ""},
	{"register: an entry is corrected for ever", "topic/register/entry_deeds.go", "today <= branch.DateOf(e.LoggedAt)+branch.Date(k.Days)", "today > 0", "./topic/register", "^TestWhoCorrects$", ""},
	{"register: a correction is written over", "topic/register/entry_deeds.go", "	if len(e.Was) != changes {\n", "	if false {\n", "./topic/register", "^TestWhoCorrects$", ""},
	{"register: a kind is used of which something is undecided", "topic/register/register.go", "if list := k.Undecided(); len(list) > 0 {", "if list := k.Undecided(); false {", "./topic/register", "^TestUndecided$", ""},
	{"register: the numbers of 表彰 begin anew", "store/migrate.go", "moveNumber(b, K(e.Branch).Str(\"commendation\"), K", "moveNumber(b, K(e.Branch).Str(\"none\"), K", "./topic/register", "^TestKept$", ""},
	{"a choice stays in the message above", "store/outbox.go", "		if now, _ := Waitings.Get(tx, ChatKey(to).Int(s.Waiting)); now.Covered != s.Message {", "		if false {", "./topic/rounds", "^TestSecretWays$", ""},
}

// TestBugsHaveTheirPlace: a bug whose place has been rewritten, or whose test has gone, proves nothing any more. TestBugs would say so,
// but seldom runs.
func TestBugsHaveTheirPlace(t *testing.T) {
	for _, b := range bugs {
		source, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(b.file)))
		if err != nil {
			t.Error(err)
		}
		if n := strings.Count(string(source), b.old); n != 1 {
			t.Errorf("%q: %s holds its place %d times", b.name, b.file, n)
		}
		if !stands(t, b.room, b.test) {
			t.Errorf("%q: no test of %s is %s", b.name, b.room, b.test)
		}
	}
}

// testName is the line with which a test begins.
var testName = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w*)\(`)

// stands reports whether some test of some rooms is called so.
func stands(t *testing.T, rooms, called string) bool {
	for _, room := range strings.Fields(rooms) {
		list, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(room), "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			source, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range testName.FindAllStringSubmatch(string(source), -1) {
				if ok, err := regexp.MatchString(called, m[1]); ok || err != nil {
					return err == nil
				}
			}
		}
	}
	return false
}

// TestBugs makes each of them and sees that its test fails, by what it looks at: a test that ends in another way, or that
// fails without the bug, proves nothing. It takes minutes: ZHIBU_BUGS=1 runs it (make full), ZHIBU_BUGS=words only those whose
// name holds the words.
func TestBugs(t *testing.T) {
	which := os.Getenv("ZHIBU_BUGS")
	if which == "" {
		t.Skip("ZHIBU_BUGS=1 runs it; it takes minutes")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	// Ten minutes: who waits for a card in TestKill takes it for lost after three, and only then a bug there is seen by what it does.
	run := func(flags, env string, args ...string) (string, error) {
		c := exec.Command("go", append([]string{"test", "-count=1", "-failfast", "-timeout", "10m", "-run"}, args...)...)
		c.Dir = root
		// Each test begins with its own seed: another may not come upon the bug in so few steps.
		c.Env = append(os.Environ(), "ZHIBU_BUGS=", "ZHIBU_SEED=", "GOFLAGS="+os.Getenv("GOFLAGS")+flags) // for the binaries that tests build, too
		if env != "" {
			c.Env = append(c.Env, env)
		}
		out, err := c.CombinedOutput()
		return string(out), err
	}
	caught, began := 0, time.Now()
	passes := map[string]bool{} // without a bug
	for i, b := range bugs {
		if which != "1" && !strings.Contains(b.name, which) {
			continue
		}
		t.Run(b.name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(root, filepath.FromSlash(b.file))
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(source), b.old); n != 1 {
				t.Fatalf("%s holds %q %d times: this bug wants another place", b.file, b.old, n)
			}
			changed, overlay := filepath.Join(folder, fmt.Sprint("bug", i, ".go")), filepath.Join(folder, "overlay.json")
			list, err := json.Marshal(map[string]map[string]string{"Replace": {path: changed}})
			if err := errors.Join(err, os.WriteFile(changed, []byte(strings.Replace(string(source), b.old, b.new, 1)), 0o600), os.WriteFile(overlay, list, 0o600)); err != nil {
				t.Fatal(err)
			}
			rooms := strings.Fields(b.room)
			what := strings.Join([]string{b.room, b.test, b.env}, " ")
			if good, tried := passes[what]; !tried {
				out, err := run("", b.env, append([]string{b.test, "-v"}, rooms...)...)
				good = err == nil && strings.Contains(out, "--- PASS") && !strings.Contains(out, "\n--- SKIP")
				if passes[what] = good; !good {
					t.Fatalf("%s does not pass without the bug: %v\n%s", what, err, out)
				}
			} else if !good {
				t.Fatal(what, " does not pass without the bug")
			}
			if out, err := run(" -overlay="+overlay, "", append([]string{"^$"}, rooms...)...); err != nil {
				t.Fatalf("it does not compile, so nothing is proved: %v\n%s", err, out)
			}
			out, err := run(" -overlay="+overlay, b.env, append([]string{b.test}, rooms...)...)
			if err == nil {
				t.Fatalf("%s in %s does not notice it:\n%s", b.test, b.room, out)
			}
			if !strings.Contains(out, "--- FAIL") {
				t.Fatalf("%s in %s ends with %v and no test of it has failed:\n%s", b.test, b.room, err, out)
			}
			caught++
		})
	}
	t.Logf("%d bugs were caught in %.0f s", caught, time.Since(began).Seconds())
}
