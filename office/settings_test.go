package office_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	. "zhibu/office"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/demo/roster"
	"zhibu/files"
	"zhibu/store"
)

// settingsTable is the table of settings of docs/operations.md, made from the list.
func settingsTable() string {
	var b strings.Builder
	b.WriteString("| setting | default | what it decides | a change counts from |\n|---|---|---|---|\n")
	for _, s := range (&Office{Matters: app.OfficeMatters()}).SettingRooms().All() {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", s.Name, s.Get(branch.DefaultSettings()), s.About, s.Since)
	}
	return b.String()
}

// TestSettingsAreDocumented fails unless docs/operations.md has the table as the list says it now.
func TestSettingsAreDocumented(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "docs", "operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	if want := settingsTable(); !strings.Contains(string(text), want) {
		t.Errorf("docs/operations.md should have this table:\n%s", want)
	}
	for _, s := range (&Office{Matters: app.OfficeMatters()}).SettingRooms().All() {
		if s.Get(branch.DefaultSettings()) == "" || s.About == "" || s.Since == "" {
			t.Errorf("%s lacks its default, effect or day: %+v", s.Name, s)
		}
	}
}

// daily returns the next moment of a daily spec, as the scheduler's does.
func daily(spec string, after time.Time) time.Time {
	var minute, hour int
	if n, err := fmt.Sscanf(spec, "%d %d", &minute, &hour); n != 2 || err != nil {
		return time.Time{}
	}
	at := branch.DateOf(after).At(hour, minute)
	if !at.After(after) {
		at = (branch.DateOf(after) + 1).At(hour, minute)
	}
	return at
}

// TestEverySettingRefusesWhatDoesNotFit sets each setting to what it cannot be: nothing changes. Then to each value that is
// offered by button: it is read back.
func TestEverySettingRefusesWhatDoesNotFit(t *testing.T) {
	unfit := map[string][]string{
		"祝贺时间": {"25:00", "早上"}, "提醒时间": {"07:00", "18:00", "x"}, "闰日入党": {"02-27"}, "最低参加": {"1", "49", "101", "一半"},
		"提名开始": {"02-30", "06-20"}, "提名截止": {"06-20", "05-19", "13-01"}, "公示天数": {"0", "16", "三"}, "先锋岗名额": {"0", "6"},
		"先锋岗对象": {"企业"}, "先锋岗候选": {"一半"}, "支委会通过": {"无人"}, "参加范围": {"群众"}, "走访": {"每天1次", "每季度0次"}, "生活日": {"每半年"}, "党课宣讲": {"有时"},
		"工作研商": {"每年99次"}, "走透透": {"2026-05-31至2026-03-02", "三月"}, "首次答复": {"0", "121"}, "转办期限": {"-1"}, "回访期限": {"x"},
		"集体生日": {"也许"}, "群内告知": {"也许"}, "集体祝贺语": {strings.Repeat("祝", 121)}, "思考题": {"只有一道"}, "准备事项": {"蛋糕"},
		"主题党日": {"每月第五个星期五", "每月31日", "每月第二个周六", "每周五", "5日"}, "党课": {"每天1次", "每季度0次"}, "会议记录字段": {"会议名称、会议名称", "会议名称、签到", ""}, "意见答复": {"0", "31", "几天"},
		"介绍信有效期": {"0", "13个月", "半年"},
	}
	s, err := store.Open(t.TempDir(), store.Options{Secret: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	roster, faults, err := files.ReadRoster("roster.xlsx", roster.File)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	o := &Office{Matters: app.OfficeMatters(), Calendar: branch.ChinaCalendar(), When: daily}
	now, done := branch.On(2026, 3, 2).At(9, 0), errors.New("dropped")
	if _, err := s.Update(func(tx *store.Tx) error {
		f, faults := branch.Establish(roster, "", branch.DateOf(now))
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		b, err := o.Found(tx, f, now)
		if err != nil {
			t.Fatal(err)
		}
		me := MembersOf(tx, b, branch.KeepSettings.HeldBy)[0]
		for _, l := range (&Office{Matters: app.OfficeMatters()}).SettingRooms().All() {
			if len(unfit[l.Name]) == 0 {
				t.Errorf("%s: nothing that does not fit is tried", l.Name)
			}
			was := l.Get(GetBranch(tx, b).Settings)
			for _, v := range unfit[l.Name] {
				err := tx.Try(func() error { return o.ConfigureOne(tx, me, l, v, now) })
				if refusal := Refusal(""); !errors.As(err, &refusal) {
					t.Errorf("%s takes %q: %v", l.Name, v, err)
				}
				if is := l.Get(GetBranch(tx, b).Settings); is != was {
					t.Errorf("%s has become %q by %q", l.Name, is, v)
				}
			}
			for _, v := range slices.Concat(l.Offer, []string{l.Like}) {
				if l.Name == "提名开始" || l.Name == "提名截止" {
					v = was // what fits depends on the other
				}
				err := tx.Try(func() error { return o.ConfigureOne(tx, me, l, v, now) })
				if is := l.Get(GetBranch(tx, b).Settings); is != v && err == nil {
					t.Errorf("%s is %q after %q", l.Name, is, v)
				}
			}
		}
		return done
	}); !errors.Is(err, done) {
		t.Fatal(err)
	}
}
