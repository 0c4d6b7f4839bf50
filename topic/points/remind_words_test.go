package points

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// TestDigestTellsFirmsApart: of two enterprises each has a button that names it, be their names alike but for the end; what was
// answered says so and has none; and a reminder that a later one has followed has no button at all.
func TestDigestTellsFirmsApart(t *testing.T) {
	duty := branch.DefaultDuties()[0]
	period := branch.PeriodOf(branch.Quarter, branch.On(2026, time.March, 3))
	line := func(id branch.ContactID, name string, explained bool) DutyLine {
		return DutyLine{Contact: branch.Contact{Branch: 1, ID: id, Name: name}, Kind: branch.Ended, Explained: explained,
			Standing: branch.Standing{Duty: duty, Period: period, Bound: true, Need: 1}}
	}
	v := DutyDigest{Branch: 1, Day: branch.On(2026, time.April, 1), Duties: []DutyLine{
		line(1, "云州翰屿精密机械制造第一有限公司", false), line(2, "云州翰屿精密机械制造第二有限公司", false),
		line(3, "䶮海电子有限公司", false), line(4, "云州宏远物流有限公司", true)}}
	digest := func() chat.Card {
		return cards.Digest(cards.DigestView{Branch: v.Branch, Day: v.Day, Parts: []cards.ReminderPart{v.Part()}})
	}
	labels := func() (list []string) {
		for _, b := range slices.Concat(digest().Rows...) {
			list = append(list, b.Label)
		}
		return list
	}
	got := labels()
	if len(got) != 3 || len(slices.Compact(slices.Sorted(slices.Values(got)))) != 3 || !strings.Contains(got[1], "第二") {
		t.Errorf("the buttons are %q", got)
	}
	if text := digest().PlainText(); !strings.Contains(text, "云州宏远物流有限公司：2026年第一季度走访（已说明原因）") {
		t.Errorf("what was explained reads\n%s", text)
	}
	if c := cards.DigestOver(digest()); len(c.Rows) > 0 || !strings.Contains(c.PlainText(), "之后又有新的提醒") {
		t.Errorf("a former reminder has %d rows of buttons and reads\n%s", len(c.Rows), c.PlainText())
	}
}
