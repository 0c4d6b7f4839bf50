package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/store"
)

var branchVerb = verb{data: true, help: `一个机器人可以为多个支部服务，彼此看不到对方的人员和记录。

用法：
  zhibu branch list                          列出各支部
  zhibu branch add 名册文件 [--branch 全称]  增加一个支部，名册要求同 import
  zhibu branch add 名册文件 --confirm        列出的「请核对」已经核对

一个人在几个支部任职时，用同一个账号分别使用各支部的邀请码；首页上可以切换支部。

参数：
  --branch 名称   支部全称；不写则取名册的标题
  --confirm       「请核对」的已经核对
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	name, confirm := fs.String("branch", "", ""), fs.Bool("confirm", false, "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		switch {
		case len(args) == 1 && args[0] == "list":
			return withStore(ctx, "branch", func(s *store.Store, _ *office.Office) error {
				return s.View(func(tx *store.Tx) error { listBranches(tx, out); return nil })
			})
		case len(args) == 2 && args[0] == "add":
			return addBranch(ctx, args[1], *name, *confirm, out)
		}
		return ops.Mistake("请写 zhibu branch list，或者 zhibu branch add 名册文件。")
	}
}}

// addBranch takes over a further branch from its first roster.
func addBranch(ctx context.Context, file, name string, confirm bool, out io.Writer) error {
	i := importing{name: name, confirm: confirm, adding: true, out: out, now: time.Now()}
	path, err := readable(ctx, file)
	if err == nil {
		err = i.read(path)
	}
	if err != nil {
		return err
	}
	return i.open(ctx, "branch", func(s *store.Store, o *office.Office) error {
		var b branch.Branch
		err := s.View(func(tx *store.Tx) (err error) {
			b, err = i.about(tx)
			return err
		})
		switch {
		case err != nil:
			return err
		case b.ID != 0:
			return ops.Mistake("“" + b.Name + "”已有名册。要更新名册，请用 zhibu import。")
		}
		return i.found(s, o)
	})
}

func listBranches(tx *store.Tx, out io.Writer) {
	none := true
	for b := range store.Branches.Scan(tx, nil) {
		none = false
		var people, bound, groups int
		for m := range store.Members.Scan(tx, store.K(b.ID)) {
			if m.Status == branch.Active {
				people++
				if office.Chat(tx, m) != "" {
					bound++
				}
			}
		}
		for range store.Groups.Scan(tx, store.K(b.ID)) {
			groups++
		}
		fmt.Fprintf(out, "%d　%s：党员 %d 名（%d 名已绑定账号），党小组 %d 个\n", b.ID, b.Name, people, bound, groups)
		for v := range store.VenuesByBranch.Scan(tx, store.K(b.ID)) {
			fmt.Fprintf(out, "　　支部群：%s\n", v.Title)
		}
	}
	if none {
		fmt.Fprintln(out, "还没有支部。请先用 zhibu import 导入党员名册。")
	}
}
