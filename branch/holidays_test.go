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
	c, err := new(Calendar).With(0, 2026, n.Table())
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
		{"放假，共3天。\n四", "值班，共3天。\n四", "清明节"},
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

// TestReadHolidaysKinds reads what a year may have beside the usual sentences: each is read right, or refused by name.
func TestReadHolidaysKinds(t *testing.T) {
	for _, c := range []struct{ name, old, text, off, work, passed, refused string }{
		{"days in lieu", "四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。", "四、劳动节：5月1日（周五）放假，5月4日（周一）、5日（周二）补休。", "5月1日、5月4日至5月5日", "5月9日", "", ""},
		{"days in lieu, named first", "5月1日（周五）至5日（周二）放假调休，共5天。", "5月1日（周五）放假。补休日期为5月4日（周一）、5月5日（周二）。", "5月1日、5月4日至5月5日", "5月9日", "", ""},
		{"days in a list", "5月1日（周五）至5日（周二）放假调休，共5天。", "5月1日、2日、3日放假3天。", "5月1日至5月3日", "5月9日", "", ""},
		{"counted in hanzi", "5日（周二）放假调休，共5天。", "5日（周二）放假五天。", "5月1日至5月5日", "5月9日", "", ""},
		{"from … on to", "5月1日（周五）至5日（周二）放假", "5月1日（周五）起至5月5日（周二）止放假", "5月1日至5月5日", "5月9日", "", ""},
		{"worked days first", "5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。", "5月9日（周六）照常上班，5月1日（周五）至5日（周二）放假调休，共5天。", "5月1日至5月5日", "5月9日", "", ""},
		{"full-width figures", "5月1日（周五）至5日", "５月１日（周五）至５日", "5月1日至5月5日", "5月9日", "", ""},
		{"in brackets of either width, numbered otherwise", "四、劳动节：", "(四)劳动节（国际）:", "5月1日至5月5日", "5月9日", "", ""},
		{"broken lines", "5日（周二）放假调休，共5天。5月9日（周六）上班。", "5日（周二）放假调\n休，共5天。5月9日（周六）上\n班。", "5月1日至5月5日", "5月9日", "", ""},
		{"advice is no day off", "5月9日（周六）上班。", "5月9日（周六）上班。鼓励各单位安排职工在青年节（5月4日）前一天即4月30日休息。", "5月1日至5月5日", "5月9日", "4月30日", ""},
		{"the day it was signed", "工作。", "工作。\n国务院办公厅\n2025年11月4日", "5月1日至5月5日", "5月9日", "", ""},
		{"a word that is not known", "5月9日（周六）上班。", "5月9日（周六）另行安排。", "", "", "", "劳动节"},
		{"not off", "5月9日（周六）上班。", "5月6日（周三）不放假。", "", "", "", "读不懂"},
		{"half a day", "5月9日（周六）上班。", "5月6日（周三）下午半天。", "", "", "", "读不懂"},
		{"the fixed day is missing", "5月1日（周五）至5日（周二）放假调休，共5天。", "5月2日（周六）至5日（周二）放假调休，共4天。", "", "", "", "5月1日"},
		{"off and worked", "5月9日（周六）上班", "5月5日（周二）上班", "", "", "", "既放假又上班"},
		{"twice", "五、端午节", "劳动节：5月1日放假。\n五、端午节", "", "", "", "两次"},
		{"worked on a Monday that is no holiday", "5月9日（周六）上班", "5月11日（周一）上班", "", "", "", "本来就上班"},
		{"worked on a Wednesday, no weekday said", "5月9日（周六）上班", "5月13日上班", "", "", "", "5月13日（周三）上班，这一天本来就上班"},
		{"off by one holiday, worked for another", "5月9日（周六）上班", "6月20日（周六）上班", "", "", "", "6月20日有一处写着放假"},
		{"worked months away", "5月9日（周六）上班", "8月8日（周六）上班", "", "", "", "离劳动节太远"},
		{"端午 in October", "6月19日（周五）至21日（周日）放假", "10月1日（周四）至3日（周六）放假", "", "", "", "端午节一条写着10月1日放假"},
		{"春节 in May", "2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）", "5月15日（周五）至23日（周六）", "", "", "", "春节一条写着5月15日放假"},
		{"another year", "5月9日（周六）上班", "2027年5月8日（周六）上班", "", "", "", "不在2026年"},
		{"a draft", "部分节假日安排的通知", "部分节假日安排的通知（征求意见稿）", "", "", "", "征求意见稿"},
		{"a guess", "部分节假日安排的通知", "部分节假日安排的通知（预测，仅供参考）", "", "", "", "不是正式的通知"},
		{"a number in it", "工作。", "工作。联系人13800138000。", "", "", "", "手机号"},
		{"another number of days", "共5天", "共六天", "", "", "", "六天"},
	} {
		text := strings.Replace(notice2026, c.old, c.text, 1)
		if text == notice2026 {
			t.Fatal(c.name, ": nothing replaced")
		}
		n, err := ReadHolidays(text, 0)
		switch {
		case c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)):
			t.Errorf("%s: %+v, %v", c.name, n, err)
		case c.refused != "":
		case err != nil:
			t.Errorf("%s: %v", c.name, err)
		default:
			if h := n.Holidays[3]; Spans(h.Off) != c.off || Spans(h.Work) != c.work || !strings.Contains(strings.Join(n.Passed, "；"), c.passed) || c.passed == "" && len(n.Passed) > 0 {
				t.Errorf("%s: off %s, worked %s, passed over %q", c.name, Spans(h.Off), Spans(h.Work), n.Passed)
			}
		}
	}
	unforeseen := strings.Replace(notice2026, "节假日期间", "八、中国人民抗日战争暨世界反法西斯战争胜利纪念日：9月3日（周四）至5日（周六）放假调休，共3天。9月6日（周日）上班。\n节假日期间", 1)
	n, err := ReadHolidays(unforeseen, 0)
	if err != nil || len(n.Holidays) != 8 || Spans(n.Holidays[7].Off) != "9月3日至9月5日" || Spans(n.Holidays[7].Work) != "9月6日" || Spans(n.Holidays[6].Work) != "9月20日、10月10日" {
		t.Errorf("a holiday nobody foresaw: %+v, %v", n, err)
	}
	crossing := strings.Replace(notice2026, "1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。", "12月31日（周三）至1月2日（周五）放假调休，共3天。12月28日（周日）上班。", 1)
	if n, err := ReadHolidays(crossing, 0); err != nil || n.Holidays[0].Off[0] != date("2025-12-31") || n.Holidays[0].Work[0] != date("2025-12-28") {
		t.Errorf("a New Year that begins in December: %+v, %v", n, err)
	}
}

// TestReadHolidayTable takes a whole table in holiday-cn's form, and refuses one that is no year.
func TestReadHolidayTable(t *testing.T) {
	whole, err := ReadHolidays(notice2026, 0)
	if err != nil {
		t.Fatal(err)
	}
	table := string(whole.Table())
	for name, text := range map[string]string{"the list": table, "the file": `{"year":2026,"days":` + table + `}`} {
		if n, err := ReadHolidays(text, 2026); err != nil || string(n.Table()) != table || n.Year != 2026 {
			t.Errorf("%s: %+v, %v", name, n, err)
		}
	}
	for name, text := range map[string]string{
		"one day":         `{"year":2026,"days":[{"name":"元旦","date":"2026-01-01","isOffDay":true}]}`,
		"no names":        strings.ReplaceAll(table, `"name":"元旦"`, `"name":""`),
		"no 中秋节":          strings.ReplaceAll(table, "中秋节", "秋节"),
		"a Monday worked": strings.Replace(table, `"date":"2026-05-09"`, `"date":"2026-05-11"`, 1),
		"端午 in October":   strings.Replace(table, `"date":"2026-06-19"`, `"date":"2026-10-09"`, 1),
		"another year":    `{"year":2027,"days":` + table + `}`,
		"cut off":         table[:len(table)-20],
		"without 1 May":   strings.ReplaceAll(table, `"date":"2026-05-01","isOffDay":true`, `"date":"2026-05-06","isOffDay":true`),
		"off or not":      strings.Replace(table, `,"isOffDay":true`, "", 1),
		"an array of {}":  "[" + strings.Repeat("{},", 1000) + "{}]",
		"deep in another": strings.Repeat("[", 100_000),
	} {
		if n, err := ReadHolidays(text, 2026); err == nil {
			t.Errorf("%s is read: %+v", name, n)
		} else if !strings.HasSuffix(err.Error(), "。") {
			t.Errorf("%s: no sentence: %v", name, err)
		}
	}
}

// FuzzHolidays: what is read is a year whose days are its own, none of them both off and worked.
func FuzzHolidays(f *testing.F) {
	f.Add(notice2026)
	f.Add(strings.Replace(notice2026, "5日（周二）放假调休，共5天", "5日放假，5月6日、7日补休", 1))
	f.Fuzz(func(t *testing.T, text string) {
		n, err := ReadHolidays(text, 2026)
		if err != nil {
			return
		}
		if _, err := new(Calendar).With(0, n.Year, n.Table()); err != nil {
			return // refused there: days of another year
		}
		for _, h := range n.Holidays {
			if len(h.Off) == 0 && len(h.Work) == 0 || h.Name == "" {
				t.Fatalf("%+v", h)
			}
		}
	})
}
