package branch

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPrivateNumbers(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string // kind and the bytes found
	}{
		"none":                                {"走访1次，2026年3月5日，三千元", nil},
		"an ID number":                        {"身份证11010519491231002X。", []string{"身份证号 11010519491231002X"}},
		"a small x":                           {"11010519491231002x", []string{"身份证号 11010519491231002x"}},
		"an ID number of full width":          {"号１１０１０５１９４９１２３１００２Ｘ", []string{"身份证号 １１０１０５１９４９１２３１００２Ｘ"}},
		"an ID number in groups":              {"110105 19491231 002X", []string{"身份证号 110105 19491231 002X"}},
		"a wrong check character":             {"110105194912310021", nil},
		"a firm's code":                       {"91370700165443760L 91370700MA3C1234XY", nil},
		"a mobile":                            {"电话13800138000，晚上", []string{"手机号 13800138000"}},
		"a mobile between letters of Chinese": {"打13912345678找他", []string{"手机号 13912345678"}},
		"a mobile in groups":                  {"138-0013-8000 或 138 0013 8001", []string{"手机号 138-0013-8000", "手机号 138 0013 8001"}},
		"a country code":                      {"+86 138 0013 8000、008613800138000", []string{"手机号 +86 138 0013 8000", "手机号 008613800138000"}},
		"full width":                          {"１３８００１３８０００", []string{"手机号 １３８００１３８０００"}},
		"part of a longer number":             {"138001380001 2138001380001", nil},
		"12 is no mobile":                     {"12800138000", nil},
		"a sum of money":                      {"13800138000.50元", nil},
		"a landline is not one":               {"0536-8789123", nil},
		"letters beside it":                   {"tel13912345678、QQ13912345679号、a13912345670b", []string{"手机号 13912345678", "手机号 13912345679", "手机号 13912345670"}},
		"an ID number beside letters":         {"a11010519491231002Xb id110101199003077774", []string{"身份证号 11010519491231002X", "身份证号 110101199003077774"}},
		"letters beside groups":               {"tel138-0013-8000 SN1391-23-45678 PO13-912345/678", []string{"手机号 138-0013-8000"}},
		"a number of a program":               {"13912345678.0 110101199003077774.0", []string{"手机号 13912345678", "身份证号 110101199003077774"}},
		"fractions":                           {"13912345678.00 13912345678.01 13912345678.05", nil},
		"powers of ten":                       {"1.3912345678E+10、1.3912345E+10、8.613912345678e+12", []string{"手机号 1.3912345678E+10", "手机号 1.3912345E+10", "手机号 8.613912345678e+12"}},
		"an amount in powers of ten":          {"1.39E+10、1.5E+10、1.3912345678E+11、2.3912345678E+10", nil},
		"an ID number of a spreadsheet":       {"1.10101198003077E+17、1.1010119800307778E+17、110101198003077000", []string{"身份证号 1.10101198003077E+17", "身份证号 1.1010119800307778E+17", "身份证号 110101198003077000"}},
		"no ID number of a spreadsheet":       {"1.10101198013077E+17、9.10101198003077E+17、1.10101E+17", nil},
		"two glued together":                  {"1391234567813912345679、110101199003077774110101199003077774", []string{"手机号 1391234567813912345679", "身份证号 110101199003077774110101199003077774"}},
		"a mobile and an ID number":           {"13912345678110101199003077774", []string{"手机号 13912345678110101199003077774"}},
		"an ID number with X, and another":    {"11010519491231002X110101199003077774", []string{"身份证号 11010519491231002X", "身份证号 110101199003077774"}},
		"an order's number":                   {"20261129139123456780 2026112913912345678013 12345678901234567890123456", nil},
		"a comma":                             {"139，12345678", []string{"手机号 139，12345678"}},
		"figures with commas":                 {"150，2000，3000、13,800,138,000、150，20260305、150，12000000、1500000，2000", nil},
		"colons":                              {"139:1234:5678、139：12345678", []string{"手机号 139:1234:5678", "手机号 139：12345678"}},
		"hours":                               {"13:30:15:12345、15:30-17:45:123", nil},
		"a nought before it":                  {"013912345678 0139 1234 5679", []string{"手机号 013912345678", "手机号 0139 1234 5679"}},
		"days and figures with a nought":      {"01-31-2026 1234、01 35 1200 3400", nil},
		"a masked X":                          {"11010519491231002*，11010519491231002×，11010119900307777＊", []string{"身份证号 11010519491231002*", "身份证号 11010519491231002×", "身份证号 11010119900307777＊"}},
		"an ID number in a list":              {"110105、19491231、002X，110101：19900307：7774", []string{"身份证号 110105、19491231、002X", "身份证号 110101：19900307：7774"}},
		"the number of an item or a note":     {"①13912345678，13912345679²；13⁸00138000", []string{"手机号 13912345678", "手机号 13912345679", "手机号 13⁸00138000"}},
		"times":                               {"139*1234*5678", nil},
		"a date before it":                    {"2026-03-05 13800138000 13900139000", []string{"手机号 13800138000", "手机号 13900139000"}},
		"a number before it":                  {"3 13800138000", []string{"手机号 13800138000"}},
		"two lines":                           {"13800138000\n13900139000", []string{"手机号 13800138000", "手机号 13900139000"}},
		"zero width inside":                   {"138\u200b00\u00ad13\ufeff80\u206000", []string{"手机号 138\u200b00\u00ad13\ufeff80\u206000"}},
		"an ID number, zero width inside":     {"110105\u200d19491231\u200c002X", []string{"身份证号 110105\u200d19491231\u200c002X"}},
		"for private use inside":              {"138\ue0000013\U000f000080\xff00", []string{"手机号 138\ue0000013\U000f000080\xff00"}},
		"struck by combining marks":           {"1\u03363\u03368\u033600138000", []string{"手机号 1\u03363\u03368\u033600138000"}},
		"a line break inside":                 {"1380013\n8000", []string{"手机号 1380013\n8000"}},
		"a line separator inside":             {"138\u20280013 8000", []string{"手机号 138\u20280013 8000"}},
		"a vertical tab inside":               {"138001\v38000", []string{"手机号 138001\v38000"}},
		"a tab inside":                        {"138\t0013\t8000", []string{"手机号 138\t0013\t8000"}},
		"a figure space, a narrow one":        {"138\u20070013\u202f8000", []string{"手机号 138\u20070013\u202f8000"}},
		"many blanks":                         {"138   0013　　8000", []string{"手机号 138   0013　　8000"}},
		"a filler for a blank":                {"138\u31640013\u28008000", []string{"手机号 138\u31640013\u28008000"}},
		"dots":                                {"138.0013.8000、139·0013·9000", []string{"手机号 138.0013.8000", "手机号 139·0013·9000"}},
		"dots and a hyphen":                   {"138-0013.8000 +86 139.0013-8000", []string{"手机号 138-0013.8000", "手机号 +86 139.0013-8000"}},
		"strokes":                             {"138/0013/8000", []string{"手机号 138/0013/8000"}},
		"dashes of any length":                {"138–0013—8000 138——0013−8001", []string{"手机号 138–0013—8000", "手机号 138——0013−8001"}},
		"brackets":                            {"(138)0013-8000", []string{"手机号 138)0013-8000"}},
		"some of full width":                  {"１38 00１3 8000", []string{"手机号 １38 00１3 8000"}},
		"each digit apart":                    {"1 3 8 0 0 1 3 8 0 0 0", []string{"手机号 1 3 8 0 0 1 3 8 0 0 0"}},
		"digits of another script":            {"١٣٨٠٠١٣٨٠٠٠ 𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟏 ¹³⁸⁰⁰¹³⁸⁰⁰² ①③⑧⓪⓪①③⑧⓪⓪③", []string{"手机号 ١٣٨٠٠١٣٨٠٠٠", "手机号 𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟏", "手机号 ¹³⁸⁰⁰¹³⁸⁰⁰²", "手机号 ①③⑧⓪⓪①③⑧⓪⓪③"}},
		"an item of a list":                   {"1.13800138000", []string{"手机号 13800138000"}},
		"a column of figures":                 {"156\n2034\n1120\n", nil},
		"amounts in a row":                    {"180.00 2500.00", nil},
		"days of a career":                    {"1998.7.1-1999.6 一科", nil},
		"a day and a number":                  {"1998-07-01 123、19980701 123、1998/7/1 12345", nil},
		"years":                               {"1998 2003 150", nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, n := range PrivateNumbers(c.text) {
				got = append(got, string(n.Kind)+" "+c.text[n.From:n.To])
			}
			if strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestPrivateLines: a number over the end of a line is named by the line where it begins, and struck out in both.
func TestPrivateLines(t *testing.T) {
	lines := PrivateLines("讲稿\n联系电话1380013\n8000，身份证11010519491231002X\n完")
	want := []PrivateLine{{2, Mobile, "联系电话＊＊＊"}, {3, IDNumber, "＊＊＊，身份证＊＊＊"}}
	if !slices.Equal(lines, want) {
		t.Errorf("%+v, not %+v", lines, want)
	}
}

// TestManyPrivateLines: a file of nothing but numbers is looked through in a moment.
func TestManyPrivateLines(t *testing.T) {
	began := time.Now()
	if n := len(PrivateLines(strings.Repeat("13800138000\n", 100_000) + strings.Repeat("13 ", 300_000))); n != 100_000 || time.Since(began) > 10*time.Second {
		t.Errorf("%d lines in %v", n, time.Since(began))
	}
}

func FuzzPrivateNumbers(f *testing.F) {
	f.Add("13800138000 11010519491231002X")
	f.Add("\xff1３8+86")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, n := range PrivateNumbers(text) {
			if n.From < last || n.To <= n.From || n.To > len(text) {
				t.Fatalf("%q: %v", text, n)
			}
			last = n.To
		}
	})
}
