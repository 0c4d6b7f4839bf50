package ask

import (
	"testing"
	"time"

	"zhibu/branch"
)

func TestDay(t *testing.T) {
	testField(t, Day("day", "哪一天？").Past(), []fieldCase{
		{name: "pressed", pressed: "昨天", wants: `"2026-03-11"`, shown: "2026年3月11日（周三）"},
		{name: "typed", typed: "2026年3月5日", wants: `"2026-03-05"`, shown: "2026年3月5日（周四）"},
		{name: "without a year", typed: "12月30日", wants: `"2025-12-30"`, shown: "2025年12月30日（周二）"},
		{name: "yesterday, in words", typed: "昨天", wants: `"2026-03-11"`, shown: "2026年3月11日"},
		{name: "unread", typed: "上个礼拜", wrong: "例如 2026年3月5日"},
		{name: "to come, without a year", typed: "3月13日", wrong: "不能晚于今天"},
		{name: "to come", typed: "2026年3月13日", wrong: "不能晚于今天"},
	})
}

func TestReadDay(t *testing.T) {
	for text, wants := range map[string]branch.Date{"3月12日": today, "3月13日": today + 1, "9月30日": branch.On(2025, time.September, 30), "3.11": today - 1, "3/13": today + 1, "12-30": branch.On(2025, time.December, 30), "2月30日": 0, "2026.3.13": today + 1, "前天": today - 2, "3月": 0, "": 0} {
		if got, ok := ReadDay(text, today); got != wants || ok != (wants != 0) {
			t.Errorf("%q is %s", text, got)
		}
	}
}

func TestReadAhead(t *testing.T) {
	for text, wants := range map[string]branch.Date{"3月12日": today, "3月11日": branch.On(2027, time.March, 11), "3.13": today + 1, "明天": today + 1, "2026年3月11日": 0, "2月30日": 0, "昨天": 0} {
		if got, ok := ReadAhead(text, today); got != wants || ok != (wants != 0) {
			t.Errorf("%q is %s", text, got)
		}
	}
}
