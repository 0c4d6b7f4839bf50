package e2e

import (
	"testing"
	"time"
)

// TestVisit has a leader log a visit with a request on the page as wide as a phone: in under 30 seconds.
func TestVisit(t *testing.T) {
	t.Parallel()
	in := browser(t)
	page, _ := rehearsal(t, build(t), "127.0.0.1:0")
	v := open(t, in, page, phone, phoneHigh)
	v.as("林致和")
	began := time.Now()
	v.say("/visit")
	v.sees("请选择企业")
	v.presses = 0
	v.click("an enterprise", `[...document.querySelectorAll('.msg.keyed')].filter(m => m.innerText.includes('请选择企业')).pop()?.querySelector('.keys button')`)
	v.sees("请用一句话写下情况")
	v.look("visit-text")
	v.say("到企业党支部走访，了解用工需求。")
	v.sees("记企业诉求")
	v.look("visit-confirm")
	v.press("记企业诉求")
	v.sees("企业提出了什么诉求")
	v.say("厂区夜间用电不足，希望协调增容。")
	v.sees("诉求：厂区夜间用电不足")
	v.look("visit-all")
	v.press("确认")
	v.sees("企业诉求已受理")
	v.look("visit-logged")
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("it took %v", took)
	} else {
		t.Logf("it took %v and %d presses", took.Round(100*time.Millisecond), v.presses)
	}
}
