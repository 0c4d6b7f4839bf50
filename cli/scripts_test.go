package cli_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"zhibu/cli"
	"zhibu/demo/roster"
)

// TestMain makes this binary the zhibu of the scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"zhibu": func() { os.Exit(cli.Run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// TestScripts goes through the verbs as somebody who sets a branch up would, mistakes included: a script of testdata/scripts
// each, in a folder of its own.
func TestScripts(t *testing.T) {
	calendar, err := filepath.Abs("../branch/calendar")
	faults, err2 := filepath.Abs("testdata/faults")
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/scripts",
		Setup: func(e *testscript.Env) error {
			list := filepath.Join(e.WorkDir, "roster.xlsx")
			e.Setenv("ROSTER", list)
			e.Setenv("CALENDAR", calendar)
			e.Setenv("FAULTS", faults)
			return os.WriteFile(list, roster.File, 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"ends": ends, "private": private},
	})
}

// ends runs a command line and fails unless it ends with the exit code.
func ends(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var ended *exec.ExitError
		if !errors.As(err, &ended) {
			ts.Fatalf("%v", err)
		}
		code = ended.ExitCode()
	}
	if code != want {
		ts.Fatalf("it ended with %d, not %d", code, want)
	}
}

// private fails unless a file or a folder is its owner's alone.
func private(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if info.Mode().Perm()&0o077 != 0 {
		ts.Fatalf("%s is %v", args[0], info.Mode())
	}
}
