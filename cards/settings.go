package cards

import (
	"fmt"
	"slices"
	"strings"

	"zhibu/branch"
	"zhibu/chat"
)

// Actions of the settings. Rooms and settings go by the code of their name or key, values by the code of the value.
const (
	ActSettings = "set"     // branch, room (0: the first)
	ActSetting  = "set.one" // branch, setting
	ActHolidays = "hol"     // branch
)

// Settings lists the settings of one room with their present values, and what is not the default.
func Settings(b branch.Branch, rooms branch.SettingRooms, room branch.SettingRoom, known []int) chat.Card {
	text := Say(Strong("支部设置"), "　", room.Name)
	var all []chat.Button
	for _, s := range room.Settings {
		text = append(text, Say("\n", s.Name, "：", Shorten(s.Shown(s.Get(b.Settings)), 24))...)
		if d := s.Get(branch.DefaultSettings()); d != s.Get(b.Settings) {
			text = append(text, Say("（默认", Shorten(s.Shown(d), 12), "）")...)
		}
		all = append(all, Button(s.Name, ActSetting, int64(b.ID), chat.Code(s.Key)))
	}
	if room.Name == rooms[0].Name {
		var years []string
		for _, y := range known {
			years = append(years, fmt.Sprint(y))
		}
		text = append(text, Say("\n节假日：已载入", strings.Join(years, "、"), "年")...)
		all = append(all, Button("节假日", ActHolidays, b.ID))
	}
	rows := inRows(all, 3)
	var doors []chat.Button
	for _, r := range rooms {
		if r.Name != room.Name {
			doors = append(doors, Button(r.Name+"…", ActSettings, int64(b.ID), chat.Code(r.Name)))
		}
	}
	return chat.Card{Key: KeyHome, Text: append(text, Say("\n\n要修改哪一项？")...), Rows: append(append(rows, inRows(doors, 2)...), HomeRow)}
}

// inRows puts buttons side by side.
func inRows(all []chat.Button, n int) (rows [][]chat.Button) {
	for part := range slices.Chunk(all, n) {
		rows = append(rows, part)
	}
	return rows
}

// SettingAsks asks for another value.
func SettingAsks(b branch.Branch, s branch.Setting) string {
	return s.About + "。\n现在：" + s.Shown(s.Get(b.Settings)) + "\n默认：" + s.Shown(s.Get(branch.DefaultSettings())) +
		"\n修改后生效：" + s.Since + "\n\n请点选，或直接发送新的值，例如 " + s.Like + "。"
}

// SettingFilled shows what will change, and from when.
func SettingFilled(s branch.Setting, was, is string) []chat.Span {
	return Say(Strong(s.Name), "\n由 ", s.Shown(was), " 改为 ", s.Shown(is), "。\n", s.About, "。\n生效：", s.Since, "。")
}

// SettingDone says that a setting stands.
func SettingDone(b branch.BranchID, room branch.SettingRoom, s branch.Setting, is string) chat.Card {
	return chat.Card{Key: KeyHome, Text: Say("已改：", s.Name, "为 ", s.Shown(is), "。\n生效：", s.Since, "。"),
		Rows: [][]chat.Button{Row(Button("支部设置", ActSettings, int64(b), chat.Code(room.Name)), HomeRow[0])}}
}

// SettingsChanged tells the other officers of a setting that one of them has changed.
func SettingsChanged(b branch.BranchID, number int64, s branch.Setting, was, is string, by branch.Member) chat.Card {
	return chat.Card{Key: fmt.Sprintf("set:%d:%d", b, number),
		Text: Say(Strong("支部设置已修改"), "\n", s.Name, "：由 ", s.Shown(was), " 改为 ", s.Shown(is), "。\n生效：", s.Since, "。\n修改人：", string(by.Post), by.Name)}
}

// HolidaysAsk asks for the notice of a year.
func HolidaysAsk(year int) string {
	return fmt.Sprintf("请把国务院办公厅《关于%d年部分节假日安排的通知》从“一、元旦”到“七、国庆节”的各条复制，直接发送到这里。\n\n例如：\n一、元旦：1月1日（周五）至3日（周日）放假，共3天。", year)
}

// HolidaysFilled shows what was read, holiday by holiday.
func HolidaysFilled(n branch.HolidayNotice) []chat.Span {
	text := Say(Strong(fmt.Sprintf("%d年节假日", n.Year)))
	for _, h := range n.Holidays {
		text = append(text, Say("\n", HolidayLine(h))...)
	}
	for i, s := range n.Passed {
		if i == 0 {
			text = append(text, Say("\n\n", Strong("没有读入"))...)
		}
		text = append(text, Say("\n", s)...)
	}
	text = append(text, Say("\n\n请与通知原文核对。确认后，本支部的各项提醒和截止日期按此推算；正在进行的推荐日期不变。")...)
	return text
}

// HolidayLine writes a holiday as it was read.
func HolidayLine(h branch.Holiday) string {
	line := fmt.Sprintf("%s：%s，%d天", h.Name, branch.Spans(h.Off), len(h.Off))
	if len(h.Work) > 0 {
		line += "；" + branch.Spans(h.Work) + "上班"
	}
	return line
}

// HolidaysLoaded says that a year's holidays are in use; note is a consequence to look at, "" for none.
func HolidaysLoaded(b branch.BranchID, year int, note string) chat.Card {
	text := Say(fmt.Sprintf("已载入%d年节假日安排，对本支部生效。", year))
	if note != "" {
		text = append(text, Say("\n\n", Strong("请注意"), "\n", note)...)
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: [][]chat.Button{Row(Button("支部设置", ActSettings, int64(b), 0), HomeRow[0])}}
}
