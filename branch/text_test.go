package branch

import (
	"strings"
	"testing"
)

// TestReadLine: no line break that somebody has typed, of whatever kind, begins a line of a card; a text of more lines keeps its own.
func TestReadLine(t *testing.T) {
	for _, c := range []struct{ name, typed, line, text string }{
		{"one line", " 学习文件 ", "学习文件", "学习文件"},
		{"two lines", "学习文件\n应到：3人", "学习文件 应到：3人", "学习文件\n应到：3人"},
		{"an empty line between", "学习文件\r\n \r\n应到：3人", "学习文件 应到：3人", "学习文件\n应到：3人"},
		{"a separator of lines", "学习文件\u2028应到：3人", "学习文件 应到：3人", "学习文件 应到：3人"},
		{"a separator of paragraphs", "学习文件\u2029应到：3人", "学习文件 应到：3人", "学习文件 应到：3人"},
		{"a next line", "学习文件\u0085应到：3人", "学习文件 应到：3人", "学习文件 应到：3人"},
		{"a form feed", "学习文件\f应到：3人", "学习文件 应到：3人", "学习文件 应到：3人"},
		{"what turns the writing round", "学习\u202e文件", "学习文件", "学习文件"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := ReadLine(c.typed, 60); got != c.line || err != nil {
				t.Errorf("as a line %q, %v", got, err)
			}
			if got, err := ReadText(c.typed, 60); got != c.text || err != nil {
				t.Errorf("as a text %q, %v", got, err)
			}
		})
	}
	if got := Query("　ａｂ\nｃ "); got != "ab c" {
		t.Errorf("looked for %q", got)
	}
}

func TestReadText(t *testing.T) {
	long := strings.Repeat("长", 500)
	for _, c := range []struct{ in, want string }{
		{"走访企业。", "走访企业。"}, {"好", ""}, {"", ""}, {long, long}, {long + "。", ""}, {"a\u0301", "a\u0301"},
		{"先后\u202e走访\u202c三家\u200b企业\ufeff", "先后走访三家企业"}, {"\u2066\u200f\u00ad", ""}, {"\x00\x01\x02\x7f好", ""},
		{"一\t二\r\n\n\n \n三", "一 二\n三"}, {"<b>\"&amp;</b>", "<b>\"&amp;</b>"}, {"𠮷家", "𠮷家"}, {"\xff\xfe好好", "\ufffd\ufffd好好"},
	} {
		if got, err := ReadText(c.in, 500); got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%q is read as %q, %v", c.in, got, err)
		}
	}
}
