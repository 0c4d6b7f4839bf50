package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/store"
)

// live is the open store of the process in which a verb is carried out for another one, and that one's folder.
type live struct {
	store  *store.Store
	office *office.Office
	folder string
}

type liveKey struct{}

// running returns the process in which a verb is carried out for another one; ok is false in the one that was started for it.
func running(ctx context.Context) (l live, ok bool) {
	l, ok = ctx.Value(liveKey{}).(live)
	return l, ok
}

// inFolder returns a path as the person who typed it meant it.
func inFolder(ctx context.Context, path string) string {
	if l, ok := running(ctx); ok && !filepath.IsAbs(path) {
		return filepath.Join(l.folder, path)
	}
	return path
}

// readable is inFolder for a file that is to be read. A running bot may be another user, behind a unit that shows it neither
// /home nor /tmp: who sees the file is not to be told that it is not there.
func readable(ctx context.Context, path string) (string, error) {
	path = inFolder(ctx, path)
	if _, ok := running(ctx); ok {
		f, err := os.Open(path)
		if err != nil {
			return "", ops.Mistake("读不到 " + path + "：机器人运行时由它读取，请把文件放到它能读的文件夹，例如数据文件夹的上一级，并核对文件名。")
		}
		f.Close()
	}
	return path, nil
}

// withStore returns a verb the store: the running process's own when the verb is carried out there, else the data folder,
// which is opened for it and must hold one. It returns *store.ErrHeld when another process has that.
func withStore(ctx context.Context, what string, do func(*store.Store, *office.Office) error) error {
	if _, ok := running(ctx); !ok {
		data, _ := ops.Folders()
		if err := ops.NoStore(data); err != nil {
			return err
		}
	}
	return withNewStore(ctx, what, do)
}

// withNewStore is withStore for what founds a branch: it makes the store if there is none.
func withNewStore(ctx context.Context, what string, do func(*store.Store, *office.Office) error) error {
	if l, ok := running(ctx); ok {
		return refused(do(l.store, l.office))
	}
	data, keys := ops.Folders()
	s, v, err := app.OpenData(data, keys, what, store.Options{})
	if err != nil {
		return err
	}
	o, err := app.NewOffice(v, s)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	return errors.Join(refused(do(s, o)), s.Close())
}

func refused(err error) error {
	if refusal := office.Refusal(""); errors.As(err, &refusal) {
		return ops.Mistake(string(refusal))
	}
	return err
}

// Carry carries out a verb that another process has handed to this one, with the store that is open here.
func Carry(ctx context.Context, a *app.App, r ops.Request, out, errOut io.Writer) (code int) {
	if len(r.Args) == 0 || r.Args[0] == "serve" || r.Args[0] == "demo" {
		fmt.Fprintln(errOut, "这条命令不能交给运行中的程序。")
		return ExitInput
	}
	return Run(context.WithValue(ctx, liveKey{}, live{a.Store, a.Office, r.Folder}), r.Args, out, errOut)
}

// oneBranch returns the branch that is meant: the only one, or the one of that name.
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
		return b, ops.Mistake("还没有支部。请先用 zhibu import 导入党员名册。")
	case b.ID == 0 || name == "" && len(names) > 1:
		return b, ops.Mistake("请用 --branch 写明支部，现有：" + strings.Join(names, "、"))
	}
	return b, nil
}

// describeBranches says of which branches a store is: whoever reads 完好 or 已备份 must see that it is the right one.
func describeBranches(tx *store.Tx, out io.Writer) {
	none := true
	for b := range store.Branches.Scan(tx, nil) {
		none = false
		n := 0
		for range store.Members.Scan(tx, store.K(b.ID)) {
			n++
		}
		fmt.Fprintf(out, "%s：名册 %d 人\n", b.Name, n)
	}
	if none {
		fmt.Fprintln(out, "里面还没有支部。")
	}
}
