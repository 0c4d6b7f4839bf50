package birthday

import (
	"strings"
	"testing"
	"unicode/utf16"

	"zhibu/branch"
	"zhibu/chat"
)

// TestTheOathInEveryText: wherever a text has the oath, it has all of it, and the text is short enough not to be cut by
// the platform: 1,024 units of UTF-16 below a picture, 4,096 without.
func TestTheOathInEveryText(t *testing.T) {
	day := branch.On(2026, 6, 3)
	for _, settings := range []branch.Settings{branch.DefaultSettings(), {Wish: strings.Repeat("愿", LongestWish),
		Questions: strings.Repeat("问", LongestQuestion) + "\n" + strings.Repeat("答", LongestQuestion)}} {
		b := branch.Branch{ID: 1, Name: strings.Repeat("中共云州市委台办机关党支部", 3), Settings: settings}
		m := branch.Member{Branch: 1, ID: 1, Name: "买买提·艾力江·吐尔逊拜", Joined: branch.On(1996, 6, 3), Full: branch.On(1997, 6, 3)}
		list := map[string]chat.Card{"on the day": greetingCard(b, m, day, false), "late": greetingCard(b, m, day, true),
			"where all begins": birthdayCard(birthdayView{Branch: b, Me: m, Next: day, Year: 2025, Lists: true})}
		for _, n := range []int{1, 5, branch.MostOnCard, branch.MostOnCard + 1, 60} {
			all := make([]Line, n)
			for i := range all {
				all[i] = Line{Member: m, Day: day, Years: 33}
			}
			c := togetherCard(b, m, branch.On(2026, 6, 1), day, all)
			if (c.Picture == nil) != (n > branch.MostOnCard) || c.Picture == nil && strings.Count(c.PlainText(), m.Name) != n+1 {
				t.Errorf("the card of %d people is %q", n, c.PlainText())
			}
			list["together "+branch.Numeral(n)] = c
		}
		for name, c := range list {
			most := 4096
			if c.Picture != nil {
				most = 1024
			}
			whole := c // as it is where the picture cannot be made
			if c.Picture != nil {
				whole.Text = c.Alone
			}
			if n := len(utf16.Encode([]rune(c.PlainText()))); n > most || strings.Contains(c.PlainText(), branch.Oath) != (c.Picture == nil) {
				t.Errorf("%s: %d units: %q", name, n, c.PlainText())
			}
			if n := len(utf16.Encode([]rune(whole.PlainText()))); n > 4096 || strings.Count(whole.PlainText(), branch.Oath) != 1 {
				t.Errorf("%s, as text alone: %d units: %q", name, n, whole.PlainText())
			}
			if name == "late" && strings.Contains(c.PlainText(), "今天") {
				t.Error("a late greeting says 今天")
			}
		}
	}
}

// TestChecklistWords: the 书记's own talk is held by the level above, and nothing asks what was said.
func TestChecklistWords(t *testing.T) {
	line := Line{Member: branch.Member{ID: 1, Name: "王志远", Post: branch.Secretary, Full: branch.On(2000, 1, 1)}, Group: "第一党小组", Day: branch.On(2026, 6, 3), Years: 30}
	v := checklistView{Line: line, Secretary: "王志远", Own: true, Unbound: true}
	for _, c := range Checks {
		v.Items = append(v.Items, checkItem{Check: c})
	}
	v.Items[3].Day, v.Items[3].By = branch.On(2026, 5, 28), "高远山"
	c := checklistCard(v, true)
	for _, want := range []string{"谈心谈话（由上级党组织负责同志与其谈）", "赠书：5月28日已办，高远山登记", "谈话内容请勿登记", "送不到", "6月3日（周三）", "入党三十周年"} {
		if !strings.Contains(c.PlainText(), want) {
			t.Errorf("%q is not in %q", want, c.PlainText())
		}
	}
	if n := strings.Count(c.PlainText(), "\n"); n > 15 {
		t.Errorf("%d lines", n)
	}
	if len(c.Rows) != 3 || len(c.Rows[0]) != 2 {
		t.Errorf("its buttons stand in %d rows", len(c.Rows))
	}
	v.Own, v.Line.Member.Post = false, ""
	if c := checklistCard(v, true); !strings.Contains(c.PlainText(), "谈心谈话（由书记王志远或支委与其谈）") {
		t.Errorf("reads %q", c.PlainText())
	}
}
