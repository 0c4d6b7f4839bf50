package office

import (
	"fmt"

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
	aboutDigests = []Holding{
		{Tables: []string{"digests"}, Label: "最近一次工作提醒", Own: true, Late: true, Count: RowsOf(store.Digests, func(d store.Digest, m branch.MemberID) bool { return d.Member == m && d.Day != 0 })},
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
			if f, ok := store.Forms.Get(tx, store.ChatKey(Chat(tx, me))); ok && (f.Branch == me.Branch || f.Kept != nil && f.Kept.Branch == me.Branch) {
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
func (o *Office) heldAbout(tx *store.Tx, me branch.Member) (list []cards.Stored) {
	for _, h := range o.Holdings() {
		if h.Told != nil {
			if h.Told(tx, me) {
				list = append(list, cards.Stored{Label: h.Label})
			}
			continue
		}
		if n := h.Count(tx, me); n > 0 {
			held := cards.Stored{Label: h.Label, Count: n}
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
