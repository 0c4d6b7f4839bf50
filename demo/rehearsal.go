package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/demo/roster"
	"zhibu/files"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/pinyin"
	"zhibu/sandbox"
	"zhibu/scheduler"
	"zhibu/store"
)

// Beginning says how a rehearsal begins.
type Beginning struct {
	Folder string // kept there; "": nothing is kept
	Start  time.Time
	Found  func() (branch.Founding, error) // the branch; nil: the invented one
	Chosen bool                            // start or found was asked for: they do not go with one that goes on
	Carry  carrier
}

// carrier carries out the verbs of the command line that other processes hand over.
type carrier = func(ctx context.Context, a *app.App, r ops.Request, out, errOut io.Writer) (code int)

func (b Beginning) founding() (branch.Founding, error) {
	if b.Found != nil {
		return b.Found()
	}
	f, err := Branch()
	return inYear(f, branch.DateOf(b.Start)), err
}

// Branch is the branch of the invented roster.
func Branch() (branch.Founding, error) {
	roster, _, err := files.ReadRoster("roster.xlsx", roster.File)
	if err != nil {
		return branch.Founding{}, err
	}
	f, faults := branch.Establish(roster, "", invented)
	if len(faults) > 0 {
		return f, fmt.Errorf("the invented roster: %v", faults)
	}
	return f, nil
}

// invented is the day for which the roster of a rehearsal was invented.
var invented = branch.On(2026, time.June, 1)

// inYear has the invented people be as old in the Party on another day as they are on theirs, by whole years: their
// 政治生日 stay, and nobody has joined in a time to come.
func inYear(f branch.Founding, day branch.Date) branch.Founding {
	years := day.Year() - invented.Year()
	moved := func(d branch.Date) branch.Date {
		if d == 0 {
			return 0
		}
		y, m, n := d.YMD()
		return branch.On(y+years, m, n)
	}
	for _, m := range f.Members {
		if moved(m.Joined) > day || moved(m.Full) > day {
			years--
			break
		}
	}
	for i := range f.Members {
		f.Members[i].Joined, f.Members[i].Full = moved(f.Members[i].Joined), moved(f.Members[i].Full)
	}
	return f
}

const (
	Token   = "100001:Rehearsal-in-this-process-only"
	Bot     = "zhibu_demo_bot"
	FirstID = 7000 // of the people on the page

	OutsiderID = 6999 // of somebody who is not of the branch
)

// Rehearsal is a branch, the bot and the sandbox in one process.
type Rehearsal struct {
	app    *app.App
	clock  *scheduler.Turned
	server *sandbox.Server
	mem    *sandbox.MemListener
	folder string
	kept   bool
	codes  map[int64]string // by person: the invitations to try
}

// Run runs a rehearsal until ctx ends.
func Run(ctx context.Context, b Beginning, l net.Listener, out io.Writer, open bool) error {
	r, err := New(b)
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
	return errors.Join(err, r.app.KeepTime(), page.Close(), api.Close(), r.Close())
}

// about says in a line each what is rehearsed and from when.
func (r *Rehearsal) about() (lines string) {
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

// New makes a rehearsal, or takes up the one that its folder holds. At first everybody is bound but the last
// ordinary member of the first two groups.
func New(b Beginning) (r *Rehearsal, err error) {
	r = &Rehearsal{clock: scheduler.NewTurned(b.Start.AddDate(-100, 0, 0)), mem: sandbox.NewMemListener(), folder: b.Folder, kept: b.Folder != ""}
	if r.kept {
		err = rehearsalFolder(b.Folder)
	} else {
		r.folder, err = os.MkdirTemp("", "zhibu-demo-")
	}
	if err != nil {
		return nil, err
	}
	r.app, err = app.New(app.Config{Data: filepath.Join(r.folder, "data"), Keys: filepath.Join(r.folder, "keys"), Token: Token,
		API: "http://127.0.0.1", Dial: r.mem.DialContext, Unpaced: true, Clock: r.clock, Carry: b.Carry, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		if !r.kept {
			os.RemoveAll(r.folder)
		}
		return nil, err
	}
	r.server = sandbox.New(sandbox.Options{Token: Token, BotName: "党支部工作助手", BotUsername: Bot, Clock: r, Tour: r.tour(), Spell: pinyin.Spell})
	if err = r.begin(b); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// begin founds the branch, or goes on where the rehearsal was left.
func (r *Rehearsal) begin(b Beginning) error {
	var info store.Info
	_ = r.app.Store.View(func(tx *store.Tx) error { info, _ = store.Infos.Get(tx, store.K(1)); return nil })
	switch {
	case !info.Made.IsZero() && b.Chosen:
		return ops.Mistake("文件夹 " + b.Folder + " 里已有一次演练，会接着进行。--date 和 --roster 只在第一次使用，请去掉，或换一个文件夹。")
	case info.Made.IsZero():
		f, err := b.founding()
		if err != nil {
			return err
		}
		r.clock.Set(b.Start)
		if err := r.found(f, b.Start); err != nil {
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
		return errors.Join(os.MkdirAll(path, 0o700), os.Chmod(path, 0o700)) // one's own roster may be in it
	}
	if _, ours := os.Stat(filepath.Join(path, "data", "zhibu.db")); err != nil || ours != nil {
		return ops.Mistake("文件夹 " + path + " 里有别的内容，不能用来保留演练。请换一个空文件夹。")
	}
	info, err := store.InfoOf(filepath.Join(path, "data"))
	switch {
	case err != nil:
		return err
	case !info.Made.IsZero() && !info.Rehearsal: // before anything is changed or made in it
		return ops.Mistake("文件夹 " + path + " 里是正式数据，不能用来演练。请换一个文件夹。")
	}
	return os.Chmod(path, 0o700)
}

// Close ends what New began. Run must have returned.
func (r *Rehearsal) Close() error {
	r.server.Close()
	err := r.app.Close()
	if !r.kept {
		err = errors.Join(err, os.RemoveAll(r.folder))
	}
	return err
}

// found stores the branch and binds its people.
func (r *Rehearsal) found(f branch.Founding, start time.Time) error {
	_, err := r.app.Store.Update(func(tx *store.Tx) error {
		info, _ := store.Infos.Get(tx, store.K(1))
		info.Rehearsal, info.Made, info.Clock, info.Bot = true, start, start, Bot
		store.Infos.Put(tx, info)
		b, err := r.app.Office.Found(tx, f, start)
		if err != nil {
			return err
		}
		if err := r.invite(tx, true); err != nil { // before anybody is bound: nobody has to be told of it
			return err
		}
		for m := range store.Members.Scan(tx, store.K(b)) {
			if !unboundAtFirst(tx, m) {
				to := fmt.Sprintf("tg:%d", FirstID+m.ID)
				r.app.Office.Attach(tx, m, chat.Account(to), chat.Chat(to), start)
			}
		}
		return nil
	})
	return err
}

// invite issues the invitations to try: of those who are not bound at first, later of all who are not. One that stands on the page is
// not issued again.
func (r *Rehearsal) invite(tx *store.Tx, first bool) error {
	r.codes = map[int64]string{}
	for m := range store.Members.Scan(tx, nil) {
		if m.Status != branch.Active || office.Chat(tx, m) != "" || first && !unboundAtFirst(tx, m) {
			continue
		}
		if _, code, _ := strings.Cut(r.noted(m, first), inviteLink); office.Invited(tx, m, code, r.clock.Now()) {
			r.codes[personID(m)] = code
			continue
		}
		r.codes[personID(m)] = office.NewCode()
		if err := r.app.Office.Invite(tx, m.Branch, m.ID, r.codes[personID(m)], 0, r.clock.Now()); err != nil {
			return err
		}
	}
	return nil
}

// inviteLink begins the link of an invitation.
const inviteLink = "https://t.me/" + Bot + "?start="

// noted returns what stands beside somebody on the page that was kept: an invitation's code is stored nowhere else.
func (r *Rehearsal) noted(m branch.Member, first bool) string {
	if first {
		return ""
	}
	return r.server.Client(personID(m)).Person().Note
}

// unboundAtFirst reports whether somebody is to try an invitation: the last member of groups 1 and 2.
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
func (r *Rehearsal) people(first bool) error {
	var list []sandbox.Person
	started := map[int64]bool{}
	_, err := r.app.Store.Update(func(tx *store.Tx) error {
		list = nil
		if !first {
			if err := r.invite(tx, false); err != nil {
				return err
			}
		}
		for m := range store.Members.Scan(tx, nil) {
			g := office.Group(tx, m.Branch, m.Group)
			p := sandbox.Person{ID: personID(m), First: m.Name, Label: g.Name, Role: roleOf(m, g)}
			started[p.ID] = office.Chat(tx, m) != ""
			if code := r.codes[p.ID]; code != "" {
				p.Note = inviteLink + code
			}
			list = append(list, p)
		}
		return nil
	})
	for _, p := range list {
		r.server.AddPerson(p)
	}
	r.server.AddPerson(sandbox.Person{ID: OutsiderID, First: "路远", Label: "不在本支部"})
	if err = errors.Join(err, r.server.Save()); err != nil || !first { // who they are is written before anything is said
		return err
	}
	for _, p := range list {
		if started[p.ID] {
			r.server.Client(p.ID).Start("")
		}
	}
	return nil
}

// personID is a member's number on the page.
func personID(m branch.Member) int64 { return FirstID + int64(m.Branch-1)*100_000 + int64(m.ID) }

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
func (r *Rehearsal) Now() time.Time { return r.clock.Now().In(branch.Shanghai) }

// NextDue implements sandbox.Clock.
func (r *Rehearsal) NextDue() (time.Time, string, bool) {
	at, sentence, ok := r.app.NextDue()
	return at.In(branch.Shanghai), sentence, ok
}

// Turn implements sandbox.Clock.
func (r *Rehearsal) Turn(ctx context.Context, to time.Time) error { return r.app.Turn(ctx, to) }

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
