package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/files"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/store"
	"zhibu/topic/policy"
)

var policyVerb = verb{data: true, help: `导入政策文件（.docx、.txt、.xlsx），供党员用 /policy 查找。

用法：
  zhibu policy 文件 [--title 名称] [--yes] [--branch 支部]

先列出读到的条款，核对后加 --yes 再执行一次才发布。与已有政策同名的，作为它的新版本。

参数：
  --title 名称    政策的名称；不写则用文件名
  --yes           发布
  --branch 名称   有几个支部时，写明是哪一个
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	name, title := fs.String("branch", "", ""), fs.String("title", "", "")
	yes := fs.Bool("yes", false, "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		if len(args) != 1 {
			return ops.Mistake("请写明一个政策文件，例如：zhibu policy 惠台80条.docx")
		}
		path, err := readable(ctx, args[0])
		if err != nil {
			return err
		}
		info, err := os.Stat(path)
		if err != nil || info.IsDir() || info.Size() > maxRosterFile {
			return ops.Mistake("找不到文件 " + args[0] + "，或文件超过 20 MB。")
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		words, err := files.ReadWords(data)
		if err != nil {
			return ops.Mistake(err.Error())
		}
		text := branch.Visible(words.Text)
		if lines := branch.PrivateLines(text); len(lines) > 0 {
			return ops.Mistake(cards.PrivateFound(lines, true))
		}
		list, passed := branch.ReadPolicy(text)
		passed = append(words.Passed, passed...)
		if *title == "" {
			*title = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		}
		if len(list) == 0 {
			return ops.Mistake("没有读到条款，请核对文件。")
		}
		return publishPolicy(ctx, *name, *title, list, passed, *yes, out)
	}
}}

func publishPolicy(ctx context.Context, branchName, title string, list []branch.Article, passed []string, yes bool, out io.Writer) error {
	return withStore(ctx, "policy", func(s *store.Store, o *office.Office) error {
		var b branch.Branch
		err := s.View(func(tx *store.Tx) (err error) { b, err = oneBranch(tx, branchName); return err })
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "《%s》，读到 %d 条：\n", title, len(list))
		for _, a := range list {
			line := []rune(strings.ReplaceAll(a.Text, "\n", " "))
			fmt.Fprintf(out, "  %s　%s\n", a.No, string(line[:min(len(line), 40)]))
		}
		if len(passed) > 0 {
			fmt.Fprintln(out, "没有读入："+strings.Join(passed, "、"))
		}
		if !yes {
			fmt.Fprintf(out, "还没有发布。核对无误后，请加 --yes 再执行一次，供%s的党员查找。\n", b.Name)
			return nil
		}
		var p policy.Policy
		_, err = s.Update(func(tx *store.Tx) (err error) {
			p, err = policy.Add(o, tx, b.ID, 0, title, list, time.Now())
			return err
		})
		if err == nil {
			fmt.Fprintf(out, "已发布第 %d 版。\n", p.Version)
		}
		return err
	})
}
