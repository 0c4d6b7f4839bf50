package app

import (
	"bytes"
	"image"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/files"
	"zhibu/store"
	"zhibu/topic/birthday"
	"zhibu/topic/meeting"
	"zhibu/topic/rounds"
	"zhibu/world/printer"
)

// TestPrintedDocuments prints every kind of Word document that there is, in one go, and looks at its pages: 22 lines of 28 characters at the
// most, nothing beyond the margins, no title broken within a word, the oath with all its marks. A kind that is not here fails.
func TestPrintedDocuments(t *testing.T) {
	now := branch.On(2026, time.June, 1).At(10, 0)
	today := branch.DateOf(now)
	s, o, f := unfounded(t, now)
	book, err := s.PutBlob(photo())
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("与会党员围绕“走下去、沉下来”逐一发言，提出了意见建议；", 30)
	if _, err := s.Update(func(tx *store.Tx) error {
		if _, err := o.Found(tx, f, now); err != nil {
			return err
		}
		meeting.Gatherings.Put(tx, meeting.Gathering{Branch: 1, ID: 1, Content: meeting.Content{Kinds: []string{meeting.Assembly}, Day: today, Topics: "讨论接收预备党员。"}, LoggedBy: 2, LoggedAt: now})
		meeting.MinutesOf.Put(tx, meeting.Minutes{Branch: 1, Gathering: 1, By: 2, At: now, Checked: &meeting.Signed{By: 1, At: now},
			Votes:   []meeting.Vote{{Kind: branch.Admission.Key, Matter: "接收李明同志为预备党员", For: 29, Passed: true}, {Kind: branch.Ordinary.Key, Matter: long[:300], For: 15, Against: 14}},
			Written: meeting.Written{Chair: 1, Recorder: 2, Place: "三楼会议室", Due: 31, Present: 29, Absent: []branch.MemberID{5, 6}, Guests: "机关纪委李同志", Points: long + "\n" + long, Decision: "同意接收。", Photo: book}})
		for id := branch.MemberID(3); id < 9; id++ {
			birthday.Reflections.Put(tx, birthday.Reflection{Branch: 1, Member: id, Year: 2026, Parts: []string{long, long}, Shared: today})
		}
		r := rounds.Round{Branch: 1, ID: 1, Kind: rounds.Pioneer, Period: branch.PeriodOf(branch.Quarter, today).Key(), Assembly: today, Meetings: []branch.MeetingID{1}}
		rounds.Rounds.Put(tx, r)
		for g := branch.GroupID(1); g <= 5; g++ {
			rounds.Reports.Put(tx, rounds.GroupReport{Branch: 1, Round: 1, Group: g, Draft: long, Added: long})
		}
		rounds.Meetings.Put(tx, branch.Meeting{Branch: 1, ID: 1, Round: 1, Kind: branch.Assembly, Day: today, Due: 31, Present: 29, Motions: []branch.Motion{{Who: branch.Candidate{Member: 4}, For: 28, Passed: true}, {Who: branch.Candidate{Member: 5}, For: 3}}})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	args := map[string][]int64{cards.DocumentMine: nil, meeting.DocumentMinutes: {1}, birthday.DocumentReflections: nil, rounds.DocumentDecision: {1}, rounds.DocumentReports: {1}}
	others := map[string]bool{}
	for _, topic := range topics {
		for kind := range topic.Files {
			if _, ok := args[kind]; !ok {
				others[kind] = true // spreadsheets, pictures, calendars: no .docx below
			}
		}
	}
	documents := map[string][]byte{}
	_ = s.View(func(tx *store.Tx) error {
		for kind, rest := range args {
			data, err := writeDocument(o, tx, chat.Document{Kind: kind, Args: append([]int64{1, 2}, rest...)}, now)
			if err != nil {
				t.Fatal(kind, err)
			}
			documents[kind] = data
		}
		for kind := range others {
			data, err := writeDocument(o, tx, chat.Document{Kind: kind, Args: []int64{1, 2, 2026}}, now)
			if err == nil && strings.Contains(string(data), "word/document.xml") {
				t.Errorf("%s is a Word document, and is not printed here", kind)
			}
		}
		return nil
	})
	slips := make([]files.Invitation, 5)
	for i := range slips {
		slips[i] = files.Invitation{Name: "买买提·艾力", Group: "第一党小组", Bot: "@zhibu_bot", Code: "ABCD-2345", Link: "https://t.me/zhibu_bot?start=ABCD2345"}
	}
	if documents["invitations"], err = files.InvitationSheet(f.Branch.Name, "2026年7月1日", slips); err != nil {
		t.Fatal(err)
	}
	for kind, pages := range printer.Print(t, documents) {
		if len(pages) == 0 {
			t.Errorf("%s has no page", kind)
		}
		left, right, foot := 28.0, 210-26.0, 297-35+9.0 // mm: 5.2.1, and the page number
		if kind == "invitations" {
			left, right, foot = 12, 210-12, 297-12
		}
		all := ""
		for n, page := range pages {
			for _, w := range page.Words {
				if mm := 25.4 / 72; w.Left*mm < left-1 || w.Right*mm > right+1 || w.Bottom*mm > foot+4 {
					t.Errorf("%s, page %d: %q stands at %.0f to %.0f mm, %.0f mm down", kind, n+1, w.Text, w.Left*mm, w.Right*mm, w.Bottom*mm)
				}
			}
			all += strings.Join(page.Lines, "\n") + "\n"
			if kind != rounds.DocumentReports && kind != birthday.DocumentReflections {
				continue // tables have more and smaller lines
			}
			if len(page.Lines) > 22+1 { // and the page number
				t.Errorf("%s, page %d has %d lines", kind, n+1, len(page.Lines))
			}
			for _, l := range page.Lines {
				if c := len([]rune(l)); c > 28 {
					t.Errorf("%s, page %d: a line of %d characters: %s", kind, n+1, c, l)
				}
			}
		}
		joined := strings.ReplaceAll(all, "\n", "")
		switch kind {
		case rounds.DocumentReports, rounds.DocumentDecision: // the title of two lines breaks between words
			if first := strings.Join(pages[0].Lines[:2], "|"); first != "2026年第二季度|“共产党员先锋岗”各党小组报告" && first != "关于2026年第二季度|“共产党员先锋岗”人选的决议" {
				t.Errorf("%s is titled %q", kind, first)
			}
			if kind == rounds.DocumentDecision && !strings.Contains(joined, "28") {
				t.Errorf("the decision has no figures: %s", joined)
			}
		case birthday.DocumentReflections:
			if !strings.Contains(joined, branch.Oath) {
				t.Error("the oath is not whole")
			}
		case meeting.DocumentMinutes:
			for _, want := range []string{"应到31人（有表决权），实到29人", "同意接收。", "主持人（签名）", "附：会议记录本"} {
				if !strings.Contains(joined, want) {
					t.Errorf("the minutes lack %s", want)
				}
			}
		}
	}
}

// photo is a page of a handwritten book, as a phone takes it.
func photo() []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 1200, 1600)), nil)
	return b.Bytes()
}
