// Package e2e drives the rehearsal in a real browser, as somebody who tries the product would. It is a module of its
// own, so that the product does not depend on a browser driver.
package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const chromium = "/usr/bin/chromium"

// browser starts the browser in which all visitors have their tabs.
func browser(t *testing.T) context.Context {
	t.Helper()
	if _, err := os.Stat(chromium); err != nil {
		if os.Getenv("ZHIBU_BROWSER") == "required" {
			t.Fatal("there is no browser at ", chromium)
		}
		t.Skip("there is no browser at ", chromium)
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), chromedp.ExecPath(chromium), chromedp.Headless,
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.Flag("disable-quic", true), chromedp.Flag("lang", "zh-CN"), chromedp.Env("LANGUAGE=zh_CN"),
		chromedp.Flag("accept-lang", "zh-CN"), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-sync", true))
	t.Cleanup(cancel)
	return ctx
}

// visitor is one browser of one person.
type visitor struct {
	*testing.T
	ctx     context.Context
	presses int
}

const (
	phone, phoneHigh = 390, 844
	desk, deskHigh   = 1280, 800
)

func open(t *testing.T, in context.Context, page string, width, height int64) *visitor {
	t.Helper()
	ctx, cancel := chromedp.NewContext(in)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	v := &visitor{T: t, ctx: ctx}
	v.do(chromedp.EmulateViewport(width, height), chromedp.Navigate(page))
	return v
}

func (v *visitor) do(steps ...chromedp.Action[chromedp.Void]) {
	v.Helper()
	if err := chromedp.Do(v.ctx, steps...); err != nil {
		v.Fatal(err)
	}
}

func script(format string, args []any) string {
	quoted := make([]any, len(args))
	for i, a := range args {
		raw, _ := json.Marshal(a)
		quoted[i] = string(raw)
	}
	return fmt.Sprintf(format, quoted...)
}

// until waits for a JavaScript condition; %s stands for an argument.
func (v *visitor) until(what, condition string, args ...any) {
	v.Helper()
	code := "!!(" + script(condition, args) + ")"
	for range 750 {
		if ok, err := chromedp.Run(v.ctx, chromedp.Evaluate[bool](code)); err == nil && ok {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	if folder := os.Getenv("ZHIBU_LOOK"); folder != "" {
		v.shoot(filepath.Join(folder, "failed.png"))
	}
	text, _ := chromedp.Run(v.ctx, chromedp.Evaluate[string](`document.body.innerText`))
	v.Fatalf("%s: not within 15 s; the page says:\n%s", what, text)
}

func number[T any](v *visitor, code string, args ...any) T {
	v.Helper()
	n, err := chromedp.Run(v.ctx, chromedp.Evaluate[T](script(code, args)))
	if err != nil {
		v.Fatal(err)
	}
	return n
}

// point waits until an element is there, in view and not covered, and gives its middle.
func (v *visitor) point(what, element string, args ...any) (x, y float64) {
	v.Helper()
	find := script(element, args)
	v.until(what, `(e => {
		if (!e || e.disabled || !e.getClientRects().length) return false;
		e.scrollIntoView({block: 'nearest', inline: 'nearest'});
		const r = e.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2;
		const top = document.elementFromPoint(x, y);
		const was = window.seen;
		window.seen = [x, y, e];
		return e.contains(top) && was && was[0] === x && was[1] === y && was[2] === e;
	})(`+find+`)`)
	at := number[[]float64](v, `window.seen.slice(0, 2)`)
	number[bool](v, `window.seen = null, true`)
	return at[0], at[1]
}

// click presses an element with the mouse, where one sees it.
func (v *visitor) click(what, element string, args ...any) {
	v.Helper()
	x, y := v.point(what, element, args...)
	v.do(chromedp.MouseClickXY(x, y))
	v.presses++
}

// press presses the last button with that label (or name, if it shows a sign).
func (v *visitor) press(label string) {
	v.Helper()
	v.click("a button "+label, `[...document.querySelectorAll('button')].filter(b => (b.innerText.trim() === %[1]s || b.ariaLabel === %[1]s) && b.getClientRects().length && !b.disabled).pop()`, label)
}

func (v *visitor) say(text string) {
	v.Helper()
	v.do(chromedp.SendKeys("#text", text))
	v.press("发送")
}

// as becomes a person of the branch, by the list. After the name may stand more to search for.
func (v *visitor) as(who string) {
	v.Helper()
	name, _, _ := strings.Cut(who, " ")
	if number[bool](v, `document.body.classList.contains('open') && innerWidth < 800`) {
		v.click("back to the list", `document.getElementById('back')`)
	}
	v.find(who)
	v.click("the list has "+name, `[...document.querySelectorAll('a.person')].find(a => a.querySelector('b').innerText === %s)`, name)
	v.until("the chat is "+name+"'s", `document.getElementById('who').innerText === %s && document.querySelector('.msg, #start:not([hidden])')`, name)
	v.find("")
}

// find types into the search field.
func (v *visitor) find(words string) {
	v.Helper()
	number[bool](v, `(s => { s.value = %s; s.dispatchEvent(new Event('input')); return true; })(document.getElementById('search'))`, words)
}

// sees waits until the chat shows a text.
func (v *visitor) sees(text string) {
	v.Helper()
	v.until("the chat shows "+text, `document.getElementById('log').innerText.includes(%s)`, text)
}

func (v *visitor) shoot(file string) {
	v.Helper()
	time.Sleep(250 * time.Millisecond) // what moves comes to rest
	png, err := chromedp.Run(v.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(file, png, 0o644)
	}
	if err != nil {
		v.Fatal(err)
	}
}

// picture keeps what the page looks like for the README, where ZHIBU_PICTURES says.
func (v *visitor) picture(name string) {
	v.Helper()
	if folder := os.Getenv("ZHIBU_PICTURES"); folder != "" {
		number[bool](v, `(document.getElementById('toast').hidden = true)`)
		time.Sleep(time.Second) // the floating day fades
		v.shoot(filepath.Join(folder, name+".png"))
	}
}

// look keeps what the page looks like in both themes, where ZHIBU_LOOK says, for those who work on it.
func (v *visitor) look(name string) {
	v.Helper()
	folder := os.Getenv("ZHIBU_LOOK")
	if folder == "" {
		return
	}
	for _, theme := range []string{"light", "dark"} {
		number[string](v, `document.documentElement.dataset.theme = %s`, theme)
		v.shoot(filepath.Join(folder, fmt.Sprintf("%s-%s.png", name, theme)))
	}
	number[bool](v, `delete document.documentElement.dataset.theme`)
}
