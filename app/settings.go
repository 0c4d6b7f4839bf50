package app

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"zhibu/bot"
	"zhibu/branch"
	"zhibu/ops"
	"zhibu/store"
)

// Setting is a variable of the environment that serve reads. The check at the start, what a refusal says, the help and
// docs/operations.md all come from it.
type Setting struct {
	Name    string
	About   string // what it is, for a sentence that begins with its name
	Form    string // how it is written
	Default string // "": it is off
	With    string // the variable without which it does nothing
	Must    bool   // it has to be set where With is

	take func(c *Config, value string) error // errForm: the value is not written so
}

// errForm is a value that is not of its setting's form.
var errForm = errors.New("not of the form")

// Settings are all that an operator may set for serve, beside the token.
var Settings = []Setting{
	{Name: "ZHIBU_DATA", About: "数据文件夹", Form: "路径", Default: "data", take: func(*Config, string) error { return nil }}, // every verb reads it: ops.Folders
	{Name: "ZHIBU_KEYS", About: "保密投票的密钥文件夹", Form: "路径，不能在数据文件夹里", Default: "<数据文件夹>.keys", take: func(*Config, string) error { return nil }},
	{Name: "ZHIBU_HTTP", About: "监控的地址（/healthz、/metrics）", Form: "127.0.0.1:9180 的样子",
		take: func(c *Config, value string) error { c.HTTP = value; return address(value) }},
	{Name: "ZHIBU_BACKUP_DIR", About: "每晚存放备份的文件夹", Form: "路径，不能在数据文件夹或密钥文件夹里",
		take: func(c *Config, value string) error { c.Nightly.Folder = value; return ops.UsableFolder(value) }},
	{Name: "ZHIBU_BACKUP_TO", About: "备份的公钥", Form: "zhibu backup key 显示的 age1… 一整行；plaintext 表示不加密", With: "ZHIBU_BACKUP_DIR", Must: true, take: recipient},
	{Name: "ZHIBU_BACKUP_AT", About: "几点备份", Form: "03:30 的样子", Default: "03:30", With: "ZHIBU_BACKUP_DIR",
		take: func(c *Config, value string) (err error) {
			spec, ok := branch.DailyAt(value)
			c.Nightly.At = spec
			return formed(ok)
		}},
	{Name: "ZHIBU_BACKUP_KEEP", About: "备份保留几天、几周、几月", Form: "7,4,12 的样子", Default: ops.DefaultRule.String(), With: "ZHIBU_BACKUP_DIR",
		take: func(c *Config, value string) error {
			rule, ok := ops.ParseRule(value)
			c.Nightly.Keep = rule
			return formed(ok)
		}},
	{Name: "ZHIBU_RATE", About: "每秒最多群发几条消息", Form: "1 到 1000", Default: "25",
		take: func(c *Config, value string) (err error) {
			c.Rate, err = strconv.ParseFloat(value, 64)
			return formed(err == nil && c.Rate >= 1 && c.Rate <= 1000) // NaN is neither
		}},
	whole("ZHIBU_DAILY", "一名党员一天最多登记几条走访、几件诉求（书记、副书记、组织委员为其十倍）", 10, 100_000, bot.DefaultBudget.Daily,
		func(c *Config, n int) { c.Budget.Daily = n }),
	whole("ZHIBU_KEEP_UNDELIVERED", "没能送达的消息保留几天，供重新发送", 1, 90, store.DefaultRetention.Undelivered,
		func(c *Config, n int) { c.Keep.Undelivered = n }),
	whole("ZHIBU_KEEP_SEEN", "处理过的消息编号保留几天，以免重复处理", 2, 7, store.DefaultRetention.Seen,
		func(c *Config, n int) { c.Keep.Seen = n }),
	whole("ZHIBU_KEEP_TRACES", "查看记录、导出名册的留痕保留几天", 180, 3650, store.DefaultRetention.Traces, // 网络安全法: six months at least
		func(c *Config, n int) { c.Keep.Traces = n }),
	whole("ZHIBU_FILES_MAX", "照片和文件最多占用多少 MB", 64, 1<<20, 2048,
		func(c *Config, n int) { c.Room.Most = int64(n) << 20 }),
	whole("ZHIBU_DISK_SPARE", "磁盘剩余少于多少 MB 时不再接收照片和文件", 200, 1<<20, 1024,
		func(c *Config, n int) { c.Room.Spare = int64(n) << 20 }),
	{Name: "ZHIBU_WEBHOOK", About: "用 webhook 接收消息时，对外的地址", Form: "https://… 的样子",
		take: func(c *Config, value string) error {
			u, err := url.Parse(value)
			c.Webhook = value
			return formed(err == nil && u.Scheme == "https" && u.Host != "")
		}},
	{Name: "ZHIBU_WEBHOOK_LISTEN", About: "用 webhook 接收消息时，本机监听的地址", Form: "127.0.0.1:8443 的样子", With: "ZHIBU_WEBHOOK", Must: true,
		take: func(c *Config, value string) error { c.WebhookAddr = value; return address(value) }},
}

// whole is a setting that is a whole number.
func whole(name, about string, least, most, otherwise int, to func(*Config, int)) Setting {
	return Setting{Name: name, About: about, Form: fmt.Sprintf("%d 到 %d", least, most), Default: strconv.Itoa(otherwise),
		take: func(c *Config, value string) error {
			n, err := strconv.Atoi(value)
			to(c, n)
			return formed(err == nil && n >= least && n <= most)
		}}
}

// formed returns errForm unless a value is of its form.
func formed(ok bool) error {
	if ok {
		return nil
	}
	return errForm
}

// address checks that something can be listened on. Whether it is free is found when serve starts.
func address(value string) error {
	_, port, err := net.SplitHostPort(value)
	_, wrong := strconv.ParseUint(port, 10, 16)
	return formed(err == nil && wrong == nil)
}

// recipient takes over to whom the nightly backups are sealed. "" is not in the clear: that must be said.
func recipient(c *Config, value string) (err error) {
	c.Nightly.Recipient, err = ops.BackupRecipient(value, false)
	return formed(value != "" && err == nil)
}

// Rule is the sentence of how a setting is written: for whom it is wrong, and for the help.
func (s Setting) Rule() string {
	rule := "请写 " + s.Form
	if s.Default != "" {
		rule += "，默认 " + s.Default
	}
	return rule + "。"
}

// ServeSettings takes over what an operator has set. It is checked at the start: a backup that can never be made must not be
// found out at night.
func ServeSettings(c *Config, getenv func(string) string) error {
	c.Budget, c.Room.Free = bot.DefaultBudget, ops.FreeSpace
	for _, s := range Settings {
		set := getenv(s.Name)
		if s.With != "" && getenv(s.With) == "" || set == "" && s.Default == "" && !s.Must {
			continue
		}
		switch err := s.take(c, cmp.Or(set, s.Default)); {
		case err == errForm && set == "":
			return ops.Mistake("设置了 " + s.With + "，还须设置 " + s.Name + "：它是" + s.About + "，" + s.Rule())
		case err == errForm:
			return ops.Mistake(s.Name + " 是" + s.About + "，" + s.Rule())
		case err != nil:
			return err
		}
	}
	return nil
}

// IdleSettings returns the names in an environment that look like settings of ours and do nothing: who mistyped
// ZHIBU_BACKUP_DIR believes that there are backups.
func IdleSettings(environ []string) (names []string) {
	set := map[string]bool{}
	for _, v := range environ {
		if name, value, _ := strings.Cut(v, "="); value != "" && strings.HasPrefix(name, "ZHIBU_") {
			set[name] = true
		}
	}
	for name := range set {
		i := slices.IndexFunc(Settings, func(s Setting) bool { return s.Name == name })
		if i < 0 || Settings[i].With != "" && !set[Settings[i].With] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// SettingsHelp returns the lines of a verb's help about the settings whose name begins so.
func SettingsHelp(begins string) string {
	var b strings.Builder
	for _, s := range Settings {
		if strings.HasPrefix(s.Name, begins) {
			fmt.Fprintf(&b, "  %-22s  %s：%s\n", s.Name, s.About, strings.TrimSuffix(strings.TrimPrefix(s.Rule(), "请写 "), "。"))
		}
	}
	return b.String()
}

// free tries the addresses that Run will listen on. A port in use must be known before anybody reads that the bot has
// started; it is no Mistake, since the program that has it may be one that is just ending.
func (c Config) free() error {
	for _, addr := range []string{c.HTTP, c.WebhookAddr} {
		if addr == "" {
			continue
		}
		l, err := net.Listen("tcp", addr)
		if err != nil {
			return fmt.Errorf("地址 %s 不能使用，可能已被占用：%w", addr, err)
		}
		l.Close()
	}
	return nil
}
