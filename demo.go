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
	"zhibu/pinyin"
	"zhibu/sandbox"
	"zhibu/scheduler"
	"zhibu/store"
)

var demoVerb = verb{help: `演练：支部、机器人和聊天页面都在本机，不联网；不写 --keep，退出后不留数据。

用法：
  zhibu demo [--date 2026-06-01] [--roster 文件] [--keep 文件夹]
             [--addr 127.0.0.1:8080] [--no-open]

在页面上可以扮演任何一位党员，点按钮、发消息，还可以拨快时钟。除两位以外，其他人都已
绑定账号；用那两位可以试一试邀请码。

参数：
  --date 日期     从哪一天开始，默认 2026-06-01
  --roster 文件   用自己的名册演练
  --keep 文件夹   把演练保留在这个文件夹里，下次写同一个文件夹就接着演练；
                  这样的文件夹不能用于正式运行
  --addr 地址     页面地址，只能在本机；默认由系统选一个端口
  --no-open       不自动打开浏览器
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	date := fs.String("date", "2026-06-01", "")
	roster := fs.String("roster", "", "")
	keep := fs.String("keep", "", "")
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
		if day.Year() < 2000 || day.Year() > 2099 { // the invented people were not members yet, or would be a hundred years
			return inputError{"演练可以从 2000 年到 2099 年之间的某一天开始。"}
		}
		begin := beginning{folder: *keep, start: day.At(8, 55), roster: *roster}
		fs.Visit(func(f *flag.Flag) { begin.chosen = begin.chosen || f.Name == "date" || f.Name == "roster" })
		l, err := listenLocal(*addr)
		if err != nil {
			return err
		}
		defer l.Close()
		return rehearse(ctx, begin, l, out, !*noOpen)
	}
}}

// beginning says how a rehearsal begins.
type beginning struct {
	folder string // kept there; "": nothing is kept
	start  time.Time
	roster string // a file; "": the invented one
	chosen bool   // start or roster was asked for: they do not go with one that goes on
}

func (b beginning) founding() (branch.Founding, error) {
	if b.roster == "" {
		return founding("roster.xlsx", demo.Roster, "", b.start)
	}
	return readFounding(b.roster, "", b.start)
}

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
	kept   bool
}

// rehearse runs a rehearsal until ctx ends.
func rehearse(ctx context.Context, b beginning, l net.Listener, out io.Writer, open bool) error {
	r, err := newRehearsal(b)
	if err != nil {
		return err
	}
	page := &http.Server{Handler: r.server.Handler(), ReadHeaderTimeout: 10 * time.Second}
	api := &http.Server{Handler: r.server.Handler()}
	go page.Serve(l)
	go api.Serve(r.mem)
	url := "http://" + l.Addr().String() + "/"
	fmt.Fprintf(out, "演练已就绪：%s\n%s按 Ctrl+C 结束。\n", url, r.about())
	if open {
		openBrowser(url)
	}
	err = r.app.Run(ctx)
	return errors.Join(err, r.app.keepTime(), page.Close(), api.Close(), r.close())
}

// about says in a line each what is rehearsed and from when.
func (r *rehearsal) about() (lines string) {
	_ = r.app.Store.View(func(tx *store.Tx) error {
		for b := range store.Branches.Scan(tx, nil) {
			n := 0
			for m := range store.Members.Scan(tx, store.K(b.ID)) {
				if m.Status == branch.Active {
					n++
				}
			}
			lines += fmt.Sprintf("%s，%d 名党员。", b.Name, n)
		}
		return nil
	})
	if r.kept {
		lines += "\n现在是 " + r.Now().Format("2006-01-02 15:04") + "，演练保留在 " + r.folder + "。"
	}
	return lines
}

// newRehearsal makes a rehearsal, or takes up the one that its folder holds. At first everybody is bound but the last
// ordinary member of the first two groups.
func newRehearsal(b beginning) (r *rehearsal, err error) {
	r = &rehearsal{clock: scheduler.NewTurned(b.start.AddDate(-100, 0, 0)), mem: sandbox.NewMemListener(), folder: b.folder, kept: b.folder != ""}
	if r.kept {
		err = rehearsalFolder(b.folder)
	} else {
		r.folder, err = os.MkdirTemp("", "zhibu-demo-")
	}
	if err != nil {
		return nil, err
	}
	r.app, err = New(Config{Data: filepath.Join(r.folder, "data"), Keys: filepath.Join(r.folder, "keys"), Token: demoToken,
		API: "http://127.0.0.1", Dial: r.mem.DialContext, Unpaced: true, Clock: r.clock, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		if !r.kept {
			os.RemoveAll(r.folder)
		}
		return nil, err
	}
	r.server = sandbox.New(sandbox.Options{Token: demoToken, BotName: "党支部工作助手", BotUsername: demoBot, Clock: r, Tour: r.tour(), Spell: pinyin.Spell})
	if err = r.begin(b); err != nil {
		return nil, errors.Join(err, r.close())
	}
	return r, nil
}

// begin founds the branch, or goes on where the rehearsal was left.
func (r *rehearsal) begin(b beginning) error {
	var info store.Info
	_ = r.app.Store.View(func(tx *store.Tx) error { info, _ = store.Infos.Get(tx, store.K(1)); return nil })
	switch {
	case !info.Made.IsZero() && !info.Rehearsal:
		return inputError{"文件夹 " + b.folder + " 里是正式数据，不能用来演练。请换一个文件夹。"}
	case !info.Made.IsZero() && b.chosen:
		return inputError{"文件夹 " + b.folder + " 里已有一次演练，会接着进行。--date 和 --roster 只在第一次使用，请去掉，或换一个文件夹。"}
	case info.Made.IsZero():
		f, err := b.founding()
		if err != nil {
			return err
		}
		r.clock.Set(b.start)
		if err := r.found(f, b.start); err != nil {
			return err
		}
	default:
		r.clock.Set(info.Clock)
	}
	if r.kept {
		if err := r.server.Keep(filepath.Join(r.folder, "chats")); err != nil {
			return err
		}
	}
	return r.people(info.Made.IsZero())
}

// rehearsalFolder refuses a folder that holds something else.
func rehearsalFolder(path string) error {
	entries, err := os.ReadDir(path)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if _, ours := os.Stat(filepath.Join(path, "data", "zhibu.db")); err != nil || ours != nil {
		return inputError{"文件夹 " + path + " 里有别的内容，不能用来保留演练。请换一个空文件夹。"}
	}
	return nil
}

// close ends what newRehearsal began. Run must have returned.
func (r *rehearsal) close() error {
	r.server.Close()
	err := r.app.Close()
	if !r.kept {
		err = errors.Join(err, os.RemoveAll(r.folder))
	}
	return err
}

// found stores the branch and binds its people.
func (r *rehearsal) found(f branch.Founding, start time.Time) error {
	_, err := r.app.Store.Update(func(tx *store.Tx) error {
		store.Infos.Put(tx, store.Info{Rehearsal: true, Made: start, Clock: start, Bot: demoBot})
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

// people puts everybody on the page. At first, who is bound presses 开始, and the others get an invitation to try.
func (r *rehearsal) people(first bool) error {
	var list []sandbox.Person
	started := map[int64]bool{}
	_, err := r.app.Store.Update(func(tx *store.Tx) error {
		list = nil
		for m := range store.Members.Scan(tx, nil) {
			g := office.Group(tx, m.Branch, m.Group)
			p := sandbox.Person{ID: firstID + int64(m.Branch-1)*100_000 + int64(m.ID), First: m.Name, Label: g.Name, Role: roleOf(m, g)}
			started[p.ID] = office.Chat(tx, m) != ""
			if !started[p.ID] && m.Status == branch.Active {
				code := office.NewCode()
				if err := r.app.Office.Invite(tx, m.Branch, m.ID, code, 0, r.clock.Now()); err != nil {
					return err
				}
				p.Note = "https://t.me/" + demoBot + "?start=" + code
			}
			list = append(list, p)
		}
		return nil
	})
	for _, p := range list {
		r.server.AddPerson(p)
		if first && started[p.ID] {
			r.server.Client(p.ID).Start("")
		}
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
