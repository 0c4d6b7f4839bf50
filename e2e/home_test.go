package e2e

import "testing"

// TestHome sees home of five roles and the board on a phone: each with all its buttons on one screen.
func TestHome(t *testing.T) {
	t.Parallel()
	in := browser(t)
	page, _ := rehearsal(t, build(t), "127.0.0.1:0")
	v := open(t, in, page, phone, phoneHigh)
	fits := func(name, text string) {
		v.sees(text)
		v.look(name)
		const last = `[...document.querySelectorAll('.msg.keyed')].filter(m => m.innerText.includes(%s)).pop()`
		if high := number[float64](v, last+`.getBoundingClientRect().height`, text); high > phoneHigh-190 { // less the page's own bars
			t.Errorf("%s is %.0f pixels high", name, high)
		}
	}
	for _, p := range [][2]string{{"江月华", "member"}, {"夏雨晴", "leader"}, {"高远山", "organiser"}, {"林致和", "secretary"}, {"苏婉清", "discipline"}} {
		v.as(p[0])
		v.say("/menu")
		fits("home-"+p[1], "人员与我的")
	}
	v.as("高远山")
	fits("prepare", "政治生日准备")
	v.say("/board")
	fits("board", "本季度联系点任务")
}
