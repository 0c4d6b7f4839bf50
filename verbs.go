package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
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

// inFolder gives a path as the person who typed it meant it.
func inFolder(ctx context.Context, path string) string {
	if l, ok := ctx.Value(liveKey{}).(live); ok && !filepath.IsAbs(path) {
		return filepath.Join(l.folder, path)
	}
	return path
}

// withStore gives a verb the store: the running process's own when the verb is carried out there, else the data folder,
// which is opened for it. It returns *store.ErrHeld when another process has that.
func withStore(ctx context.Context, what string, do func(*store.Store, *office.Office) error) error {
	if l, ok := ctx.Value(liveKey{}).(live); ok {
		return refused(do(l.store, l.office))
	}
	data, keys := folders()
	s, v, err := openData(data, keys, what)
	if err != nil {
		return err
	}
	return errors.Join(refused(do(s, newOffice(v))), s.Close())
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

var inviteVerb = verb{data: true, help: `开具邀请码。每个邀请码只能用一次，14 天内有效；重新开具后，原来的作废。

用法：
  zhibu invite --all            全体尚未绑定账号的党员
  zhibu invite 姓名             某一位；重名时请写编号
  zhibu invite 编号

每行一位：姓名、党小组、邀请码、链接。请分别交给本人，不要在群里发送。

参数：
  --branch 名称   有几个支部时，写明是哪一个
  --bot 用户名    机器人的用户名，用来拼出链接；启动过机器人后可以不写
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	all := fs.Bool("all", false, "")
	name := fs.String("branch", "", "")
	username := fs.String("bot", "", "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		if *all == (len(args) == 1) || len(args) > 1 {
			return inputError{"请写 --all，或者写一位党员的姓名或编号。"}
		}
		return withStore(ctx, "invite", func(s *store.Store, o *office.Office) error {
			var lines []string
			now := time.Now()
			_, err := s.Update(func(tx *store.Tx) error {
				lines = nil
				if info, _ := store.Infos.Get(tx, store.K(1)); *username == "" {
					*username = info.Bot
				}
				b, err := oneBranch(tx, *name)
				if err != nil {
					return err
				}
				who, err := invitees(tx, b, strings.Join(args, ""))
				if err != nil {
					return err
				}
				for _, m := range who {
					code := office.NewCode()
					if err := o.Invite(tx, b.ID, m.ID, code, 0, now); err != nil {
						return err
					}
					lines = append(lines, inviteLine(tx, m, code, strings.TrimPrefix(*username, "@")))
				}
				return nil
			})
			if err != nil {
				return err
			}
			if len(lines) == 0 {
				fmt.Fprintln(out, "所有在册党员都已绑定账号。")
			}
			for _, l := range lines {
				fmt.Fprintln(out, l)
			}
			return nil
		})
	}
}}

func inviteLine(tx *store.Tx, m branch.Member, code, username string) string {
	link := "（把邀请码直接发给机器人即可）"
	if username != "" {
		link = "https://t.me/" + username + "?start=" + code
	}
	return strings.Join([]string{m.Name, office.Group(tx, m.Branch, m.Group).Name, code, link}, "\t")
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

// invitees gives whom to invite: everyone without an account for "", else the one of that name or number.
func invitees(tx *store.Tx, b branch.Branch, who string) (list []branch.Member, err error) {
	number, _ := strconv.ParseInt(who, 10, 64)
	for m := range store.Members.Scan(tx, store.K(b.ID)) {
		if m.Status == branch.Active && (who == "" && office.Chat(tx, m) == "" || who != "" && (m.Name == who || int64(m.ID) == number)) {
			list = append(list, m)
		}
	}
	if who == "" || len(list) == 1 {
		return list, nil
	}
	if len(list) == 0 {
		return nil, inputError{"名册里没有“" + who + "”，请核对姓名或编号。"}
	}
	lines := []string{"有几位“" + who + "”，请改写编号："}
	for _, m := range list {
		lines = append(lines, fmt.Sprintf("  %d　%s　%s", m.ID, m.Name, office.Group(tx, m.Branch, m.Group).Name))
	}
	return nil, inputError{strings.Join(lines, "\n")}
}

var checkVerb = verb{data: true, help: `检查数据文件是否完好：文件结构、每一行记录、索引和计数。

用法：
  zhibu check
`, flags: func(*flag.FlagSet) func(context.Context, []string, io.Writer) error {
	return func(ctx context.Context, _ []string, out io.Writer) error {
		return withStore(ctx, "check", func(s *store.Store, _ *office.Office) error {
			if faults := s.Check(); len(faults) > 0 {
				return errors.New("数据文件有问题：\n  " + strings.Join(faults, "\n  "))
			}
			fmt.Fprintln(out, "数据文件完好。")
			return nil
		})
	}
}}

var serveVerb = verb{help: `启动机器人，直到按 Ctrl+C 或收到停止信号。

用法：
  zhibu serve [--token-file 文件]

令牌从环境变量 TELEGRAM_BOT_TOKEN 读取，或写在只有本人能读的文件里（chmod 600）。
令牌不能写在命令行上：别人能从进程列表里看到。

注意：Telegram 是境外服务。真实党员信息进入之前，支部须先履行本单位的审批手续；
涉密内容任何时候都不得发送。

退出码：3 数据文件夹正被使用；4 令牌无效或已被撤销（不必自动重启）。

可选的环境变量：
  ZHIBU_HTTP            监控的地址（/healthz、/metrics），例如 127.0.0.1:9180
  ZHIBU_BACKUP_DIR 等   每晚自动备份，见 zhibu backup --help
  ZHIBU_RATE            每秒最多群发几条，默认 25
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
		c := Config{Data: data, Keys: keys, Token: token, API: os.Getenv("TELEGRAM_API_URL"), Log: newLog(os.Stderr)}
		if err := serveSettings(&c, os.Getenv); err != nil {
			return err
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
	_ = app.Store.View(func(tx *store.Tx) error {
		info, _ := store.Infos.Get(tx, store.K(1))
		rehearsal = info.Rehearsal
		return nil
	})
	if rehearsal {
		return inputError{"这个数据文件夹是演练用的，人物均为虚构，不能用于正式运行。请换一个文件夹。"}
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
		token = string(raw)
	}
	if token = strings.TrimSpace(token); token == "" {
		return "", inputError{"缺少机器人令牌。请设置环境变量 TELEGRAM_BOT_TOKEN，或用 --token-file 指定文件。"}
	}
	return token, nil
}

// settingsVerb shows and changes a branch's own rules. Each is one line of settingLines.
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
					if err := set(&b.Settings, arg); err != nil {
						return err
					}
				}
				return o.Configure(tx, b.ID, b.Settings, time.Now())
			})
			if err != nil {
				return err
			}
			fmt.Fprintln(out, b.Name)
			for _, l := range settingLines {
				fmt.Fprintf(out, "  %s=%s\t%s\n", l.name, l.get(b.Settings), l.about)
			}
			return nil
		})
	}
}}

// settingLines are the settings as people write them.
var settingLines = []struct {
	name, about string
	get         func(branch.Settings) string
	set         func(*branch.Settings, string) bool
}{
	{"祝贺时间", "政治生日祝贺在当天几点发出", func(s branch.Settings) string { return hourOf(s.GreetAt) },
		func(s *branch.Settings, v string) bool { return setHour(&s.GreetAt, v) }},
	{"提醒时间", "提醒在工作日几点发出", func(s branch.Settings) string { return hourOf(s.RemindAt) },
		func(s *branch.Settings, v string) bool { return setHour(&s.RemindAt, v) }},
	{"闰日", "2月29日入党的，平年在哪天祝贺：02-28 或 03-01", func(s branch.Settings) string {
		if s.MarchFirst {
			return "03-01"
		}
		return "02-28"
	}, func(s *branch.Settings, v string) bool {
		s.MarchFirst = v == "03-01"
		return v == "03-01" || v == "02-28"
	}},
	{"最低参加", "推荐至少百分之几参加方为有效", func(s branch.Settings) string { return strconv.Itoa(s.Threshold) },
		func(s *branch.Settings, v string) (ok bool) {
			n, err := strconv.Atoi(strings.TrimSuffix(v, "%"))
			s.Threshold = n
			return err == nil
		}},
	{"提名开始", "“身边好党员”提名从哪天开始（月-日）", func(s branch.Settings) string { return s.NominateOn },
		func(s *branch.Settings, v string) bool { s.NominateOn = v; return true }},
	{"提名截止", "“身边好党员”提名到哪天18:00截止（月-日）", func(s branch.Settings) string { return s.NominateEnd },
		func(s *branch.Settings, v string) bool { s.NominateEnd = v; return true }},
}

func set(s *branch.Settings, arg string) error {
	name, value, _ := strings.Cut(arg, "=")
	var names []string
	for _, l := range settingLines {
		if l.name == name && l.set(s, strings.TrimSpace(value)) {
			return nil
		}
		names = append(names, l.name)
	}
	return inputError{"读不懂“" + arg + "”。请写成“名称=值”，名称有：" + strings.Join(names, "、") + "；现在的值见 zhibu settings。"}
}

// hourOf and setHour turn a daily cron spec into 09:00 and back.
func hourOf(spec string) string {
	var hour, minute int
	fmt.Sscanf(spec, "%d %d", &minute, &hour)
	return fmt.Sprintf("%02d:%02d", hour, minute)
}

func setHour(spec *string, value string) bool {
	t, err := time.Parse("15:04", value)
	*spec = fmt.Sprintf("%d %d * * *", t.Minute(), t.Hour())
	return err == nil
}
