package cli

import (
	"context"
	"flag"
	"fmt"
	"io"

	"zhibu/ops"
	"zhibu/store"
)

var compactVerb = verb{help: `把数据文件里的空白收回，文件变小，以后的备份也随之变小。机器人必须已经停止。

用法：
  zhibu compact

新文件写好、逐行核对以后才替换原文件；中途断电，原文件仍在。一时写得很多（例如误导入一大批人）
以后才用得着：启动时如果空白占一半以上，会自动整理。磁盘上要有与数据文件一样大的空间。
`, flags: func(*flag.FlagSet) func(context.Context, []string, io.Writer) error {
	return func(_ context.Context, args []string, out io.Writer) error {
		if len(args) > 0 {
			return ops.Mistake("compact 后面不要写其他内容；整理哪个文件夹，由 ZHIBU_DATA 决定。")
		}
		data, _ := ops.Folders()
		if err := ops.NoStore(data); err != nil {
			return err
		}
		before, after, err := store.Compact(data, ops.Scratch)
		switch {
		case err != nil:
			return err
		case after == before:
			fmt.Fprintf(out, "没有可以收回的空白：%s。\n", megabytes(before))
		default:
			fmt.Fprintf(out, "已整理：%s → %s。\n", megabytes(before), megabytes(after))
		}
		return nil
	}
}}

// megabytes returns a size as people read it.
func megabytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20)) }
