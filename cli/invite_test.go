package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/cli"
	"zhibu/office"
	"zhibu/store"
	"zhibu/world"
)

// TestInviteNamesakes: slips, the list and the binding card tell apart who has a namesake in the same group; one of them is asked for
// by what tells him or her apart.
func TestInviteNamesakes(t *testing.T) {
	w := world.New(t, branch.On(2026, 6, 1).At(9, 0))
	t.Setenv("ZHIBU_DATA", filepath.Join(w.Folder, "data"))
	t.Setenv("ZHIBU_KEYS", filepath.Join(w.Folder, "keys"))
	w.Open()
	defer func() { w.Stop() }()
	w.Branch = w.Found2(world.SmallBranch + "陈静,第一党小组,文秘科,,,1993-05-04,1994-05-04\n陈静,第一党小组,业务科,,,1994-05-04,1995-05-04\n")
	w.Settle()
	const one, other = "第一党小组，文秘科", "第一党小组，业务科"
	names := func(text string) bool { return strings.Contains(text, one) && strings.Contains(text, other) }
	if out, _, code := world.CommandLine(t, "invite", "--all"); code != cli.ExitOK || !names(out) {
		t.Errorf("the list: %d %s", code, out)
	}
	if _, errOut, code := world.CommandLine(t, "invite", "陈静"); code != cli.ExitInput || !names(errOut) {
		t.Errorf("asked which: %d %s", code, errOut)
	}
	if out, errOut, code := world.CommandLine(t, "invite", "陈静（"+other+"）"); code != cli.ExitOK || !strings.Contains(out, other) || strings.Contains(out, one) {
		t.Errorf("named: %d %s%s", code, out, errOut)
	}
	slips := filepath.Join(t.TempDir(), "邀请单.docx")
	if _, errOut, code := world.CommandLine(t, "invite", "--all", "--bot", "zhibu_bot", "--sheet", slips); code != cli.ExitOK {
		t.Fatalf("%d %s", code, errOut)
	}
	raw, err := os.ReadFile(slips)
	if err != nil {
		t.Fatal(err)
	}
	if text := w.Unzipped(raw); !names(text) {
		t.Errorf("the slips: %s", text)
	}
	w.Update(func(tx *store.Tx) error {
		for m := range store.MembersByName.Scan(tx, store.K(w.Branch).Str("陈静")) {
			if m.Section == "业务科" {
				code := office.NewCode()
				if err := w.App.Office.Invite(tx, w.Branch, m.ID, code, 0, w.Clock.Now()); err != nil {
					return err
				}
				w.App.Office.Redeem(tx, "tg:7", "tg:7", code, w.Clock.Now())
				f, _ := store.Forms.Get(tx, store.ChatKey("tg:7"))
				if f.Member != m.ID {
					t.Errorf("the code is for %d", f.Member)
				}
			}
		}
		card := ""
		for x := range store.Waitings.Scan(tx, nil) {
			if x.Chat == "tg:7" && x.Card != nil {
				card = x.Card.PlainText()
			}
		}
		if !strings.Contains(card, other) {
			t.Errorf("the binding card: %q", card)
		}
		return nil
	})
}
