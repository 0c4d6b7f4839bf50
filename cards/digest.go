package cards

import (
	"fmt"
	"slices"

	"zhibu/branch"
	"zhibu/chat"
)

// Week is the 书记's survey.
type Week struct {
	Parts []ReminderPart // of the matters, none of them empty
}

// ReminderPart is what a matter has on a day's card of reminders, or in the 书记's week.
type ReminderPart struct {
	Title string
	Most  int // how many lines are shown; 0: all
	Lines []ReminderLine
	Way   chat.Button // leads from the week to all of them, once for all parts that share it; none: it has no label
	// Text and Rows stand in the place of title and lines on the card of a matter that has more to say. More stands there in the
	// place of the buttons for which the card has no room; none: it has no label.
	Text []chat.Span
	Rows [][]chat.Button
	More chat.Button
}

// ReminderLine is one thing that is reminded of.
type ReminderLine struct {
	Text   []chat.Span
	Button chat.Button
	Open   bool // it still waits for the reader, who is shown its button
}

// DigestView is what a day's card of reminders shows.
type DigestView struct {
	Branch branch.BranchID
	Day    branch.Date
	Parts  []ReminderPart // of the matters
	Week   *Week
}

// DigestLines is how many things a part of the digest names.
const DigestLines = 6

// Digest is a day's one card of reminders. What has been done since it was sent is marked.
func Digest(v DigestView) chat.Card {
	text := Say(Strong("工作提醒"), "（", v.Day.MonthDay(), "）")
	var rows [][]chat.Button
	var more chat.Button
	for _, part := range v.Parts {
		if more.Label == "" {
			more = part.More
		}
		if part.Title == "" {
			text, rows = append(text, part.Text...), append(rows, part.Rows...)
			continue
		}
		text = append(text, Say("\n", Strong(part.Title))...)
		most := len(part.Lines)
		if part.Most > 0 {
			most = min(most, part.Most)
		}
		for _, l := range part.Lines[:most] {
			text = append(text, l.Text...)
			if l.Open {
				rows = append(rows, Row(l.Button))
			}
		}
		if most < len(part.Lines) {
			text = append(text, Say(fmt.Sprintf("\n等%d项", len(part.Lines)))...)
		}
	}
	if v.Week != nil {
		text = append(text, v.Week.text()...)
		var ways []chat.Button
		for _, part := range v.Week.Parts {
			if part.Way.Label != "" && !slices.Contains(ways, part.Way) {
				ways = append(ways, part.Way)
			}
		}
		if len(ways) > 0 {
			rows = append(rows, ways)
		}
	}
	if len(rows) > PerPage+1 && more.Label != "" {
		rows = append(rows[:PerPage:PerPage], Row(more))
	}
	return chat.Card{Key: KeyDigest(v.Branch, v.Day), Text: text, Rows: rows}
}

// DigestOver is a day's reminders once a later day's stand below: nothing is asked for in two places.
func DigestOver(c chat.Card) chat.Card {
	c.Text, c.Rows = append(slices.Clip(c.Text), Say("\n（之后又有新的提醒，见下方。）")...), nil
	return c
}

// AndMore says that of n things a part of the digest has not named all; nothing, if it has.
func AndMore(n int) []chat.Span {
	if n <= DigestLines {
		return nil
	}
	return Say(fmt.Sprintf("\n等%d项", n))
}

// text is the survey: of each part the first four lines.
func (w Week) text() (text []chat.Span) {
	for _, p := range w.Parts {
		text = append(text, Say("\n", Strong("本周："+p.Title))...)
		for _, l := range First(p.Lines, 4) {
			text = append(text, l.Text...)
		}
		if n := len(p.Lines); n > 4 {
			text = append(text, Say(fmt.Sprintf("\n等%d项", n))...)
		}
	}
	if text == nil {
		text = Say("\n本周列出的事项均已办理。")
	}
	return text
}
