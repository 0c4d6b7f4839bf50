package branch

import (
	"strings"
	"testing"
)

const notice2026 = `国务院办公厅关于2026年
部分节假日安排的通知
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。`

// TestReadHolidays reads the notice of a year whose table is built in, and compares day by day.
func TestReadHolidays(t *testing.T) {
	n, err := ReadHolidays(notice2026, 2099)
	if err != nil || n.Year != 2026 || len(n.Holidays) != 7 {
		t.Fatalf("%+v, %v", n, err)
	}
	c, err := new(Calendar).With(2026, n.Table())
	if err != nil {
		t.Fatal(err)
	}
	built := ChinaCalendar()
	for d := date("2026-01-01"); d <= date("2026-12-31"); d++ {
		if c.Working(d) != built.Working(d) {
			t.Errorf("%s: %v", d, c.Working(d))
		}
	}
}

// TestReadHolidaysSpellings reads how other years wrote it: one day, a year that begins in the December before, two
// holidays in one, no commas, no title.
func TestReadHolidaysSpellings(t *testing.T) {
	rest := strings.Join(strings.Split(notice2026, "\n")[3:], "\n")
	for _, c := range []struct{ first, off, work string }{
		{"一、元旦：1月1日（周四）放假1天，不调休。", "2026-01-01", ""},
		{"元旦：1月1日放假，与周末连休。", "2026-01-01", ""},
		{"1. 元旦: 2025年12月30日至2026年1月1日放假调休, 共3天。12月27日(星期六)上班。", "2025-12-30 2025-12-31 2026-01-01", "2025-12-27"},
		{"一、元旦：2026年1月1日至3日放假调休，共3天。1月4日（星期日）上班。", "2026-01-01 2026-01-02 2026-01-03", "2026-01-04"},
	} {
		n, err := ReadHolidays(c.first+"\n"+rest, 2026)
		if err != nil {
			t.Errorf("%s: %v", c.first, err)
			continue
		}
		join := func(ds []Date) string {
			var s []string
			for _, d := range ds {
				s = append(s, d.String())
			}
			return strings.Join(s, " ")
		}
		if off, work := join(n.Holidays[0].Off), join(n.Holidays[0].Work); off != c.off || work != c.work {
			t.Errorf("%s: off %s, work %s", c.first, off, work)
		}
	}
	two := strings.Replace(notice2026, "六、中秋节：9月25日（周五）至27日（周日）放假，共3天。\n", "", 1)
	two = strings.Replace(two, "七、国庆节：", "六、国庆节、中秋节：", 1)
	if n, err := ReadHolidays(two, 0); err != nil || len(n.Holidays) != 6 {
		t.Errorf("%+v, %v", n, err)
	}
	for _, c := range []struct{ old, bad, says string }{
		{"3日（周六）放假", "3日（周五）放假", "周六"},
		{"共9天", "共8天", "写的是8天"},
		{"七、国庆节：", "七、", "国庆节"},
		{"5月1日（周五）至5日（周二）", "5月1日（周五）至35日（周二）", "读不懂"},
		{"2026年", "2027年", "请核对"},
		{"放假，共3天。\n四", "休息，共3天。\n四", "清明节"},
	} {
		if n, err := ReadHolidays(strings.Replace(notice2026, c.old, c.bad, 1), 0); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %+v, %v", c.bad, n, err)
		}
	}
	for _, nonsense := range []string{"", "你好", "元旦：放假", strings.Repeat("元旦：1月1日放假。", 1000)} {
		if _, err := ReadHolidays(nonsense, 2026); err == nil {
			t.Errorf("%.20q was read", nonsense)
		}
	}
}
