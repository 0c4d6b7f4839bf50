package office

import (
	"fmt"
	"slices"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// RowsOf counts the rows of a branch in a table that name a member.
func RowsOf[T any](t *store.Table[T], names func(T, branch.MemberID) bool) func(*store.Tx, branch.Member) int {
	return func(tx *store.Tx, me branch.Member) (n int) {
		for row := range t.Scan(tx, store.K(me.Branch)) {
			if names(row, me.ID) {
				n++
			}
		}
		return n
	}
}

// What is stored about a member, matter by matter.
var (
	aboutDuties = []Holding{
		{[]string{"records"}, "参加或登记的走访、活动", false, false, RowsOf(store.Records, func(r branch.Record, m branch.MemberID) bool {
			return r.By == m || r.LoggedBy == m || r.Lead == m || slices.Contains(r.With, m) || slices.ContainsFunc(r.Was, func(w branch.Former) bool {
				return w.By == m || w.Changer == m || slices.Contains(w.With, m)
			}) || r.Withdrawn != nil && r.Withdrawn.By == m
		})},
		{[]string{"contacts"}, "联系的企业（联系领导、联络员）", false, false, RowsOf(store.Contacts, func(c branch.Contact, m branch.MemberID) bool {
			return c.Leader == m || c.Liaison == m || slices.ContainsFunc(c.Past, func(p branch.Pairing) bool { return p.Leader == m || p.Liaison == m })
		})},
		{[]string{"lapses", "putoffs"}, "说明未完成原因、推迟提醒", false, false, func(tx *store.Tx, me branch.Member) int {
			return RowsOf(store.Lapses, func(l branch.Lapse, m branch.MemberID) bool { return l.By == m })(tx, me) +
				RowsOf(store.PutOffs, func(p store.PutOff, m branch.MemberID) bool { return p.By == m })(tx, me)
		}},
	}
	aboutDigests = []Holding{
		{[]string{"digests"}, "最近一次工作提醒", true, true, RowsOf(store.Digests, func(d store.Digest, m branch.MemberID) bool { return d.Member == m && d.Day != 0 })},
	}
	aboutRequests = []Holding{
		{[]string{"requests"}, "受理、承办或办过的诉求", false, false, RowsOf(store.Requests, func(r branch.Request, m branch.MemberID) bool {
			return slices.Contains(parts(r), branch.Concern(m)) || slices.ContainsFunc(r.Steps, func(s branch.Step) bool { return s.By == m || s.To == m })
		})},
	}
	aboutBooks = []Holding{
		{[]string{"commendations"}, "上级推荐和表彰", false, false, RowsOf(store.Commendations, func(c branch.Commendation, m branch.MemberID) bool { return c.Member == m || c.By == m })},
		{[]string{"policies"}, "登记的政策文件", false, true, RowsOf(store.Policies, func(p branch.Policy, m branch.MemberID) bool { return p.By == m })},
	}
	aboutRounds = []Holding{
		{[]string{"rounds"}, "列为先锋岗、身边好党员候选，或由本人发起、经办", false, false, RowsOf(store.Rounds, func(r branch.Round, m branch.MemberID) bool {
			is := func(c branch.Candidate) bool { return c.Member == m }
			return r.Opener == m || slices.ContainsFunc(r.Candidates, is) || slices.ContainsFunc(r.Stages, func(s branch.Stage) bool {
				return s.Closer == m || s.Paper != nil && (s.Paper.By == m || s.Paper.Second == m)
			})
		})},
		{[]string{"nominations"}, "被提名或经办的提名", false, false, RowsOf(store.Nominations, func(n branch.Nomination, m branch.MemberID) bool { return n.Nominee == m || n.By == m })},
		{[]string{"reports"}, "经办的季度报告", false, false, RowsOf(store.Reports, func(r branch.GroupReport, m branch.MemberID) bool { return r.By == m || r.Candidate.Member == m })},
		{[]string{"meetings"}, "登记的会议和研究决定", false, false, RowsOf(store.Meetings, func(x branch.Meeting, m branch.MemberID) bool {
			return x.By == m || slices.ContainsFunc(x.Motions, func(o branch.Motion) bool { return o.Who.Member == m })
		})},
		// What others object about somebody is for its handler alone, so it is not counted here.
		{[]string{"objections"}, "公示期间本人提出或办理的意见", false, false, RowsOf(store.Objections, func(x branch.Objection, m branch.MemberID) bool {
			return x.By == m || x.Handler == m || x.AnsweredBy == m
		})},
	}
	aboutPeople = []Holding{
		{[]string{"imports", "exports", "uploads", "proposals"}, "导入、导出名册", false, true, func(tx *store.Tx, me branch.Member) (n int) {
			n = RowsOf(store.Imports, func(i store.Import, m branch.MemberID) bool { return i.By == m })(tx, me) +
				RowsOf(store.Exports, func(e store.Export, m branch.MemberID) bool { return e.By == m })(tx, me) +
				RowsOf(store.Proposals, func(p store.Proposal, m branch.MemberID) bool { return p.By == m })(tx, me)
			for u := range store.Uploads.Scan(tx, store.ChatKey(Chat(tx, me))) { // a file and a photo
				if u.Branch == me.Branch && u.Member == me.ID {
					n++
				}
			}
			return n
		}},
		{[]string{"pendings"}, "等待另一名同志确认的变动", false, true, RowsOf(store.Pendings, func(p store.Pending, m branch.MemberID) bool {
			return p.By == m || !p.Secret && p.Change != nil && p.Change.Concerns(m)
		})},
		{[]string{"holidays", "ownholidays"}, "载入的节假日安排", false, true, func(tx *store.Tx, me branch.Member) (n int) {
			for h := range store.HolidaysOf.Scan(tx, nil) {
				if h.From == me.Branch && h.By == me.ID {
					n++
				}
			}
			return n + RowsOf(store.OwnHolidays, func(h store.Holidays, m branch.MemberID) bool { return h.By == m })(tx, me)
		}},
		{[]string{"looks"}, "本人查看他人记录的留痕", true, true, RowsOf(store.Looks, func(l store.Look, m branch.MemberID) bool { return l.By == m })},
		{[]string{"invites"}, "未使用的邀请码（只存校验值）", true, true, RowsOf(store.Invites, func(i store.Invite, m branch.MemberID) bool { return i.Member == m || i.Issuer == m })},
		{[]string{"forms"}, "正在填写、尚未确认的内容", true, true, func(tx *store.Tx, me branch.Member) int {
			if f, ok := store.Forms.Get(tx, store.ChatKey(Chat(tx, me))); ok && f.Branch == me.Branch {
				return 1
			}
			return 0
		}},
		{[]string{"venues"}, "由本人关联的群", true, true, func(tx *store.Tx, me branch.Member) (n int) {
			row, bound := store.Bindings.Get(tx, store.K(me.Branch).Int(int64(me.ID)))
			for v := range store.VenuesByBranch.Scan(tx, store.K(me.Branch)) {
				if bound && v.By == row.Account {
					n++
				}
			}
			return n
		}},
		{[]string{"shown", "waiting", "chats", "dead"}, "您的聊天里正显示或待发送的卡片", true, true, func(tx *store.Tx, me branch.Member) (n int) {
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
)

// Holdings returns every kind of thing that the store keeps about a member, in the order in which a member reads them.
func (o *Office) Holdings() (list []Holding) {
	for _, late := range []bool{false, true} {
		for m := range o.matters() {
			for _, h := range m.Holdings {
				if h.Late == late {
					list = append(list, h)
				}
			}
		}
	}
	return list
}

// heldAbout returns what is stored about a member as counts.
func (o *Office) heldAbout(tx *store.Tx, me branch.Member) (list []cards.Held) {
	for _, h := range o.Holdings() {
		if n := h.Count(tx, me); n > 0 {
			list = append(list, cards.Held{Label: h.Label, Count: n})
		}
	}
	return list
}

// standsOn returns what has been built on somebody's being of the branch: "" if nothing has.
func (o *Office) standsOn(tx *store.Tx, me branch.Member) string {
	if Chat(tx, me) != "" {
		return "已绑定账号"
	}
	for m := range o.matters() {
		if m.OnRoll == nil {
			continue
		}
		if on := m.OnRoll(tx, me); on != "" {
			return on
		}
	}
	for _, h := range o.Holdings() {
		if n := h.Count(tx, me); n > 0 && !h.Own {
			return fmt.Sprintf("已有记录（%s）", h.Label)
		}
	}
	return ""
}
