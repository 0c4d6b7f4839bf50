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
		{Tables: []string{"records"}, Label: "参加或登记的走访、活动", Count: RowsOf(store.Records, func(r branch.Record, m branch.MemberID) bool {
			return r.By == m || r.LoggedBy == m || r.Lead == m || slices.Contains(r.With, m) || slices.ContainsFunc(r.Was, func(w branch.Former) bool {
				return w.By == m || w.Changer == m || slices.Contains(w.With, m)
			}) || r.Withdrawn != nil && r.Withdrawn.By == m
		})},
		{Tables: []string{"contacts"}, Label: "联系的企业（联系领导、联络员）", Count: RowsOf(store.Contacts, func(c branch.Contact, m branch.MemberID) bool {
			return c.Leader == m || c.Liaison == m || slices.ContainsFunc(c.Past, func(p branch.Pairing) bool { return p.Leader == m || p.Liaison == m })
		})},
		{Tables: []string{"lapses", "putoffs"}, Label: "说明未完成原因、推迟提醒", Count: func(tx *store.Tx, me branch.Member) int {
			return RowsOf(store.Lapses, func(l branch.Lapse, m branch.MemberID) bool { return l.By == m })(tx, me) +
				RowsOf(store.PutOffs, func(p store.PutOff, m branch.MemberID) bool { return p.By == m })(tx, me)
		}},
	}
	aboutDigests = []Holding{
		{Tables: []string{"digests"}, Label: "最近一次工作提醒", Own: true, Late: true, Count: RowsOf(store.Digests, func(d store.Digest, m branch.MemberID) bool { return d.Member == m && d.Day != 0 })},
	}
	aboutRequests = []Holding{
		{Tables: []string{"requests"}, Label: "受理、承办或办过的诉求", Count: RowsOf(store.Requests, func(r branch.Request, m branch.MemberID) bool {
			return slices.Contains(parts(r), branch.Concern(m)) || slices.ContainsFunc(r.Steps, func(s branch.Step) bool { return s.By == m || s.To == m })
		})},
	}
	aboutBooks = []Holding{
		{Tables: []string{"policies"}, Label: "登记的政策文件", Late: true, Count: RowsOf(store.Policies, func(p branch.Policy, m branch.MemberID) bool { return p.By == m })},
	}
	aboutPeople = []Holding{
		{Tables: []string{"imports", "exports", "uploads", "proposals"}, Label: "导入、导出名册", Late: true, Count: func(tx *store.Tx, me branch.Member) (n int) {
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
		{Tables: []string{"pendings"}, Label: "等待另一名同志确认的变动", Late: true, Count: RowsOf(store.Pendings, func(p store.Pending, m branch.MemberID) bool {
			return p.By == m || !p.Secret && p.Change != nil && p.Change.Concerns(m)
		})},
		{Tables: []string{"holidays", "ownholidays"}, Label: "载入的节假日安排", Late: true, Count: func(tx *store.Tx, me branch.Member) (n int) {
			for h := range store.HolidaysOf.Scan(tx, nil) {
				if h.From == me.Branch && h.By == me.ID {
					n++
				}
			}
			return n + RowsOf(store.OwnHolidays, func(h store.Holidays, m branch.MemberID) bool { return h.By == m })(tx, me)
		}},
		{Tables: []string{"looks"}, Label: "本人查看他人记录的留痕", Own: true, Late: true, Count: RowsOf(store.Looks, func(l store.Look, m branch.MemberID) bool { return l.By == m })},
		{Tables: []string{"invites"}, Label: "未使用的邀请码（只存校验值）", Own: true, Late: true, Count: RowsOf(store.Invites, func(i store.Invite, m branch.MemberID) bool { return i.Member == m || i.Issuer == m })},
		{Tables: []string{"forms"}, Label: "正在填写、尚未确认的内容", Own: true, Late: true, Count: func(tx *store.Tx, me branch.Member) int {
			if f, ok := store.Forms.Get(tx, store.ChatKey(Chat(tx, me))); ok && f.Branch == me.Branch {
				return 1
			}
			return 0
		}},
		{Tables: []string{"venues"}, Label: "由本人关联的群", Own: true, Late: true, Count: func(tx *store.Tx, me branch.Member) (n int) {
			row, bound := store.Bindings.Get(tx, store.K(me.Branch).Int(int64(me.ID)))
			for v := range store.VenuesByBranch.Scan(tx, store.K(me.Branch)) {
				if bound && v.By == row.Account {
					n++
				}
			}
			return n
		}},
		{Tables: []string{"shown", "waiting", "chats", "dead"}, Label: "您的聊天里正显示或待发送的卡片", Own: true, Late: true, Count: func(tx *store.Tx, me branch.Member) (n int) {
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
			held := cards.Held{Label: h.Label, Count: n}
			if h.Lines != nil {
				held.Lines = h.Lines(tx, me)
			}
			list = append(list, held)
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
