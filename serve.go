package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"zhibu/bot"
	"zhibu/chat"
	"zhibu/ops"
	"zhibu/scheduler"
	"zhibu/store"
)

// serveSettings reads what an operator may set for serve, beside the folders and the token. It is checked at the start.
func serveSettings(c *Config, getenv func(string) string) (err error) {
	if c.Nightly, err = nightlyOf(getenv); err != nil {
		return err
	}
	if c.HTTP = getenv("ZHIBU_HTTP"); c.HTTP != "" {
		if !listenable(c.HTTP) {
			return inputError{"ZHIBU_HTTP 请写成 127.0.0.1:9180 的样子。"}
		}
	}
	c.Webhook, c.WebhookAddr = getenv("ZHIBU_WEBHOOK"), getenv("ZHIBU_WEBHOOK_LISTEN")
	if u, err := url.Parse(c.Webhook); c.Webhook != "" && (err != nil || u.Scheme != "https" || u.Host == "" || !listenable(c.WebhookAddr)) {
		return inputError{"ZHIBU_WEBHOOK 请写成 https://… 的地址，并用 ZHIBU_WEBHOOK_LISTEN 写明本机监听的地址，例如 127.0.0.1:8443。"}
	}
	if rate := getenv("ZHIBU_RATE"); rate != "" {
		if c.Rate, err = strconv.ParseFloat(rate, 64); err != nil || !(c.Rate >= 1 && c.Rate <= 1000) { // NaN is neither
			return inputError{"ZHIBU_RATE 是每秒最多群发几条消息，请写 1 到 1000，默认 25。"}
		}
	}
	c.Budget = bot.DefaultBudget
	if daily := getenv("ZHIBU_DAILY"); daily != "" {
		if c.Budget.Daily, err = strconv.Atoi(daily); err != nil || c.Budget.Daily < 10 || c.Budget.Daily > 100_000 {
			return inputError{"ZHIBU_DAILY 是一名党员一天最多登记几条，请写 10 到 100000，默认 30。"}
		}
	}
	for _, k := range []struct {
		name             string
		days             *int
		least, otherwise int
		most             int
		what             string
	}{
		{"ZHIBU_KEEP_UNDELIVERED", &c.Keep.Undelivered, 1, store.DefaultRetention.Undelivered, 90, "没能送达的消息保留几天，供重新发送"},
		{"ZHIBU_KEEP_SEEN", &c.Keep.Seen, 2, store.DefaultRetention.Seen, 7, "处理过的消息编号保留几天，以免重复处理"},
		{"ZHIBU_KEEP_TRACES", &c.Keep.Traces, 180, store.DefaultRetention.Traces, 3650, "查看记录、导出名册的留痕保留几天"}, // 网络安全法: six months at least
	} {
		set := getenv(k.name)
		if set == "" {
			continue
		}
		if *k.days, err = strconv.Atoi(set); err != nil || *k.days < k.least || *k.days > k.most {
			return inputError{fmt.Sprintf("%s 是%s，请写 %d 到 %d，默认 %d。", k.name, k.what, k.least, k.most, k.otherwise)}
		}
	}
	return nil
}

// known are the variables that the program reads, each with the one without which it does nothing.
var known = map[string]string{
	"ZHIBU_DATA": "", "ZHIBU_KEYS": "", "ZHIBU_HTTP": "", "ZHIBU_RATE": "", "ZHIBU_DAILY": "", "ZHIBU_WEBHOOK": "", "ZHIBU_WEBHOOK_LISTEN": "ZHIBU_WEBHOOK",
	"ZHIBU_KEEP_UNDELIVERED": "", "ZHIBU_KEEP_SEEN": "", "ZHIBU_KEEP_TRACES": "",
	"ZHIBU_BACKUP_DIR": "", "ZHIBU_BACKUP_TO": "ZHIBU_BACKUP_DIR", "ZHIBU_BACKUP_AT": "ZHIBU_BACKUP_DIR", "ZHIBU_BACKUP_KEEP": "ZHIBU_BACKUP_DIR",
}

// idleSettings gives the names in an environment that look like settings of ours and do nothing: who mistyped
// ZHIBU_BACKUP_DIR believes that there are backups.
func idleSettings(environ []string) (names []string) {
	set := map[string]bool{}
	for _, v := range environ {
		if name, value, _ := strings.Cut(v, "="); value != "" && strings.HasPrefix(name, "ZHIBU_") {
			set[name] = true
		}
	}
	for name := range set {
		if needs, ours := known[name]; !ours || needs != "" && !set[needs] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// listenable tells whether something is an address to listen on. Whether it is free is found at the start.
func listenable(addr string) bool {
	_, port, err := net.SplitHostPort(addr)
	_, wrong := strconv.ParseUint(port, 10, 16)
	return err == nil && wrong == nil
}

// free tries the addresses that Run will listen on. A port in use must be known before anybody reads that the bot has
// started; it is no inputError, since the program that has it may be one that is just ending.
func (c Config) free() error {
	addresses := []string{c.HTTP}
	if c.Webhook != "" {
		addresses = append(addresses, c.WebhookAddr)
	}
	for _, addr := range addresses {
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

// rated is a platform whose pace for messages to people who wait for nothing was set by the operator.
type rated struct {
	chat.Sender
	perSecond float64
}

func (r rated) Limits() chat.Limits {
	l := r.Sender.Limits()
	l.PerSecond = r.perSecond
	return l
}

// watch serves /metrics and /healthz until ctx ends.
func (a *App) watch(ctx context.Context) error {
	if a.config.HTTP == "" {
		return nil
	}
	l, err := net.Listen("tcp", a.config.HTTP)
	if err != nil {
		return fmt.Errorf("ZHIBU_HTTP 的地址 %s 不能使用：%w", a.config.HTTP, err)
	}
	if a.config.OnHTTP != nil {
		a.config.OnHTTP(l.Addr())
	}
	if err := ops.ServeHTTP(ctx, l, ops.Watchers{Metrics: a.metrics, Faults: a.faults}); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// tend makes nightly backups and watches, until ctx ends; not in a rehearsal, whose days pass in seconds.
func (a *App) tend(ctx context.Context) error {
	if _, rehearsal := a.config.Clock.(*scheduler.Turned); rehearsal {
		return nil
	}
	return a.care(ctx)
}

// notAccepted takes note that the platform does not accept the token, for /healthz, and says so once.
func (a *App) notAccepted(err error) {
	var failed *chat.SendError
	if errors.As(err, &failed) && failed.Class == chat.Unauthorized && a.refused.CompareAndSwap(false, true) {
		a.config.Log.Error("the platform does not accept the token: it is wrong or has been revoked; stopping")
	}
}

// tokenRefused tells whether an error says that the token is wrong or revoked.
func tokenRefused(err error) bool {
	var failed *chat.SendError
	return errors.As(err, &failed) && failed.Class == chat.Unauthorized
}

// publicFile refuses a file of the data folder that others can read: it may have been copied there with another mode.
func publicFile(data string) error {
	for _, name := range []string{"zhibu.db", "blobs"} {
		path := filepath.Join(data, name)
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
			return inputError{"其他用户也能读取 " + path + "。请先执行 chmod -R go= " + data}
		}
	}
	return nil
}

var tokenLike = regexp.MustCompile(`[0-9]{6,}:[A-Za-z0-9_-]{20,}`)

// newLog writes the program's log. Nothing of ours logs a token; should a library do so, it is taken out here.
func newLog(out io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch a.Value.Kind() {
		case slog.KindString, slog.KindAny:
			if s := a.Value.String(); tokenLike.MatchString(s) {
				a.Value = slog.StringValue(tokenLike.ReplaceAllString(s, "***"))
			}
		}
		return a
	}}))
}
