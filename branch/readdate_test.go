package branch

import "testing"

func TestReadDate(t *testing.T) {
	dates := map[string]string{
		"1998-07-01":     "1998-07-01",
		"1998/7/1":       "1998-07-01",
		"1998.7.1":       "1998-07-01",
		"1998年7月1日":      "1998-07-01",
		"1998年07月01号":    "1998-07-01",
		"19980701":       "1998-07-01",
		" １９９８．７．１　":     "1998-07-01",
		"１９９８／７／１":       "1998-07-01",
		"1998 年 7 月 1 日": "1998-07-01",
		"1998。7。1":       "1998-07-01",
		"二〇〇三年八月二十一日":    "2003-08-21",
		"二○○三年十月十日":      "2003-10-10",
		"二零零三年十二月三十一日":   "2003-12-31",
		"二00三年一月二十号":     "2003-01-20",
		"1996-2-29":      "1996-02-29",
		"":               "",
		"1998.7":         "",
		"1998年7月":        "",
		"199807":         "",
		"1998 0701":      "",
		"98.7.1":         "",
		"1998.13.1":      "",
		"1998-02-30":     "",
		"1997-2-29":      "",
		"1998-7.1":       "",
		"1998-00-10":     "",
		"1098-07-01":     "",
		"32256":          "",
		"二〇〇三年十三月一日":     "",
		"二〇〇三年八月十十日":     "",
		"二〇〇三年八月二一日":     "",
		"1998年7月1日前后":    "",
		"1998-07-01 8点":  "",
		"二〇〇三年八月二十一日至今日": "",
	}
	for s, want := range dates {
		got, ok := ReadDate(s)
		if got.String() != want || ok != (want != "") {
			t.Errorf("ReadDate(%q) = %v, %v; want %q", s, got, ok, want)
		}
	}
}

func FuzzReadDate(f *testing.F) {
	for _, s := range []string{"1998-07-01", "１９９８年７月１日", "二〇〇三年八月二十一日", "19980701", "1998.13.1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := ReadDate(s)
		if !ok {
			if d != 0 {
				t.Fatalf("%q is no date, yet gave %v", s, d)
			}
			return
		}
		for _, again := range []string{d.String(), d.Chinese()} {
			if got, ok := ReadDate(again); !ok || got != d {
				t.Fatalf("%q gave %v, its own spelling %q gives %v, %v", s, d, again, got, ok)
			}
		}
	})
}
