package meeting

import (
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/files"
)

// TestMinutesDocument: what was written stands in the document, what was not has no heading, and nobody's hand is made up.
func TestMinutesDocument(t *testing.T) {
	day := on(t, "2026-11-27")
	w := Written{Place: "三楼会议室", Due: 32, Present: 30, Points: "逐一发言。"}
	v := minutesView{Of: branch.Branch{Name: "中共云州市委台办机关支部委员会"}, Chair: "林致和", Recorder: "高远山",
		Held: Gathering{Content: Content{Kinds: []string{Assembly}, Day: day, Topics: "讨论接收预备党员。"}}, Minutes: Minutes{Gathering: 1, Written: w}}
	text := func(d files.Document) string {
		var s strings.Builder
		for _, p := range d.Parts {
			s.WriteString(p.Heading + "|" + p.Label + p.Text + "\n")
			for _, row := range p.Table {
				s.WriteString(strings.Join(row, ",") + "\n")
			}
		}
		return s.String()
	}
	got := text(minutesDocument(v))
	for _, want := range []string{"|时间：2026年11月27日（周五）", "|出席：应到32人（有表决权），实到30人", "|主持：林致和", "一、议题|", "二、发言要点|"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	for _, not := range []string{"缺席", "列席", "表决权）|", "三、"} {
		if strings.Contains(got, not) {
			t.Errorf("%q is in\n%s", not, got)
		}
	}
	v.Absent, v.Guests, v.Decision = []string{"罗安宁", "姜文涛"}, "机关纪委李同志", "同意接收。"
	v.Votes = []Vote{{Kind: branch.Admission.Key, Matter: "接收李明", For: 31, Written: 1, Passed: true}}
	d := minutesDocument(v)
	got = text(d)
	for _, want := range []string{"|缺席：罗安宁、姜文涛", "|列席：机关纪委李同志", "三、表决|", "接收李明（接收预备党员）,32,30,31（含书面1）,0,0,通过", "四、决定|", "|同意接收。"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if d.Title != "中共云州市委台办机关支部委员会党员大会记录" || d.Under != "草稿" {
		t.Errorf("%q, %q", d.Title, d.Under)
	}
	of := v
	of.Held.Kinds, of.Groups, of.CheckedBy, of.Checked, of.Began = []string{GroupMeet}, []string{"第五党小组"}, "林致和", &Signed{1, day.At(9, 0)}, "09:30"
	if d := minutesDocument(of); !strings.HasSuffix(d.Title, "第五党小组会记录") || d.Under != "已核：林致和，2026年11月27日" || !strings.Contains(text(d), "（周五）09:30") {
		t.Errorf("%q, %q", d.Title, d.Under)
	}
	if s := d.Parts[len(d.Parts)-1].Signed; len(s) != 2 || strings.TrimRight(s[0], " 　") != s[0] || !strings.HasSuffix(s[0], "＿＿＿") || strings.Contains(strings.Join(s, ""), "林致和") {
		t.Errorf("for hands: %q", s)
	}
	if raw, err := files.WriteDocument(d); err != nil || len(raw) < 1000 {
		t.Errorf("%d bytes, %v", len(raw), err)
	}
	v.Of.Settings.MinutesFields = "主持人、会议名称"
	if got := copyText(v); got != "主持人：林致和\n会议名称：党员大会" {
		t.Errorf("in the branch's order: %q", got)
	}
}
