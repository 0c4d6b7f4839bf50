package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"

	"zhibu/branch"
	"zhibu/demo"
	"zhibu/ops"
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
			return ops.Mistake("demo 后面不要写其他内容。")
		}
		day, err := branch.ParseDate(*date)
		if err != nil {
			return ops.Mistake("日期请写成 2026-06-01 的样子。")
		}
		if day.Year() < 2000 || day.Year() > 2099 {
			return ops.Mistake("演练可以从 2000 年到 2099 年之间的某一天开始。")
		}
		begin := demo.Beginning{Folder: *keep, Start: day.At(8, 55), Carry: Carry}
		if *roster != "" {
			begin.Found = func() (branch.Founding, error) {
				f, err := readFounding(*roster, "", begin.Start)
				if err == nil { // what import would ask about is only told: nothing here is for good
					fmt.Fprint(out, told(f.Account))
				}
				return f, err
			}
		}
		fs.Visit(func(f *flag.Flag) { begin.Chosen = begin.Chosen || f.Name == "date" || f.Name == "roster" })
		l, err := listenLocal(*addr)
		if err != nil {
			return err
		}
		defer l.Close()
		return demo.Run(ctx, begin, l, out, !*noOpen)
	}
}}

// listenLocal listens on this machine only.
func listenLocal(addr string) (net.Listener, error) {
	tcp, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil || tcp.IP == nil || !tcp.IP.IsLoopback() {
		return nil, ops.Mistake("--addr 只能是本机地址，例如 127.0.0.1:8080。")
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, ops.Mistake("地址 " + addr + " 不能使用，可能已被占用，请换一个端口。")
	}
	return l, nil
}
