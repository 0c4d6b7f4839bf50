package office

import (
	"fmt"
	"slices"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// holding is one kind of thing that the store keeps about a member, beside what MineView spells out: in which tables it
// lies, and how many rows of it name the member.
type holding struct {
	tables []string // by the names of store's schema; a test holds every table against this list
	label  string
	own    bool // what comes by itself with being a member: it does not keep an entry from being undone
	count  func(tx *store.Tx, me branch.Member) int
}

// rowsOf counts the rows of a branch in a table that name a member.
func rowsOf[T any](t *store.Table[T], names func(T, branch.MemberID) bool) func(*store.Tx, branch.Member) int {
	return func(tx *store.Tx, me branch.Member) (n int) {
		for row := range t.Scan(tx, store.K(me.Branch)) {
			if names(row, me.ID) {
				n++
			}
		}
		return n
	}
}

// holdings are all of them, in the order in which a member reads them.
var holdings = []holding{
	{[]string{"records"}, "参加或登记的走访、活动", false, rowsOf(store.Records, func(r branch.Record, m branch.MemberID) bool {
		return r.By == m || r.LoggedBy == m || r.Lead == m || slices.Contains(r.With, m) || slices.ContainsFunc(r.Was, func(w branch.Former) bool {
			return w.By == m || w.Changer == m || slices.Contains(w.With, m)
		}) || r.Withdrawn != nil && r.Withdrawn.By == m
	})},
	{[]string{"contacts"}, "联系的企业（联系领导、联络员）", false, rowsOf(store.Contacts, func(c branch.Contact, m branch.MemberID) bool {
		return c.Leader == m || c.Liaison == m || slices.ContainsFunc(c.Past, func(p branch.Pairing) bool { return p.Leader == m || p.Liaison == m })
	})},
	{[]string{"lapses", "putoffs"}, "说明未完成原因、推迟提醒", false, func(tx *store.Tx, me branch.Member) int {
		return rowsOf(store.Lapses, func(l branch.Lapse, m branch.MemberID) bool { return l.By == m })(tx, me) +
			rowsOf(store.PutOffs, func(p store.PutOff, m branch.MemberID) bool { return p.By == m })(tx, me)
	}},
	{[]string{"requests"}, "受理、承办或办过的诉求", false, rowsOf(store.Requests, func(r branch.Request, m branch.MemberID) bool {
		return concerned(r, branch.Member{ID: m}) || slices.ContainsFunc(r.Steps, func(s branch.Step) bool { return s.By == m || s.To == m })
	})},
	{[]string{"commendations"}, "上级推荐和表彰", false, rowsOf(store.Commendations, func(c branch.Commendation, m branch.MemberID) bool { return c.Member == m || c.By == m })},
	{[]string{"rounds"}, "列为先锋岗、身边好党员候选，或由本人发起、经办", false, rowsOf(store.Rounds, func(r branch.Round, m branch.MemberID) bool {
		is := func(c branch.Candidate) bool { return c.Member == m }
		return r.Opener == m || slices.ContainsFunc(r.Candidates, is) || slices.ContainsFunc(r.Stages, func(s branch.Stage) bool {
			return s.Closer == m || s.Paper != nil && (s.Paper.By == m || s.Paper.Second == m)
		})
	})},
	{[]string{"nominations"}, "被提名或经办的提名", false, rowsOf(store.Nominations, func(n branch.Nomination, m branch.MemberID) bool { return n.Nominee == m || n.By == m })},
	{[]string{"reports"}, "经办的季度报告", false, rowsOf(store.Reports, func(r branch.GroupReport, m branch.MemberID) bool { return r.By == m || r.Candidate.Member == m })},
	{[]string{"meetings"}, "登记的会议和研究决定", false, rowsOf(store.Meetings, func(x branch.Meeting, m branch.MemberID) bool {
		return x.By == m || slices.ContainsFunc(x.Motions, func(o branch.Motion) bool { return o.Who.Member == m })
	})},
	// What others object about somebody is for its handler alone, so it is not counted here.
	{[]string{"objections"}, "公示期间本人提出或办理的意见", false, rowsOf(store.Objections, func(x branch.Objection, m branch.MemberID) bool {
		return x.By == m || x.Handler == m || x.AnsweredBy == m
	})},
	{[]string{"reflections"}, "写的心得体会（未分享的只有本人能看）", false, rowsOf(store.Reflections, func(r branch.Reflection, m branch.MemberID) bool { return r.Member == m })},
	{[]string{"checked"}, "政治生日准备事项的登记", false, rowsOf(store.Checkeds, func(c branch.Checked, m branch.MemberID) bool { return c.Member == m || c.By == m })},
	{[]string{"digests"}, "最近一次工作提醒", true, rowsOf(store.Digests, func(d store.Digest, m branch.MemberID) bool { return d.Member == m && d.Day != 0 })},
	{[]string{"policies"}, "登记的政策文件", false, rowsOf(store.Policies, func(p branch.Policy, m branch.MemberID) bool { return p.By == m })},
	{[]string{"imports", "exports", "uploads", "proposals"}, "导入、导出名册", false, func(tx *store.Tx, me branch.Member) (n int) {
		n = rowsOf(store.Imports, func(i store.Import, m branch.MemberID) bool { return i.By == m })(tx, me) +
			rowsOf(store.Exports, func(e store.Export, m branch.MemberID) bool { return e.By == m })(tx, me) +
			rowsOf(store.Proposals, func(p store.Proposal, m branch.MemberID) bool { return p.By == m })(tx, me)
		for u := range store.Uploads.Scan(tx, store.ChatKey(Chat(tx, me))) { // a file and a photo
			if u.Branch == me.Branch && u.Member == me.ID {
				n++
			}
		}
		return n
	}},
	{[]string{"holidays"}, "载入的节假日安排", false, func(tx *store.Tx, me branch.Member) (n int) {
		for h := range store.HolidaysOf.Scan(tx, nil) {
			if h.From == me.Branch && h.By == me.ID {
				n++
			}
		}
		return n
	}},
	{[]string{"looks"}, "本人查看他人记录的留痕", true, rowsOf(store.Looks, func(l store.Look, m branch.MemberID) bool { return l.By == m })},
	{[]string{"invites"}, "未使用的邀请码（只存校验值）", true, rowsOf(store.Invites, func(i store.Invite, m branch.MemberID) bool { return i.Member == m || i.Issuer == m })},
	{[]string{"forms"}, "正在填写、尚未确认的内容", true, func(tx *store.Tx, me branch.Member) int {
		if f, ok := store.Forms.Get(tx, store.ChatKey(Chat(tx, me))); ok && f.Branch == me.Branch {
			return 1
		}
		return 0
	}},
	{[]string{"venues"}, "由本人关联的群", true, func(tx *store.Tx, me branch.Member) (n int) {
		row, bound := store.Bindings.Get(tx, store.K(me.Branch).Int(int64(me.ID)))
		for v := range store.VenuesByBranch.Scan(tx, store.K(me.Branch)) {
			if bound && v.By == row.Account {
				n++
			}
		}
		return n
	}},
	{[]string{"shown", "waiting", "chats", "dead"}, "您的聊天里正显示或待发送的卡片", true, func(tx *store.Tx, me branch.Member) (n int) {
		to := Chat(tx, me)
		if to == "" {
			return 0
		}
		for range store.Shows.Scan(tx, store.ChatKey(to)) {
			n++
		}
		for range store.Waitings.Scan(tx, store.ChatKey(to)) {
			n++
		}
		return n
	}},
}

// heldAbout gives what is stored about a member as counts.
func heldAbout(tx *store.Tx, me branch.Member) (list []cards.Held) {
	for _, h := range holdings {
		if n := h.count(tx, me); n > 0 {
			list = append(list, cards.Held{Label: h.label, Count: n})
		}
	}
	return list
}

// standsOn gives what has been built on somebody's being of the branch: "" if nothing has.
func standsOn(tx *store.Tx, me branch.Member) string {
	if Chat(tx, me) != "" {
		return "已绑定账号"
	}
	for r := range store.Rounds.Scan(tx, store.K(me.Branch)) {
		if store.Roll.Has(tx, store.RoundKey(r.Branch, r.ID).Int(int64(me.ID))) {
			return "已列入" + cards.RoundTitle(r) + "的参加名单"
		}
	}
	for _, h := range holdings {
		if n := h.count(tx, me); n > 0 && !h.own {
			return fmt.Sprintf("已有记录（%s）", h.label)
		}
	}
	return ""
}
