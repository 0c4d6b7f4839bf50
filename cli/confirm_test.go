package cli_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cli"
	"zhibu/office"
	"zhibu/store"
	"zhibu/world"
)

// TestConfirmVerb has the operator confirm what a branch with a single officer cannot confirm in chat.
func TestConfirmVerb(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("ZHIBU_DATA", filepath.Join(folder, "data"))
	t.Setenv("ZHIBU_KEYS", "")
	step := func(args string, code int, says string) {
		t.Helper()
		out, errOut, got := world.CommandLine(t, strings.Fields(args)...)
		if got != code || !strings.Contains(out+errOut, says) {
			t.Errorf("zhibu %s ended with %d and said %q", args, got, out+errOut)
		}
	}
	in := func(do func(tx *store.Tx, o *office.Office) error) {
		t.Helper()
		if err := cli.WithStore(t.Context(), "test", func(s *store.Store, o *office.Office) error {
			_, err := s.Update(func(tx *store.Tx) error { return do(tx, o) })
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	step("import ../demo/roster/roster.xlsx", cli.ExitOK, "已建立")
	step("confirm", cli.ExitOK, "没有等待确认的变动")
	in(func(tx *store.Tx, o *office.Office) error {
		for m := range store.Members.Scan(tx, nil) { // one officer is left
			if m.May(branch.KeepRoster) && m.ID != 1 {
				m.Post = branch.NoPost
				store.Members.Put(tx, m)
			}
		}
		me, _ := office.Member(tx, 1, 1)
		c, err := o.Change(tx, me, branch.Change{Kind: "appoint", Member: 4, Choice: "组织委员", From: branch.DateOf(time.Now())}, time.Now())
		if c.State != branch.ChangeAsked {
			t.Errorf("%+v", c)
		}
		return err
	})
	step("confirm", cli.ExitOK, "1　沈岩任组织委员　")
	step("confirm eins", cli.ExitInput, "不是编号")
	step("confirm 1 2", cli.ExitInput, "请只写一个编号")
	step("confirm 7", cli.ExitInput, "没有编号为7的变动在等待确认")
	step("confirm 1", cli.ExitOK, "经管理员确认，已办理")
	step("confirm 1", cli.ExitInput, "已经办结、撤回或失效")
	in(func(tx *store.Tx, o *office.Office) error {
		if m, _ := office.Member(tx, 1, 4); !m.May(branch.KeepRoster) || m.OfficerSince.IsZero() {
			t.Errorf("%+v", m)
		}
		return nil
	})
}
