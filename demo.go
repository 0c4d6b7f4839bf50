package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/demo"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/scheduler"
	"zhibu/store"
)

var demoVerb = verb{help: `演练：支部、机器人和聊天页面都在本机，不联网，退出后不留数据。

用法：
  zhibu demo [--date 2026-06-01] [--roster 文件] [--addr 127.0.0.1:8080] [--no-open]

在页面上可以扮演任何一位党员，点按钮、发消息，还可以拨快时钟。除两位以外，其他人都已
绑定账号；用那两位可以试一试邀请码。

参数：
  --date 日期     从哪一天开始，默认 2026-06-01
  --roster 文件   用自己的名册演练
  --addr 地址     页面地址，只能在本机；默认由系统选一个端口
  --no-open       不自动打开浏览器
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	date := fs.String("date", "2026-06-01", "")
	roster := fs.String("roster", "", "")
	addr := fs.String("addr", "127.0.0.1:0", "")
	noOpen := fs.Bool("no-open", false, "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		if len(args) > 0 {
			return inputError{"demo 后面不要写其他内容。"}
		}
		day, err := branch.ParseDate(*date)
		if err != nil {
			return inputError{"日期请写成 2026-06-01 的样子。"}
		}
		start := day.At(8, 55)
		file, data := "roster.xlsx", demo.Roster
		if *roster != "" {
			file = filepath.Base(*roster)
			if data, err = os.ReadFile(*roster); err != nil {
				return inputError{"找不到文件 " + *roster + "，请核对文件名。"}
			}
		}
		f, err := founding(file, data, "", start)
		if err != nil {
			return err
		}
		l, err := listenLocal(*addr)
		if err != nil {
			return err
		}
		return rehearse(ctx, f, start, l, out, !*noOpen)
	}
}}

// listenLocal listens on this machine only.
func listenLocal(addr string) (net.Listener, error) {
	tcp, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil || tcp.IP == nil || !tcp.IP.IsLoopback() {
		return nil, inputError{"--addr 只能是本机地址，例如 127.0.0.1:8080。"}
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, inputError{"地址 " + addr + " 不能使用，可能已被占用，请换一个端口。"}
	}
	return l, nil
}

const (
	demoToken = "100001:rehearsal-in-this-process-only"
	demoBot   = "zhibu_demo_bot"
	firstID   = 7000 // of the people on the page
)

// rehearsal is a branch, the bot and the sandbox in one process.
type rehearsal struct {
	app    *App
	clock  *scheduler.Turned
	server *sandbox.Server
	mem    *sandbox.MemListener
	folder string
}

// rehearse runs a rehearsal until ctx ends.
func rehearse(ctx context.Context, f branch.Founding, start time.Time, l net.Listener, out io.Writer, open bool) error {
	r, err := newRehearsal(f, start)
	if err != nil {
		return err
	}
	defer os.RemoveAll(r.folder)
	page := &http.Server{Handler: r.server.Handler(), ReadHeaderTimeout: 10 * time.Second}
	api := &http.Server{Handler: r.server.Handler()}
	go page.Serve(l)
	go api.Serve(r.mem)
	url := "http://" + l.Addr().String() + "/"
	fmt.Fprintf(out, "演练已就绪：%s\n%s，%d 名党员。按 Ctrl+C 结束。\n", url, f.Branch.Name, len(f.Members))
	if open {
		openBrowser(url)
	}
	err = r.app.Run(ctx)
	r.server.Close()
	return errors.Join(err, page.Close(), api.Close(), r.app.Close())
}

// newRehearsal makes the branch and binds everybody but the last ordinary member of the first two groups.
func newRehearsal(f branch.Founding, start time.Time) (*rehearsal, error) {
	folder, err := os.MkdirTemp("", "zhibu-demo-")
	if err != nil {
		return nil, err
	}
	r := &rehearsal{clock: scheduler.NewTurned(start), mem: sandbox.NewMemListener(), folder: folder}
	r.app, err = New(Config{Data: filepath.Join(folder, "data"), Keys: filepath.Join(folder, "keys"), Token: demoToken,
		API: "http://127.0.0.1", Dial: r.mem.DialContext, Unpaced: true, Clock: r.clock, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		os.RemoveAll(folder)
		return nil, err
	}
	r.server = sandbox.New(sandbox.Options{Token: demoToken, BotName: "党支部工作助手", BotUsername: demoBot, Clock: r, Tour: r.tour(), Spell: spell})
	return r, errors.Join(r.found(f, start), r.people())
}

// found stores the branch and binds its people.
func (r *rehearsal) found(f branch.Founding, start time.Time) error {
	_, err := r.app.Store.Update(func(tx *store.Tx) error {
		store.Infos.Put(tx, store.Info{Rehearsal: true, Made: start, Bot: demoBot})
		b, err := r.app.Office.Found(tx, f, start)
		if err != nil {
			return err
		}
		for m := range store.Members.Scan(tx, store.K(b)) {
			if !unboundAtFirst(tx, m) {
				to := fmt.Sprintf("tg:%d", firstID+m.ID)
				r.app.Office.Attach(tx, m, chat.Account(to), chat.Chat(to), start)
			}
		}
		return nil
	})
	return err
}

// unboundAtFirst tells whether somebody is to try an invitation: the last member of groups 1 and 2.
func unboundAtFirst(tx *store.Tx, m branch.Member) bool {
	if m.Group > 2 {
		return false
	}
	var last branch.MemberID
	for other := range store.Members.Scan(tx, store.K(m.Branch)) {
		if other.Group == m.Group && other.Post == branch.NoPost && !other.Leadership && office.Group(tx, m.Branch, m.Group).Leader != other.ID {
			last = other.ID
		}
	}
	return m.ID == last
}

// people puts everybody on the page; who is bound has pressed 开始 already.
func (r *rehearsal) people() error {
	var started []int64
	_, err := r.app.Store.Update(func(tx *store.Tx) error {
		started = nil
		for m := range store.Members.Scan(tx, nil) {
			g := office.Group(tx, m.Branch, m.Group)
			p := sandbox.Person{ID: firstID + int64(m.ID), First: m.Name, Label: g.Name, Role: roleOf(m, g)}
			if office.Chat(tx, m) == "" {
				code := office.NewCode()
				if err := r.app.Office.Invite(tx, m.Branch, m.ID, code, 0, r.clock.Now()); err != nil {
					return err
				}
				p.Note = "https://t.me/" + demoBot + "?start=" + code
			} else {
				started = append(started, p.ID)
			}
			r.server.AddPerson(p)
		}
		return nil
	})
	for _, id := range started {
		r.server.Client(id).Start("")
	}
	return err
}

func roleOf(m branch.Member, g branch.Group) string {
	switch {
	case m.Post != branch.NoPost:
		return string(m.Post)
	case g.Leader == m.ID:
		return "党小组组长"
	case m.Leadership:
		return "班子成员"
	case m.Full == 0:
		return "预备党员"
	}
	return ""
}

// Now, NextDue and Turn make the rehearsal the page's clock.
func (r *rehearsal) Now() time.Time { return r.clock.Now().In(branch.Shanghai) }

// NextDue implements sandbox.Clock.
func (r *rehearsal) NextDue() (time.Time, string, bool) {
	at, sentence, ok := r.app.scheduler.NextDue()
	return at.In(branch.Shanghai), sentence, ok
}

// Turn implements sandbox.Clock.
func (r *rehearsal) Turn(ctx context.Context, to time.Time) error { return r.app.Turn(ctx, to) }

// openBrowser opens a page if it can; the address is printed in any case.
func openBrowser(url string) {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	_ = exec.Command(name, args...).Start()
}
