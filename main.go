// Command zhibu is a chatbot for a Party branch (机关党支部). See README.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	_ "time/tzdata" // Asia/Shanghai on machines that have no zone files

	"zhibu/ops"
	"zhibu/store"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitInput  = 2 // what was typed or the file is not right; nothing was changed
	exitHeld   = 3 // another process has the data folder
	exitToken  = 4 // the platform does not accept the token: starting again is no use
)

const usage = `zhibu：党支部工作助手（聊天机器人）

用法：
  zhibu <命令> [参数]

命令：
  demo            演练：在本机浏览器里试用，人物单位均为虚构，不联网
  import 文件     导入党员名册（.xlsx、.csv）：建立支部，或与已有名册核对、更新
  export          导出党员名册、联系点工作台账（.xlsx）
  branch          列出各支部，或再增加一个支部
  invite          开具邀请码：全体未绑定的党员，或某一位
  serve           启动机器人
  settings        查看或修改支部的设置
  holidays 文件   载入或更正某一年的节假日安排
  policy 文件     导入政策文件（.docx、.txt、.xlsx），供 /policy 查找
  check           检查数据文件是否完好
  backup          备份（运行时也可以），默认加密
  restore         把备份恢复到空的数据文件夹
  version         显示版本

环境变量：
  ZHIBU_DATA          数据文件夹，默认 ./data
  ZHIBU_KEYS          保密投票的密钥文件夹，默认 <数据文件夹>.keys，不要放进备份
  TELEGRAM_BOT_TOKEN  机器人令牌，也可用 serve --token-file
  TELEGRAM_API_URL    自建 Bot API 服务器的地址

查看某个命令的说明：zhibu <命令> --help
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() {
		<-ctx.Done()
		stop() // a second signal ends the process at once
	}()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// verb is one command of the command line.
type verb struct {
	help string
	data bool // works on the data folder: handed to the process that holds it
	// flags declares the verb's flags and gives what runs it with the arguments that are left.
	flags func(*flag.FlagSet) func(ctx context.Context, args []string, out io.Writer) error
}

var verbs map[string]verb

func init() { // not a literal: a running bot carries out the verbs of others, so they refer to themselves
	verbs = map[string]verb{
		"demo": demoVerb, "import": importVerb, "branch": branchVerb, "invite": inviteVerb, "serve": serveVerb, "check": checkVerb, "settings": settingsVerb, "export": exportVerb, "holidays": holidaysVerb, "policy": policyVerb,
		"backup": backupVerb, "restore": restoreVerb,
		"version": {help: "显示版本。\n\n用法：\n  zhibu version\n", flags: func(*flag.FlagSet) func(context.Context, []string, io.Writer) error {
			return func(_ context.Context, args []string, out io.Writer) error {
				if len(args) > 0 {
					return inputError{"version 后面不要写其他内容。"}
				}
				fmt.Fprintln(out, "zhibu", version())
				return nil
			}
		}},
	}
}

// run is main without the process: it gives the exit code.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	switch {
	case len(args) == 2 && args[0] == "help": // of one verb
		args = []string{args[1], "--help"}
	case len(args) > 0 && (args[0] == "--version" || args[0] == "-v"):
		args = append([]string{"version"}, args[1:]...)
	}
	if len(args) == 0 || args[0] == "-h" || args[0] == "--help" || args[0] == "help" {
		fmt.Fprint(out, usage)
		return exitOK
	}
	v, ok := verbs[args[0]]
	if !ok {
		fmt.Fprintf(errOut, "没有“%s”这个命令。请看 zhibu --help。\n", args[0])
		return exitInput
	}
	fs := flag.NewFlagSet(args[0], flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	do := v.flags(fs)
	rest, err := parseMixed(fs, args[1:])
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(out, v.help)
		return exitOK
	}
	if err != nil {
		fmt.Fprintf(errOut, "参数有误：%s。请看 zhibu %s --help。\n", chineseFlagError(err), args[0])
		return exitInput
	}
	_, here := running(ctx)
	elsewhere := v.data && !here
	if elsewhere {
		if code, ok := handOver(ctx, args, out, errOut); ok {
			return code
		}
	}
	err = do(ctx, rest, out)
	if held := (*store.ErrHeld)(nil); elsewhere && errors.As(err, &held) { // it has started in between
		if code, ok := handOver(ctx, args, out, errOut); ok {
			return code
		}
	}
	return report(err, errOut)
}

// handOver has the process that holds the data folder carry out a command line, if there is one.
func handOver(ctx context.Context, args []string, out, errOut io.Writer) (code int, ok bool) {
	data, _ := folders()
	folder, _ := os.Getwd()
	a, err := ops.Ask(ctx, data, ops.Request{Args: args, Folder: folder})
	switch {
	case errors.Is(err, ops.ErrNobody):
		return 0, false
	case err != nil:
		fmt.Fprintln(errOut, "运行中的程序没有答复，命令可能已经执行，请核对以后再决定是否重做。")
		return exitFailed, true
	}
	fmt.Fprint(out, a.Out)
	fmt.Fprint(errOut, a.Err)
	return a.Code, true
}

// inputError is what somebody typed or sent that cannot be so: nothing was changed.
type inputError struct{ sentence string }

func (e inputError) Error() string { return e.sentence }

func report(err error, errOut io.Writer) int {
	var input inputError
	var held *store.ErrHeld
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &input):
		fmt.Fprintln(errOut, input.sentence)
		return exitInput
	case errors.As(err, &held):
		fmt.Fprintf(errOut, "数据文件夹正被另一个进程使用（%s）。请先停止它，再执行这条命令。\n", held.Holder)
		return exitHeld
	}
	if tokenRefused(err) {
		fmt.Fprintln(errOut, "机器人令牌无效，或已被撤销。请向 @BotFather 核对令牌，更新后重新启动。")
		return exitToken
	}
	if errors.Is(err, store.ErrNewer) {
		fmt.Fprintln(errOut, "数据文件由更新版本的程序写成（newer version）。请升级程序，或恢复升级以前的备份。")
		return exitInput
	}
	if do := remedy(err); do != "" {
		fmt.Fprintln(errOut, do)
	}
	fmt.Fprintln(errOut, "出错：", err)
	return exitFailed
}

// remedy says what to do about an error that has a cause of the machine's; "" where only the error itself helps.
func remedy(err error) string {
	for _, r := range []struct {
		causes []error
		do     string
	}{
		{[]error{store.ErrDamaged}, "数据文件已损坏，没有改动。请停止机器人，把整个数据文件夹移到别处（不要删除），再用 zhibu restore 恢复最近的备份。"},
		{[]error{syscall.ENOSPC, syscall.EDQUOT}, "磁盘已满，没有做成。请腾出空间（df -h 可以查看），然后再执行一次。"},
		{[]error{store.ErrStopped}, "数据文件写不进去，可能是磁盘已满或已坏。请检查磁盘，再核对刚才的命令有没有执行。"},
		{[]error{os.ErrPermission, syscall.EROFS}, "没有权限使用这个文件。请用机器人的用户执行；机器人运行时由它读写，请放到它能用的文件夹，例如数据文件夹的上一级。"},
	} {
		for _, cause := range r.causes {
			if errors.Is(err, cause) {
				return r.do
			}
		}
	}
	return ""
}

// parseMixed parses flags wherever they stand among the arguments, and gives the arguments.
func parseMixed(fs *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		if fs.NArg() == 0 {
			return rest, nil
		}
		rest, args = append(rest, fs.Arg(0)), fs.Args()[1:]
	}
}

func chineseFlagError(err error) string {
	s := err.Error()
	for _, t := range [][2]string{{"flag provided but not defined: ", "没有参数 "}, {"flag needs an argument: ", "缺少值 "},
		{"invalid boolean value ", "值应为 true 或 false，不是 "}, {"invalid value ", "值不对 "}, {" for flag ", "，参数 "}, {" for -", "，参数 -"}} {
		s = strings.ReplaceAll(s, t[0], t[1])
	}
	s, _, _ = strings.Cut(s, ": parse error")
	return s
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "（未知版本）"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return strings.Trim(info.Main.Version, "()")
}

// folders gives the data folder and the vault's.
func folders() (data, keys string) {
	data = os.Getenv("ZHIBU_DATA")
	if data == "" {
		data = "data"
	}
	keys = os.Getenv("ZHIBU_KEYS")
	if keys == "" {
		keys = filepath.Clean(data) + ".keys"
	}
	return data, keys
}
