package cards

import (
	"fmt"
	"slices"
	"strings"

	"zhibu/branch"
	"zhibu/chat"
)

// Actions of the settings. Numbers of settings are places in branch.SettingList.
const (
	ActSettings    = "set"      // branch, room
	ActSetting     = "set.one"  // branch, setting
	ActSettingPick = "set.pick" // form, place in the setting's offers
	ActSettingOK   = "set.ok"   // form
	ActHolidays    = "hol"      // branch
	ActHolidaysOK  = "hol.ok"   // form
)

// Settings lists the settings of one room with their present values, and what is not the default.
func Settings(b branch.Branch, room int, known []int) chat.Card {
	room = min(max(room, 0), len(branch.SettingRooms)-1)
	text := say(bold("支部设置"), "　", branch.SettingRooms[room].Name)
	var all []chat.Button
	from, to := branch.SettingRoom(room)
	for i, s := range branch.SettingList[from:to] {
		text = append(text, say("\n", s.Name, "：", shorten(s.Get(b.Settings), 24))...)
		if d := s.Get(branch.DefaultSettings()); d != s.Get(b.Settings) {
			text = append(text, say("（默认", shorten(d, 12), "）")...)
		}
		all = append(all, button(s.Name, ActSetting, int64(b.ID), int64(from+i)))
	}
	if room == 0 {
		var years []string
		for _, y := range known {
			years = append(years, fmt.Sprint(y))
		}
		text = append(text, say("\n节假日：已载入", strings.Join(years, "、"), "年")...)
		all = append(all, button("节假日", ActHolidays, b.ID))
	}
	rows := inRows(all, 3)
	var rooms []chat.Button
	for i, r := range branch.SettingRooms {
		if i != room {
			rooms = append(rooms, button(r.Name+"…", ActSettings, int64(b.ID), int64(i)))
		}
	}
	return chat.Card{Key: KeyHome, Text: append(text, say("\n\n要修改哪一项？")...), Rows: append(append(rows, inRows(rooms, 2)...), homeRow)}
}

// inRows puts buttons side by side.
func inRows(all []chat.Button, n int) (rows [][]chat.Button) {
	for part := range slices.Chunk(all, n) {
		rows = append(rows, part)
	}
	return rows
}

// Setting asks for another value.
func Setting(form int64, b branch.Branch, s branch.Setting) chat.Card {
	var rows [][]chat.Button
	for i, v := range s.Offer {
		btn := button(v, ActSettingPick, form, int64(i))
		if i%2 == 0 {
			rows = append(rows, row(btn))
		} else {
			rows[len(rows)-1] = append(rows[len(rows)-1], btn)
		}
	}
	return chat.Card{Key: KeyHome, Text: say(bold(s.Name), "\n", s.About, "。\n现在：", s.Get(b.Settings), "\n默认：", s.Get(branch.DefaultSettings()),
		"\n修改后生效：", s.Since, "\n\n请点选，或直接发送新的值，例如 ", s.Like, "。"), Rows: append(rows, row(button("取消", ActCancel, form)))}
}

// SettingConfirm shows what will change, and from when.
func SettingConfirm(form int64, s branch.Setting, was, is string) chat.Card {
	return chat.Card{Key: KeyHome, Text: say(bold(s.Name), "\n由 ", was, " 改为 ", is, "。\n", s.About, "。\n生效：", s.Since, "。"),
		Rows: [][]chat.Button{row(button("确认", ActSettingOK, form), button("取消", ActCancel, form))}}
}

// SettingDone says that a setting stands.
func SettingDone(b branch.BranchID, room int, s branch.Setting, is string) chat.Card {
	return chat.Card{Key: KeyHome, Text: say("已改：", s.Name, "为 ", is, "。\n生效：", s.Since, "。"),
		Rows: [][]chat.Button{row(button("支部设置", ActSettings, int64(b), int64(room)), homeRow[0])}}
}

// SettingsChanged tells the other officers of a setting that one of them has changed.
func SettingsChanged(b branch.BranchID, number int64, s branch.Setting, was, is string, by branch.Member) chat.Card {
	return chat.Card{Key: fmt.Sprintf("set:%d:%d", b, number),
		Text: say(bold("支部设置已修改"), "\n", s.Name, "：由 ", was, " 改为 ", is, "。\n生效：", s.Since, "。\n修改人：", string(by.Post), by.Name)}
}

// HolidaysAsk asks for the notice of a year.
func HolidaysAsk(form int64, year int) chat.Card {
	return chat.Card{Key: KeyHome, Text: say(bold("节假日"), fmt.Sprintf("\n请把国务院办公厅《关于%d年部分节假日安排的通知》从“一、元旦”到“七、国庆节”的各条复制，直接发送到这里。\n\n例如：\n一、元旦：1月1日（周五）至3日（周日）放假，共3天。", year)),
		Rows: [][]chat.Button{row(button("取消", ActCancel, form))}}
}

// HolidaysConfirm shows what was read, holiday by holiday.
func HolidaysConfirm(form int64, n branch.HolidayNotice) chat.Card {
	text := say(bold(fmt.Sprintf("%d年节假日", n.Year)))
	work := func(h branch.Holiday) string {
		var days []string
		for _, d := range h.Work {
			days = append(days, d.MonthDay())
		}
		if len(days) == 0 {
			return ""
		}
		return "；" + strings.Join(days, "、") + "上班"
	}
	for _, h := range n.Holidays {
		span := h.Off[0].MonthDay()
		if len(h.Off) > 1 {
			span += "至" + h.Off[len(h.Off)-1].MonthDay()
		}
		text = append(text, say("\n", h.Name, "：", span, fmt.Sprintf("，%d天", len(h.Off)), work(h))...)
	}
	text = append(text, say("\n\n请与通知原文核对。确认后，各项提醒和截止日期按此推算；正在进行的推荐日期不变。")...)
	return chat.Card{Key: KeyHome, Text: text, Rows: [][]chat.Button{row(button("确认", ActHolidaysOK, form), button("取消", ActCancel, form))}}
}

// HolidaysLoaded says that a year's holidays are in use; note is a consequence to look at, "" for none.
func HolidaysLoaded(b branch.BranchID, year int, note string) chat.Card {
	text := say(fmt.Sprintf("已载入%d年节假日安排。", year))
	if note != "" {
		text = append(text, say("\n\n", bold("请注意"), "\n", note)...)
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: [][]chat.Button{row(button("支部设置", ActSettings, int64(b), 0), homeRow[0])}}
}
