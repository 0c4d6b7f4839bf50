package dues

import (
	"strings"
	"testing"
)

// TestOf holds the rates to 中组发〔2008〕3号: the bracket's rate is that of the whole base.
func TestOf(t *testing.T) {
	for _, c := range []struct {
		base    string
		retired bool
		rate    string
		dues    string
	}{
		{"3000", false, "0.5%", "15.00"}, {"3000.01", false, "1%", "30.00"}, {"5000", false, "1%", "50.00"}, {"5000.01", false, "1.5%", "75.00"},
		{"8333.33", false, "1.5%", "125.00"}, {"10000", false, "1.5%", "150.00"}, {"10000.01", false, "2%", "200.00"},
		{"5000", true, "0.5%", "25.00"}, {"5000.01", true, "1%", "50.00"}, {"0.01", false, "0.5%", "0.00"}, {"1000000", false, "2%", "20000.00"},
		{"100.90", false, "0.5%", "0.50"}, {"101", false, "0.5%", "0.51"},
	} {
		base, err := ReadBase(c.base)
		if err != nil {
			t.Errorf("%s: %v", c.base, err)
		}
		rate, dues := Of(base, c.retired)
		if rate.String() != c.rate || dues.String() != c.dues {
			t.Errorf("%s, retired %v: %s, %s; want %s, %s", c.base, c.retired, rate, dues, c.rate, c.dues)
		}
	}
}

func TestReadBase(t *testing.T) {
	for text, want := range map[string]string{"8333.33": "8333.33", " 8,333.33元 ": "8333.33", "８３３３．３": "8333.30", "￥5000": "5000.00", "12，000": "12000.00", "007": "7.00",
		"": "请只发送一个大于0的金额", "-5": "请只发送一个大于0的金额", "8333.333": "请只发送一个大于0的金额", "五千": "请只发送一个大于0的金额", "5000 6000元左右": "请只发送一个大于0的金额", "1,00": "请只发送一个大于0的金额",
		"0": "请只发送一个大于0的金额", "0.00": "请只发送一个大于0的金额", "1000000.01": "数字太大", "99999999999999999999": "数字太大"} {
		base, err := ReadBase(text)
		switch got := base.String(); {
		case err != nil && !strings.HasPrefix(err.Error(), want):
			t.Errorf("%q: %v", text, err)
		case err == nil && got != want:
			t.Errorf("%q is read as %s, want %s", text, got, want)
		}
	}
}
