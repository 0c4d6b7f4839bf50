package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/store"
	"zhibu/telegram"
)

// live is the open store of the process in which a verb is carried out for another one, and that one's folder.
type live struct {
	store  *store.Store
	office *office.Office
	folder string
}

type liveKey struct{}

// running gives the process in which a verb is carried out for another one; ok is false in the one that was started for it.
func running(ctx context.Context) (l live, ok bool) {
	l, ok = ctx.Value(liveKey{}).(live)
	return l, ok
}

// inFolder gives a path as the person who typed it meant it.
func inFolder(ctx context.Context, path string) string {
	if l, ok := running(ctx); ok && !filepath.IsAbs(path) {
		return filepath.Join(l.folder, path)
	}
	return path
}

// readable is inFolder for a file that is to be read. A running bot may be another user, behind a unit that shows it neither
// /home nor /tmp: who sees the file is not to be told that it is not there.
func readable(ctx context.Context, path string) (string, error) {
	path = inFolder(ctx, path)
	if _, ok := running(ctx); ok {
		f, err := os.Open(path)
		if err != nil {
			return "", inputError{"读不到 " + path + "：机器人运行时由它读取，请把文件放到它能读的文件夹，例如数据文件夹的上一级，并核对文件名。"}
		}
		f.Close()
	}
	return path, nil
}

// noStore is the inputError for a data folder in which no store is; nil if there is one. A verb that made a new one would
// report on an empty store, and somebody with a mistyped ZHIBU_DATA would believe that all is well.
func noStore(data string) error {
	if _, err := os.Stat(filepath.Join(data, "zhibu.db")); errors.Is(err, os.ErrNotExist) {
		return inputError{"没有数据文件 " + filepath.Join(absolute(data), "zhibu.db") + "，请核对 ZHIBU_DATA。"}
	}
	return nil
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// withStore gives a verb the store: the running process's own when the verb is carried out there, else the data folder,
// which is opened for it and must hold one. It returns *store.ErrHeld when another process has that.
func withStore(ctx context.Context, what string, do func(*store.Store, *office.Office) error) error {
	if _, ok := running(ctx); !ok {
		data, _ := folders()
		if err := noStore(data); err != nil {
			return err
		}
	}
	return withNewStore(ctx, what, do)
}

// withNewStore is withStore for what founds a branch: it makes the store if there is none.
func withNewStore(ctx context.Context, what string, do func(*store.Store, *office.Office) error) error {
	if l, ok := running(ctx); ok {
		return refused(do(l.store, l.office))
	}
	data, keys := folders()
	s, v, err := openData(data, keys, what, store.Retention{})
	if err != nil {
		return err
	}
	o, err := newOffice(v, s)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	return errors.Join(refused(do(s, o)), s.Close())
}

func refused(err error) error {
	if refusal := office.Refusal(""); errors.As(err, &refusal) {
		return inputError{string(refusal)}
	}
	return err
}

// control serves the verbs that other processes hand to this one.
func (a *App) control(ctx context.Context) error {
	err := ops.Listen(ctx, a.config.Data, func(ctx context.Context, r ops.Request) ops.Answer {
		if len(r.Args) == 0 || r.Args[0] == "serve" || r.Args[0] == "demo" {
			return ops.Answer{Err: "这条命令不能交给运行中的程序。\n", Code: exitInput}
		}
		var out, errOut strings.Builder
		ctx = context.WithValue(ctx, liveKey{}, live{a.Store, a.Office, r.Folder})
		code := run(ctx, r.Args, &out, &errOut)
		return ops.Answer{Out: out.String(), Err: errOut.String(), Code: code}
	})
	if err != nil { // the bot is worth more than the socket: the path may be too long for one
		a.config.Log.Warn("no control socket: commands wait until the program is stopped", "error", err)
	}
	return nil
}

// oneBranch gives the branch that is meant: the only one, or the one of that name.
func oneBranch(tx *store.Tx, name string) (b branch.Branch, err error) {
	var names []string
	for x := range store.Branches.Scan(tx, nil) {
		names = append(names, x.Name)
		if name == "" || x.Name == name {
			b = x
		}
	}
	switch {
	case len(names) == 0:
		return b, inputError{"还没有支部。请先用 zhibu import 导入党员名册。"}
	case b.ID == 0 || name == "" && len(names) > 1:
		return b, inputError{"请用 --branch 写明支部，现有：" + strings.Join(names, "、")}
	}
	return b, nil
}

var checkVerb = verb{data: true, help: `检查数据文件是否完好：文件结构、每一行记录、索引和计数。

用法：
  zhibu check
`, flags: func(*flag.FlagSet) func(context.Context, []string, io.Writer) error {
	return func(ctx context.Context, args []string, out io.Writer) error {
		if len(args) > 0 {
			return inputError{"check 后面不要写其他内容；检查哪个文件夹，由 ZHIBU_DATA 决定。"}
		}
		return withStore(ctx, "check", func(s *store.Store, _ *office.Office) error {
			faults, err := checkCopy(s)
			if err != nil {
				return err
			}
			if len(faults) > 0 {
				return errors.New("数据文件有问题，请停止机器人，把整个数据文件夹移到别处，再用 zhibu restore 恢复最近的备份：\n  " + strings.Join(faults, "\n  "))
			}
			fmt.Fprintf(out, "数据文件完好：%s\n", filepath.Join(absolute(s.Folder()), "zhibu.db"))
			return s.View(func(tx *store.Tx) error { describeBranches(tx, out); return nil })
		})
	}
}}

// describeBranches says of which branches a store is: whoever reads 完好 or 已备份 must see that it is the right one.
func describeBranches(tx *store.Tx, out io.Writer) {
	none := true
	for b := range store.Branches.Scan(tx, nil) {
		none = false
		n := 0
		for range store.Members.Scan(tx, store.K(b.ID)) {
			n++
		}
		fmt.Fprintf(out, "%s：名册 %d 人\n", b.Name, n)
	}
	if none {
		fmt.Fprintln(out, "里面还没有支部。")
	}
}

var serveVerb = verb{help: `启动机器人，直到按 Ctrl+C 或收到停止信号。

用法：
  zhibu serve [--token-file 文件]

令牌从环境变量 TELEGRAM_BOT_TOKEN 读取，或写在只有本人能读的文件里（chmod 600）。
令牌不能写在命令行上：别人能从进程列表里看到。

注意：Telegram 是境外服务。真实党员信息进入之前，支部须先履行本单位的审批手续；
涉密内容任何时候都不得发送。

退出码：0 按要求停止；1 出错（可以自动重启）；2 设置、文件夹或权限不对，或还没有支部；
3 数据文件夹正被使用；4 令牌无效或已被撤销。2、3、4 须先改正，自动重启没有用。

可选的环境变量：
  ZHIBU_HTTP            监控的地址（/healthz、/metrics），例如 127.0.0.1:9180
  ZHIBU_BACKUP_DIR 等   每晚自动备份，见 zhibu backup --help
  ZHIBU_RATE            每秒最多群发几条，默认 25
  ZHIBU_DAILY           一名党员一天最多登记几条走访、几件诉求，默认 30（书记、副书记、组织委员为其十倍）
  ZHIBU_KEEP_UNDELIVERED、ZHIBU_KEEP_SEEN、ZHIBU_KEEP_TRACES
                        没能送达的消息、处理过的消息编号、查看留痕各保留几天，默认 14、2、1095
  ZHIBU_WEBHOOK         用 webhook 接收：对外的 https 地址；ZHIBU_WEBHOOK_LISTEN 是本机监听的地址

参数：
  --token-file 文件   存放令牌的文件
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	tokenFile := fs.String("token-file", "", "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		if len(args) > 0 {
			return inputError{"serve 后面不要写其他内容。"}
		}
		token, err := readToken(*tokenFile)
		if err != nil {
			return err
		}
		data, keys := folders()
		if noStore(data) != nil {
			return noBranch(data)
		}
		c := Config{Data: data, Keys: keys, Token: token, API: os.Getenv("TELEGRAM_API_URL"), Log: newLog(os.Stderr)}
		if err := serveSettings(&c, os.Getenv); err != nil {
			return err
		}
		if idle := idleSettings(os.Environ()); len(idle) > 0 {
			fmt.Fprintf(out, "请注意：没有作用的环境变量 %s，请核对名称（zhibu serve --help），或补上与它配套的那一个。\n", strings.Join(idle, "、"))
		}
		app, err := New(c)
		if err != nil {
			return err
		}
		err = errors.Join(greet(ctx, app, out), app.Close())
		return err
	}
}}

// greet learns who the bot is, tells it, and serves.
func greet(ctx context.Context, app *App, out io.Writer) error {
	var rehearsal bool
	branches := 0
	_ = app.Store.View(func(tx *store.Tx) error {
		info, _ := store.Infos.Get(tx, store.K(1))
		rehearsal = info.Rehearsal
		for range store.Branches.Scan(tx, nil) {
			branches++
		}
		return nil
	})
	switch {
	case rehearsal:
		return inputError{"这个数据文件夹是演练用的，人物均为虚构，不能用于正式运行。请换一个文件夹。"}
	case branches == 0:
		return noBranch(app.config.Data)
	}
	if err := app.config.free(); err != nil {
		return err
	}
	me, err := app.telegram.Me(ctx)
	if err != nil {
		return fmt.Errorf("连不上机器人服务器：%w", err)
	}
	if err := app.remember(me); err != nil {
		return err
	}
	fmt.Fprintf(out, "机器人 @%s 已启动。\n", me.Username)
	return app.Run(ctx)
}

// noBranch refuses to serve nobody: started again and again beside a restore that is under way, the bot would make an
// empty store where the real one belongs, and the restore would be refused.
func noBranch(data string) error {
	return inputError{"还没有支部（" + absolute(data) + "）。请先用 zhibu import 导入党员名册，或用 zhibu restore 恢复备份；已经做过的，请核对 ZHIBU_DATA。"}
}

// remember keeps the bot's user name, for the links of invitations.
func (a *App) remember(me telegram.Me) error {
	_, err := a.Store.Update(func(tx *store.Tx) error {
		info, ok := store.Infos.Get(tx, store.K(1))
		if !ok {
			info.Made = time.Now()
		}
		info.Bot = me.Username
		store.Infos.Put(tx, info)
		return nil
	})
	return err
}

// readToken reads the bot's token: from the file, which only its owner may read, or from the environment.
func readToken(file string) (string, error) {
	token := os.Getenv("TELEGRAM_BOT_TOKEN")
	if file != "" {
		info, err := os.Stat(file)
		if err != nil {
			return "", inputError{"找不到令牌文件 " + file + "。"}
		}
		if info.Mode().Perm()&0o077 != 0 {
			return "", inputError{"令牌文件其他用户也能读取，请先执行 chmod 600 " + file + "。"}
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		token = strings.TrimSpace(string(raw))
		if set, ok := strings.CutPrefix(token, "TELEGRAM_BOT_TOKEN="); ok { // systemd's token.env
			token = strings.Trim(set, `"'`)
		}
	}
	if token = strings.TrimSpace(token); token == "" {
		return "", inputError{"缺少机器人令牌。请设置环境变量 TELEGRAM_BOT_TOKEN，或用 --token-file 指定文件。"}
	}
	return token, nil
}

// settingsVerb shows and changes a branch's own rules. Each is one line of branch.SettingList.
var settingsVerb = verb{data: true, help: `查看或修改支部的设置。

用法：
  zhibu settings [--branch 支部]                  查看
  zhibu settings 提名截止=06-08 祝贺时间=08:30    修改一项或几项

不合适的设置会被拒绝，并说明最晚可以定到哪一天。

参数：
  --branch 名称   有几个支部时，写明是哪一个
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	name := fs.String("branch", "", "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		return withStore(ctx, "settings", func(s *store.Store, o *office.Office) error {
			var b branch.Branch
			_, err := s.Update(func(tx *store.Tx) (err error) {
				if b, err = oneBranch(tx, *name); err != nil || len(args) == 0 {
					return err
				}
				for _, arg := range args {
					name, value, _ := strings.Cut(arg, "=")
					if err := b.Settings.Set(name, value); err != nil {
						return inputError{err.Error()}
					}
				}
				return o.Configure(tx, b.ID, b.Settings, time.Now())
			})
			if err != nil {
				return err
			}
			fmt.Fprintln(out, b.Name)
			for _, l := range branch.SettingList {
				fmt.Fprintf(out, "  %s=%s\t%s\n", l.Name, l.Get(b.Settings), l.About)
			}
			return nil
		})
	}
}}
