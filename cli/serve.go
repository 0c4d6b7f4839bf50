package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"regexp"
	"strings"

	"zhibu/app"
	"zhibu/files"
	"zhibu/ops"
)

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
` + app.SettingsHelp("ZHIBU_") + `
参数：
  --token-file 文件   存放令牌的文件
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	tokenFile := fs.String("token-file", "", "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		if len(args) > 0 {
			return ops.Mistake("serve 后面不要写其他内容。")
		}
		token, err := readToken(*tokenFile)
		if err != nil {
			return err
		}
		data, keys := ops.Folders()
		if ops.NoStore(data) != nil {
			return app.NoBranch(data)
		}
		c := app.Config{Data: data, Keys: keys, Token: token, API: os.Getenv("TELEGRAM_API_URL"), Carry: Carry, Log: newLog(os.Stderr)}
		if err := app.ServeSettings(&c, os.Getenv); err != nil {
			return err
		}
		if idle := app.IdleSettings(os.Environ()); len(idle) > 0 {
			fmt.Fprintf(out, "请注意：没有作用的环境变量 %s，请核对名称（zhibu serve --help），或补上与它配套的那一个。\n", strings.Join(idle, "、"))
		}
		app, err := app.New(c)
		if err != nil {
			return err
		}
		err = errors.Join(app.Serve(ctx, out), app.Close())
		return err
	}
}}

// readToken reads the bot's token: from the file, which only its owner may read, or from the environment.
func readToken(file string) (string, error) {
	token := os.Getenv("TELEGRAM_BOT_TOKEN")
	if file != "" {
		info, err := os.Stat(file)
		if err != nil {
			return "", ops.Mistake("找不到令牌文件 " + file + "。")
		}
		if info.Mode().Perm()&0o077 != 0 {
			return "", ops.Mistake("令牌文件其他用户也能读取，请先执行 chmod 600 " + file + "。")
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		if token, err = files.ReadText(raw); err != nil { // an editor may have begun it with a mark, or written UTF-16
			return "", ops.Mistake("令牌文件不是文字：" + file)
		}
		token = strings.TrimSpace(token)
		if set, ok := strings.CutPrefix(token, "TELEGRAM_BOT_TOKEN="); ok { // systemd's token.env
			token = strings.Trim(set, `"'`)
		}
	}
	if token = strings.TrimSpace(token); token == "" {
		return "", ops.Mistake("缺少机器人令牌。请设置环境变量 TELEGRAM_BOT_TOKEN，或用 --token-file 指定文件。")
	}
	return token, nil
}
