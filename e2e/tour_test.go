package e2e

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// build makes the program once.
func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "zhibu")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// rehearsal starts `zhibu demo` and gives the address of its page and what ends it.
func rehearsal(t *testing.T, binary, addr string) (page string, stop func()) {
	t.Helper()
	demo := exec.Command(binary, "demo", "--no-open", "--date", "2026-06-01", "--addr", addr)
	out, err := demo.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Start(); err != nil {
		t.Fatal(err)
	}
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		demo.Process.Signal(os.Interrupt)
		if err := demo.Wait(); err != nil {
			t.Errorf("the rehearsal ended with %v", err)
		}
	}
	t.Cleanup(stop)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, address, found := strings.Cut(lines.Text(), "演练已就绪："); found {
			go func() {
				for lines.Scan() {
				}
			}()
			return address, stop
		}
	}
	t.Fatal("the rehearsal printed no address")
	return "", nil
}

// score is what the tour says is done.
const score = `document.getElementById('score').textContent`

// task goes through one task of the tour: led to it, then at most five presses. look is what the task talks of: it is in view at
// once, whole, and not under anything.
func (v *visitor) task(n, done, look string, do func()) {
	v.Helper()
	if number[bool](v, `getComputedStyle(document.getElementById('bar')).display !== 'none'`) {
		v.click("the tour", `document.getElementById('bar-tour')`)
	}
	if !number[bool](v, `!!document.querySelector('[data-id=g`+n+`]')`) {
		v.click("the task", `document.querySelector('[data-id=t`+n+`]')`)
	}
	v.click("led to the task", `document.querySelector('[data-id=g`+n+`]')`)
	v.until("the panel makes way", `!document.getElementById('panel').classList.contains('show')`)
	v.until("the way is known", `Math.abs(JSON.parse(sessionStorage.getItem('task'))) === `+n+` + 1`)
	time.Sleep(150 * time.Millisecond) // the sheet's history entry goes first, then the chat opens
	if look != "" {
		v.until("task "+n+" is led to "+look, `(e => {
			if (!e || !e.innerText.includes(%s)) return false;
			if (e.getBoundingClientRect().height > document.getElementById('log').clientHeight) e = e.querySelector('.body');
			const r = e.getBoundingClientRect(), top = document.elementFromPoint(r.x + r.width / 2, r.bottom - 6);
			return e.contains(top) && r.bottom <= document.getElementById('foot').getBoundingClientRect().top;
		})(document.querySelector('[data-led]'))`, look)
		if number[bool](v, `getComputedStyle(document.getElementById('bar')).display !== 'none'`) {
			v.until("the sentence stays", `document.getElementById('hint').getClientRects().length`)
		}
	}
	v.presses = 0
	do()
	v.until("task "+n+" is ticked", score+` === %s`, done)
	if v.presses > 5 {
		v.Errorf("task %s took %d presses", n, v.presses)
	}
}

// tour does the nine tasks. What is pressed is what is seen.
func (v *visitor) tour(name string) {
	v.Helper()
	v.task("0", "1/9", "", func() {
		v.click("the invitation", `document.querySelector('#note a')`)
		v.sees("如果是您本人")
		v.look(name + "-bind")
		v.press("确认")
		v.sees("绑定完成")
		v.until("the invitation is used", `document.getElementById('note').hidden`)
	})
	v.task("1", "2/9", "登记走访", func() {
		v.look(name + "-led")
		v.press("登记走访")
		v.sees("请选择企业")
		v.look(name + "-visit")
		v.click("an enterprise", `[...document.querySelectorAll('.msg.keyed')].filter(m => m.innerText.includes('请选择企业')).pop()?.querySelector('.keys button')`)
		v.until("the question", `/一句话|一两句话/.test(document.getElementById('log').innerText)`)
		v.look(name + "-hint")
		v.say("到企业党支部走访，了解用工需求。")
		v.press("确认")
	})
	v.look(name + "-ticked")
	v.task("2", "3/9", "请从本组党员中推荐", func() {
		v.sees("“身边好党员”")
		v.look(name + "-nominate")
		v.click("a member", `[...document.querySelectorAll('.msg.keyed')].filter(m => m.innerText.includes('身边好党员')).pop().querySelector('.keys button')`)
		v.sees("请用一两句话写下事迹")
		v.say("牵头服务台企项目落地，全年走访企业60余次。")
		v.press("确认提名")
		v.sees("已推荐")
	})
	vote := func(nth string) func() {
		return func() {
			if nth == "1" {
				v.press("改投")
			}
			v.sees("这是民主推荐，不是选举")
			if name == "phone" && nth == "0" {
				v.picture("ballot")
			}
			v.look(name + "-ballot" + nth)
			v.click("a candidate", `[...document.querySelectorAll('.msg.keyed')].filter(m => m.innerText.includes('这是民主推荐')).pop().querySelectorAll('.keys button')[`+nth+`]`)
			v.sees("请点「确认」")
			v.press("确认")
			v.sees("已投票")
		}
	}
	v.task("3", "4/9", "这是民主推荐", vote("0"))
	v.look(name + "-voted")
	v.task("4", "5/9", "改投", vote("1"))
	v.task("5", "6/9", "联系点", func() {
		v.press("联系点")
		v.press("本季度走访")
		v.sees("本季度还差")
	})
	v.look(name + "-board")
	v.task("6", "7/9", "", func() {
		v.press("开始")
		v.sees("只为本支部党员服务")
	})
	v.look(name + "-outsider")
	v.task("7", "8/9", "今天是您的政治生日", func() {
		v.sees("今天是您的政治生日")
		v.until("the picture", `[...document.querySelectorAll('.bubble img')].every(i => i.complete && i.naturalWidth)`)
	})
	v.look(name + "-greeting")
	v.task("8", "9/9", "录入决定", func() {
		v.look(name + "-decide")
		v.press("录入决定")
		v.press("党员大会")
		v.press("今天")
		v.sees("请按顺序发送各个数")
		v.say(figures(number[string](v, `document.getElementById('log').innerText`)))
		v.sees("通过")
		v.look(name + "-decided")
		v.press("确认决定")
	})
	v.look(name + "-end")
}

// figures returns the example that the card of a decision shows.
func figures(card string) string {
	_, rest, _ := strings.Cut(card[strings.LastIndex(card, "请按顺序发送各个数"):], "例如")
	return strings.TrimSpace(strings.Trim(strings.SplitN(strings.TrimSpace(rest), "\n", 2)[0], "：: 。"))
}

// TestTour does the tour at both widths, each in a rehearsal of its own.
func TestTour(t *testing.T) {
	t.Parallel()
	in := browser(t)
	binary := build(t)
	for _, screen := range []struct {
		name          string
		width, height int64
	}{{"phone", phone, phoneHigh}, {"desk", desk, deskHigh}} {
		t.Run(screen.name, func(t *testing.T) {
			t.Parallel()
			page, _ := rehearsal(t, binary, "127.0.0.1:0")
			v := open(t, in, page, screen.width, screen.height)
			v.until("the tour", score+` === '0/9'`)
			v.look(screen.name + "-list")
			if screen.name == "phone" {
				v.click("the clock", `document.getElementById('bar-date')`)
				v.look("phone-sheet")
				v.do(chromedp.KeyEvent("\x1b"))
				v.until("Esc closes", `!document.getElementById('panel').classList.contains('show')`)
			}
			v.tour(screen.name)
			v.do(chromedp.Reload())
			v.until("progress survives a reload", score+` === '9/9'`)
		})
	}
}

// TestTwo has two people at once, one of whom binds the account by an invitation, and the program stopped and started.
func TestTwo(t *testing.T) {
	t.Parallel()
	in := browser(t)
	binary := build(t)
	page, stop := rehearsal(t, binary, "127.0.0.1:0")
	member := open(t, in, page, phone, phoneHigh)
	member.find("cj") // by the initials
	member.until("found by pinyin", `[...document.querySelectorAll('a.person b')].some(b => b.innerText === '陈静')`)
	member.as("陈静 第一党小组")
	member.click("the invitation", `document.querySelector('#note a')`)
	member.sees("第一党小组")
	member.press("确认")
	member.sees("任何时候都不要在这里发送")
	member.press("我知道了")
	member.sees("目前没有待您办理的事项")

	wide := open(t, in, page, desk, deskHigh)
	wide.as("夏雨晴")
	wide.sees("第二党小组推荐“身边好党员”")
	wide.press("白建平")
	wide.sees("请用一两句话写下事迹")
	wide.picture("nominate")
	wide.press("到下一件事") // the month's list, and what is to be prepared
	wide.until("nine o'clock", `document.getElementById('time').textContent === '09:00'`)
	wide.press("到下一件事")
	member.as("丁海燕")
	member.sees("今天是您的政治生日")
	member.until("the picture", `[...document.querySelectorAll('.bubble img')].every(i => i.complete && i.naturalWidth)`)
	member.picture("greeting")
	member.until("the strip tells what has happened", `document.getElementById('strip').innerText.includes('6月2日 09:00 丁海燕')`)
	// A week, day by day; what it brought is listed, and leads to the chat.
	wide.press("+1 周")
	wide.until("the week is over", `document.getElementById('bar-day').innerText + document.getElementById('day').innerText, /6月9日/.test(document.getElementById('day').innerText) && document.getElementById('stop').hidden`)
	wide.look("desk-week")
	wide.click("what happened", `document.querySelector('#news a')`)
	wide.until("that chat", `document.querySelector('#news a').hash === location.hash`)
	// Without the program the page says so, but not at once; started again it is all there.
	stop()
	member.until("nothing said yet", `document.getElementById('lost').hidden`)
	gone := time.Now()
	member.until("said", `!document.getElementById('lost').hidden`)
	if after := time.Since(gone); after < 1500*time.Millisecond {
		t.Errorf("a broken connection was told of after %v", after)
	}
	member.look("phone-lost")
	rehearsal(t, binary, strings.TrimSuffix(strings.TrimPrefix(page, "http://"), "/"))
	member.until("back", `document.getElementById('lost').hidden && document.getElementById('bar-day').innerText.startsWith('6月1日')`)
	member.as("方正平")
	member.sees("方正平")
}
