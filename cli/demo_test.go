package cli_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"zhibu/cli"
)

// until cancels once a text has been written.
type until struct {
	strings.Builder
	text   string
	cancel context.CancelFunc
}

func (u *until) Write(p []byte) (int, error) {
	n, err := u.Builder.Write(p)
	if strings.Contains(u.String(), u.text) {
		u.cancel()
	}
	return n, err
}

// TestRehearsedRoster: a rehearsal with one's own list says what it did not read and what it doubts, and begins all the same.
func TestRehearsedRoster(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := &until{text: "Ctrl+C", cancel: cancel}
	var errOut strings.Builder
	code := cli.Run(ctx, []string{"demo", "--no-open", "--roster", filepath.Join("testdata", "faults", "R04-left-in-remark.xlsx")}, out, &errOut)
	if code != cli.ExitOK || !strings.Contains(out.String(), "请核对（4 处）") || !strings.Contains(out.String(), "演练已就绪") {
		t.Errorf("ended with %d: %s%s", code, out.String(), errOut.String())
	}
}
