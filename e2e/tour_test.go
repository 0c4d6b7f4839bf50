// Package e2e drives the rehearsal in a real browser, as somebody who tries the product would. It is a module of its
// own, so that the product does not depend on a browser driver.
package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const chromium = "/usr/bin/chromium"

// rehearsal starts `zhibu demo` and gives the address of its page.
func rehearsal(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "zhibu")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	demo := exec.Command(binary, "demo", "--no-open", "--date", "2026-06-01")
	out, err := demo.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		demo.Process.Signal(os.Interrupt)
		if err := demo.Wait(); err != nil {
			t.Errorf("the rehearsal ended with %v", err)
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, address, found := strings.Cut(lines.Text(), "演练已就绪："); found {
			go func() {
				for lines.Scan() {
				}
			}()
			return address
		}
	}
	t.Fatal("the rehearsal printed no address")
	return ""
}

// visitor is one browser tab.
type visitor struct {
	*testing.T
	ctx  context.Context
	page string
}

func open(t *testing.T, page string, width, height int64) *visitor {
	t.Helper()
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(chromium), chromedp.Headless,
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-sync", true))
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	v := &visitor{t, ctx, page}
	v.do(chromedp.EmulateViewport(width, height), chromedp.Navigate(page))
	return v
}

func (v *visitor) do(steps ...chromedp.Action[chromedp.Void]) {
	v.Helper()
	if err := chromedp.Do(v.ctx, steps...); err != nil {
		v.Fatal(err)
	}
}

// until waits for a JavaScript condition.
func (v *visitor) until(what, condition string, args ...any) {
	v.Helper()
	for i, a := range args {
		quoted, _ := json.Marshal(a)
		args[i] = string(quoted)
	}
	script := "!!(" + fmt.Sprintf(condition, args...) + ")"
	for range 200 {
		if ok, err := chromedp.Run(v.ctx, chromedp.Evaluate[bool](script)); err == nil && ok {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	text, _ := chromedp.Run(v.ctx, chromedp.Evaluate[string](`document.body.innerText`))
	v.Fatalf("%s: not within 10 s; the page says:\n%s", what, text)
}

// as becomes a person of the branch.
func (v *visitor) as(name string) {
	v.Helper()
	v.until("the list has "+name, `[...document.querySelectorAll('a.person')].some(a => a.innerText.includes(%s) && (location.hash = a.hash, true))`, name)
	v.until("the chat is "+name+"'s", `document.getElementById('who').innerText === %s`, name)
}

// press presses the last visible button with that label.
func (v *visitor) press(label string) {
	v.Helper()
	v.until("a button "+label, `(b => b && (b.click(), true))([...document.querySelectorAll('button')].filter(b => b.innerText.trim() === %s && b.offsetParent && !b.disabled).pop())`, label)
}

func (v *visitor) say(text string) {
	v.Helper()
	v.do(chromedp.SendKeys("#text", text))
	v.press("发送")
}

// sees waits until the chat shows a text.
func (v *visitor) sees(text string) {
	v.Helper()
	v.until("the chat shows "+text, `document.getElementById('messages').innerText.includes(%s)`, text)
}

// picture keeps what the page looks like, where ZHIBU_PICTURES says.
func (v *visitor) picture(name string) {
	v.Helper()
	folder := os.Getenv("ZHIBU_PICTURES")
	if folder == "" {
		return
	}
	time.Sleep(300 * time.Millisecond) // pictures and toasts settle
	png, err := chromedp.Run(v.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644)
	}
	if err != nil {
		v.Fatal(err)
	}
}

// TestTour binds somebody, nominates, logs a visit, turns the clock to a greeting and votes, by pressing and reading.
func TestTour(t *testing.T) {
	if _, err := os.Stat(chromium); err != nil {
		if os.Getenv("ZHIBU_BROWSER") == "required" {
			t.Fatal("there is no browser at ", chromium)
		}
		t.Skip("there is no browser at ", chromium)
	}
	page := rehearsal(t)

	phone := open(t, page, 390, 844)
	phone.as("陈静")
	phone.until("the invitation", `(a => a && (a.click(), true))(document.querySelector('#note a'))`)
	phone.sees("第一党小组")
	phone.press("确认")
	phone.sees("任何时候都不要在这里发送")
	phone.press("我知道了")
	phone.sees("目前没有待您办理的事项")

	wide := open(t, page, 1200, 800)
	wide.as("夏雨晴")
	wide.sees("第二党小组推荐“身边好党员”")
	wide.press("丁海燕")
	wide.sees("请用一两句话写下事迹")
	wide.picture("nominate")
	wide.say("牵头服务台企项目落地，全年走访企业60余次。")
	wide.press("确认提名")
	wide.sees("已推荐：丁海燕")

	wide.press("登记走访")
	wide.press("返回首页")
	wide.sees("待您办理")
	wide.press("到下一件事")
	phone.as("丁海燕")
	phone.sees("今天是您的政治生日")
	phone.picture("greeting")

	wide.as("高远山")
	wide.press("发起推荐")
	wide.sees("请选择候选人")
	wide.press("方正平")
	wide.press("下一页（1/4）")
	wide.press("丁海燕")
	wide.press("选好了（2人）")
	wide.press("6月3日（周三）18:00")
	wide.press("确认")
	wide.sees("应参加 31 人，已参加 0 人")

	phone.as("林致和")
	phone.sees("这是民主推荐，不是选举")
	phone.picture("ballot")
	phone.press("丁海燕")
	phone.sees("请点「确认」")
	phone.press("确认")
	phone.sees("已投票")
	phone.picture("voted")
	wide.picture("officer")
}
