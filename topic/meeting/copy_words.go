package meeting

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"zhibu/cards"
	"zhibu/chat"
)

// values are what the text to be copied says for each of its fields.
func (v minutesView) values() map[string]string {
	var votes []string
	for _, x := range v.Votes {
		votes = append(votes, x.says())
	}
	or := func(s string) string {
		if s == "" {
			return "无"
		}
		return s
	}
	return map[string]string{"会议名称": v.title(), "会议时间": v.Held.Day.Chinese() + v.Began, "会议地点": v.Place, "主持人": v.Chair, "记录人": v.Recorder,
		"应到人数": fmt.Sprint(v.Due), "实到人数": fmt.Sprint(v.Present), "缺席人员": or(strings.Join(v.Absent, "、")), "列席人员": or(v.Guests),
		"会议议题": v.Held.Topics, "会议内容": v.points(), "表决情况": or(strings.Join(votes, "；")), "会议决定": or(v.Decision)}
}

// copyText is the text to be copied, in the branch's order.
func copyText(v minutesView) string {
	order, ok := fieldsOf(v.Of.Settings.MinutesFields)
	if !ok {
		order, _ = fieldsOf(minutesFields)
	}
	values := v.values()
	var lines []string
	for _, f := range order {
		lines = append(lines, f+"："+values[f])
	}
	return strings.Join(lines, "\n")
}

// messageMost is how much one message of the text to be copied holds. // UTF-16 units; a platform cuts at 4096
const messageMost = 3800

// copyParts is the text to be copied, in as many messages as it takes: cut where a line ends if there is one.
func copyParts(v minutesView) (parts []string) {
	units := func(r []rune) int { return len(utf16.Encode(r)) }
	rest := []rune(copyText(v))
	for units(rest) > messageMost {
		n := messageMost
		for units(rest[:n]) > messageMost {
			n--
		}
		if at := strings.LastIndex(string(rest[:n]), "\n"); at > 0 {
			n = len([]rune(string(rest[:n])[:at])) + 1
		}
		parts = append(parts, strings.TrimSuffix(string(rest[:n]), "\n"))
		rest = rest[n:]
	}
	return append(parts, string(rest))
}

// copyCard is a message of the text to be copied.
func copyCard(v minutesView, n int, text string) chat.Card {
	return chat.Card{Key: fmt.Sprintf("mincopy:%d:%d:%d", v.Held.Branch, v.Held.ID, n), Text: cards.Say(text)}
}

// copiedCard says how the text above it is copied.
func copiedCard(v minutesView, parts int) chat.Card {
	text := "长按上面的文字复制。"
	if parts > 1 {
		text = fmt.Sprintf("内容较长，分成%d条。请依次长按上面的文字复制。", parts)
	}
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(text), Rows: [][]chat.Button{cards.Row(cards.Button("返回", ActMinutes, int64(v.Held.Branch), v.Held.ID))}}
}
