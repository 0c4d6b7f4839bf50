package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/ops"
	"zhibu/store"
)

// Exit codes.
const (
	ExitOK     = 0
	ExitFailed = 1
	ExitInput  = 2 // what was typed or the file is not right; nothing was changed
	ExitHeld   = 3 // another process has the data folder
	ExitToken  = 4 // the platform does not accept the token: starting again is no use
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
  confirm         列出等待另一名同志确认的变动；没有第二名干部时代为确认
  serve           启动机器人
  settings        查看或修改支部的设置
  holidays 文件   载入或更正某一年的节假日安排
  policy 文件     导入政策文件（.docx、.txt、.xlsx），供 /policy 查找
  check           检查数据文件是否完好
  compact         收回数据文件里的空白（机器人须已停止）
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
		"demo": demoVerb, "import": importVerb, "branch": branchVerb, "invite": inviteVerb, "serve": serveVerb, "check": checkVerb, "settings": settingsVerb, "export": exportVerb, "holidays": holidaysVerb, "confirm": confirmVerb, "policy": policyVerb,
		"backup": backupVerb, "restore": restoreVerb, "compact": compactVerb,
		"version": {help: "显示版本。\n\n用法：\n  zhibu version\n", flags: func(*flag.FlagSet) func(context.Context, []string, io.Writer) error {
			return func(_ context.Context, args []string, out io.Writer) error {
				if len(args) > 0 {
					return ops.Mistake("version 后面不要写其他内容。")
				}
				fmt.Fprintln(out, "zhibu", ops.Version())
				return nil
			}
		}},
	}
}

// Run is main without the process: it returns the exit code.
func Run(ctx context.Context, args []string, out, errOut io.Writer) int {
	switch {
	case len(args) == 2 && args[0] == "help": // of one verb
		args = []string{args[1], "--help"}
	case len(args) > 0 && (args[0] == "--version" || args[0] == "-v"):
		args = append([]string{"version"}, args[1:]...)
	}
	if len(args) == 0 || args[0] == "-h" || args[0] == "--help" || args[0] == "help" {
		fmt.Fprint(out, usage)
		return ExitOK
	}
	v, ok := verbs[args[0]]
	if !ok {
		fmt.Fprintf(errOut, "没有“%s”这个命令%s。请看 zhibu --help。\n", args[0], perhaps("zhibu ", args[0], slices.Sorted(maps.Keys(verbs))))
		return ExitInput
	}
	fs := flag.NewFlagSet(args[0], flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	do := v.flags(fs)
	rest, err := parseMixed(fs, args[1:])
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(out, v.help)
		return ExitOK
	}
	if err != nil {
		hint := ""
		if mistyped, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: "); ok {
			var names []string
			fs.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
			hint = perhaps("--", strings.TrimLeft(mistyped, "-"), names)
		}
		fmt.Fprintf(errOut, "参数有误：%s%s。请看 zhibu %s --help。\n", chineseFlagError(err), hint, args[0])
		return ExitInput
	}
	if arg, kind := privateArg(ctx, args); v.data && args[0] != "backup" && kind != "" {
		fmt.Fprintf(errOut, "第%d个参数里有%s，不能保存，没有执行。请去掉号码，或给文件改名。\n", arg, kind)
		return ExitInput
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
	return Report(err, errOut)
}

// handOver has the process that holds the data folder carry out a command line, if there is one.
func handOver(ctx context.Context, args []string, out, errOut io.Writer) (code int, ok bool) {
	data, _ := ops.Folders()
	folder, _ := os.Getwd()
	a, err := ops.Ask(ctx, data, ops.Request{Args: args, Folder: folder})
	switch {
	case errors.Is(err, ops.ErrNobody):
		return 0, false
	case err != nil:
		fmt.Fprintln(errOut, "运行中的程序没有答复，命令可能已经执行，请核对以后再决定是否重做。")
		return ExitFailed, true
	}
	fmt.Fprint(out, a.Out)
	fmt.Fprint(errOut, a.Err)
	return a.Code, true
}

func Report(err error, errOut io.Writer) int {
	var input ops.Mistake
	var held *store.ErrHeld
	switch {
	case err == nil:
		return ExitOK
	case errors.As(err, &input):
		fmt.Fprintln(errOut, string(input))
		return ExitInput
	case errors.As(err, &held):
		fmt.Fprintf(errOut, "数据文件夹正被另一个进程使用（%s）。请先停止它，再执行这条命令。\n", held.Holder)
		return ExitHeld
	}
	if app.TokenRefused(err) {
		fmt.Fprintln(errOut, "机器人令牌无效，或已被撤销。请向 @BotFather 核对令牌，更新后重新启动。")
		return ExitToken
	}
	if errors.Is(err, store.ErrNewer) {
		fmt.Fprintln(errOut, "数据文件由更新版本的程序写成（newer version）。请升级程序，或恢复升级以前的备份。")
		return ExitInput
	}
	if do := remedy(err); do != "" {
		fmt.Fprintln(errOut, do)
	}
	fmt.Fprintln(errOut, "出错：", err)
	return ExitFailed
}

// remedy says what to do about an error that has a cause of the machine's; "" where only the error itself helps.
func remedy(err error) string {
	for _, r := range []struct {
		causes []error
		do     string
	}{
		{[]error{store.ErrDamaged}, "数据文件已损坏，没有改动。请停止机器人，把整个数据文件夹移到别处（不要删除），再用 zhibu restore 恢复最近的备份。"},
		{[]error{syscall.ENOSPC, syscall.EDQUOT}, "磁盘已满，没有做成。请腾出空间（df -h 可以查看），然后再执行一次。"},
		{[]error{syscall.EROFS}, "磁盘是只读的，写不进去。请核对挂载选项（mount）；用着用着变成只读的，多半是磁盘出了故障，请先把数据文件夹复制到别处。"},
		{[]error{store.ErrStopped}, "数据文件写不进去，可能是磁盘已满或已坏。请检查磁盘，再核对刚才的命令有没有执行。"},
		{[]error{os.ErrPermission}, "没有权限使用这个文件。请用机器人的用户执行；机器人运行时由它读写，请放到它能用的文件夹，例如数据文件夹的上一级。"},
	} {
		for _, cause := range r.causes {
			if errors.Is(err, cause) {
				return r.do
			}
		}
	}
	return ""
}

// parseMixed parses flags wherever they stand among the arguments, and returns the arguments.
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

// alias are words that people try for a verb.
var alias = map[string]string{"roster": "import 或 zhibu export roster", "start": "serve", "run": "serve", "user": "invite", "code": "invite", "add": "import", "load": "import"}

// perhaps suggests the name that is nearest to a mistyped one; "" if none is near.
func perhaps(before, typed string, names []string) string {
	typed = strings.ToLower(typed)
	best, least := "", max(2, len(typed)/3)+1
	for _, n := range names {
		if d := slips(typed, n); d < least || strings.HasPrefix(n, typed) && len(typed) > 1 && best == "" {
			best, least = n, d
		}
	}
	if other := alias[typed]; before != "--" && other != "" {
		best = other
	}
	if best == "" {
		return ""
	}
	return "（是不是 " + before + best + "？）"
}

// slips counts by how many letters, more, fewer, other or swapped with the next, two words differ.
func slips(a, b string) int {
	var rows [3][]int
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
	}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := range len(a) {
		row, up, two := rows[(i+2)%3], rows[(i+1)%3], rows[i%3]
		row[0] = i + 1
		for j := range len(b) {
			same := 1
			if a[i] == b[j] {
				same = 0
			}
			row[j+1] = min(row[j]+1, up[j+1]+1, up[j]+same)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], two[j-1]+1)
			}
		}
	}
	return rows[(len(a)+1)%3][len(b)]
}

// privateArg finds a private number in what was typed: names and titles are kept, and so are the names of files.
func privateArg(ctx context.Context, args []string) (at int, kind branch.PrivateKind) {
	for i, a := range args {
		if _, err := os.Stat(inFolder(ctx, a)); err == nil {
			a = filepath.Base(a)
		}
		if found := branch.PrivateNumbers(a); len(found) > 0 {
			return i, found[0].Kind
		}
	}
	return 0, ""
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
