package branch

import (
	"strings"
	"testing"
	"time"
)

func TestReadArticles(t *testing.T) {
	for _, x := range []struct{ name, text, want string }{
		{"第N条", "关于促进合作的若干措施\n第一章 总则\n第一条　支持台企融资，\n给予贷款贴息。\n第二章 服务\n第二条 支持用工。\n1.校企合作。\n2.岗前培训。\n",
			"第一条=支持台企融资，/给予贷款贴息。|第二条=支持用工。/1.校企合作。/2.岗前培训。"},
		{"in one line each", "第1条：甲\r\n第10条：乙\r\n", "第1条=甲|第10条=乙"},
		{"1. under 一、", "一、融资\n1.贷款贴息。\n2．设备补贴。\n二、用工\n3、社保补贴。", "1=贷款贴息。|2=设备补贴。|3=社保补贴。"},
		{"一、", "前言\n一、支持融资。\n二、支持用工。", "一=支持融资。|二=支持用工。"},
		{"paragraphs", "支持融资。\n\n支持用工。", "第1段=支持融资。|第2段=支持用工。"},
		{"a year is no number", "2026年政策\n第一条 甲", "第一条=甲"},
		{"an empty article", "第一条\n第二条 乙", "第二条=乙"},
		{"nothing", " \n ", ""},
		{"a figure at the start of a line", "1.设备补贴。\n补贴标准：\n2.5万元以上的设备，按一成补贴。\n2.贷款贴息。\n3.用工补贴。", "1=设备补贴。/补贴标准：/2.5万元以上的设备，按一成补贴。|2=贷款贴息。|3=用工补贴。"},
		{"a figure with a full-width dot", "1．甲\n1．5倍\n2．乙", "1=甲/1．5倍|2=乙"},
		{"a figure after the last article", "1.甲\n2.乙\n3.5万元以内。", "1=甲|2=乙/3.5万元以内。"},
		{"an article that begins with a figure", "1.甲\n2.5万元以上的设备。\n3.丙", "1=甲|2=5万元以上的设备。|3=丙"},
		{"a date at the start of a line", "1.甲\n2026.1.1起施行。\n2.乙", "1=甲/2026.1.1起施行。|2=乙"},
		{"numbers that begin anew", "一、融资\n1.甲\n2.乙\n二、用工\n1.丙\n2.丁", "1=甲|2=乙|1=丙|2=丁"},
		{"a line that refers to an article", "第一条支持台企。\n第二条贴息：\n第一条规定的贷款除外。\n第三条用工。", "第一条=支持台企。|第二条=贴息：/第一条规定的贷款除外。|第三条=用工。"},
		{"an annex", "第一条支持台企。\n第二条贴息。\n附件\n第一条申报。\n第二条受理。", "第一条=支持台企。|第二条=贴息。/附件|第一条=申报。|第二条=受理。"},
		{"contents", "目录\n第一条 设备补贴 1\n第二条 贷款贴息\t2\n第一条 设备补贴 购置设备给予补贴。\n第二条 贷款贴息 百分之三。", "第一条=设备补贴 购置设备给予补贴。|第二条=贷款贴息 百分之三。"},
		{"contents without pages", "目 录\n\n第一条 设备补贴\n第二条 贷款贴息\n\n第一条 设备补贴\n购置设备给予补贴。\n第二条 贷款贴息\n百分之三。", "第一条=设备补贴/购置设备给予补贴。|第二条=贷款贴息/百分之三。"},
		{"contents of chapters", "目次\n第一章 总则……1\n第二章 附则……3\n第一章 总则\n第一条 甲\n第二章 附则\n第二条 乙", "第一条=甲|第二条=乙"},
		{"contents of chapters, no pages", "目录\n第一章 总则\n第二章 附则\n第一章 总则\n第一条 甲\n第二章 附则\n第二条 乙", "第一条=甲|第二条=乙"},
		{"contents nobody named", "第一条 甲……1\n第二条 乙...........2\n第一条 甲一\n第二条 乙一", "第一条=甲一|第二条=乙一"},
		{"blanks in a number", "第 一 条 甲\n第二  条：乙\n第　三条丙\n第 十 二 条 丁", "第一条=甲|第二条=乙|第三条=丙|第十二条=丁"},
		{"a number in brackets", "【第一条】甲\n［第二条］ 乙\n【第八条】丙", "第一条=甲|第二条=乙|第八条=丙"},
		{"an article that a revision put in", "第一条 甲\n第二条 乙\n第二条之一 丙\n第二条之二丁\n第三条 戊\n第一条之一规定的除外。", "第一条=甲|第二条=乙|第二条之一=丙|第二条之二=丁|第三条=戊/第一条之一规定的除外。"},
		{"what looks like one", "第一条 甲\n第 三 方担保。\n【附】第九条除外\n第二条之规定除外。\n第二条 乙", "第一条=甲/第 三 方担保。/【附】第九条除外|第二条=之规定除外。|第二条=乙"},
		{"a chapter with blanks", "第 一 章 总则\n第一条 甲\n第 二 章\n第二条 乙", "第一条=甲|第二条=乙"},
		{"目录 as a word of the text", "目录\n第一条 甲。\n第二条 乙。", "第一条=甲。|第二条=乙。"},
		{"目录 above nothing like one", "目录\n第一条 甲\n第二条 乙", "第一条=甲|第二条=乙"},
	} {
		var got []string
		for _, a := range ReadArticles(x.text) {
			got = append(got, a.No+"="+strings.ReplaceAll(a.Text, "\n", "/"))
		}
		if s := strings.Join(got, "|"); s != x.want {
			t.Errorf("%s: %s\nwant %s", x.name, s, x.want)
		}
	}
	long := ReadArticles("第一条 " + strings.Repeat("长", 2*maxArticle+1))
	if len(long) != 3 || long[2].No != "第一条（续）（续）" || long[2].Text != "长" {
		t.Errorf("a long article is in %d parts", len(long))
	}
}

// TestPolicyAccount: what is in no article is named.
func TestPolicyAccount(t *testing.T) {
	for text, want := range map[string]string{
		"第一条 甲": "",
		"某措施\n（试行）\n第一章 总则\n第一条 甲\n第二章 附则\n第二条\n第三条 丙": "第一条之前的标题和说明（3行）、章节标题（1行）、没有内容的第二条",
		"目录\n第一条 甲 1\n第一条 甲一\n":                        "目录（2行）",
		"甲\n乙": "",
	} {
		if _, passed := ReadPolicy(text); strings.Join(passed, "、") != want {
			t.Errorf("%q: %q, want %q", text, passed, want)
		}
	}
}

// TestReadArticlesCost reads texts that are made to be slow: one of eight times the length costs some eight times as much, not the
// square of it.
func TestReadArticlesCost(t *testing.T) {
	for name, text := range map[string]func(n int) string{
		"lines of one article": func(n int) string { return "第一条 甲\n" + strings.Repeat("a\n", n/2) },
		"contents":             func(n int) string { return strings.Repeat("目录\n", n/7) },
		"contents and numbers": func(n int) string { return strings.Repeat("目录\n1.a\n", n/11) },
		"one long article":     func(n int) string { return "第一条 " + strings.Repeat("长", n/3) },
		"figures":              func(n int) string { return strings.Repeat("1.5\n", n/4) },
		"articles":             func(n int) string { return strings.Repeat("1.a\n", n/4) },
		"references":           func(n int) string { return "第一条 甲\n" + strings.Repeat("第九条的\n", n/13) },
	} {
		cost := func(text string) (least time.Duration) { // of three: another process may have been at it
			for i := range 3 {
				begun := time.Now()
				ReadPolicy(text)
				if took := time.Since(begun); i == 0 || took < least {
					least = took
				}
			}
			return least
		}
		const n = 1 << 15       // bytes
		for try := 1; ; try++ { // a busy machine is slow at one of the two by chance, not five times
			short, long := cost(text(n)), cost(text(8*n))
			if long <= 32*short {
				break
			}
			if try == 5 {
				t.Errorf("%s: %v, and %v for eight times the length", name, short, long)
				break
			}
		}
	}
}
