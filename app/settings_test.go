package app_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zhibu/app"
	"zhibu/ops"
	"zhibu/world"
)

// TestNightlySettings refuses, at the start, what could never make a backup at night.
func TestNightlySettings(t *testing.T) {
	folder := t.TempDir()
	key, err := ops.NewKey(filepath.Join(folder, "key"))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("ZHIBU_BACKUP_TO", "")
	open := filepath.Join(folder, "open")
	if err := errors.Join(os.Mkdir(open, 0o700), os.Chmod(open, 0o777)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		env map[string]string
		ok  bool
	}{
		{nil, true},
		{map[string]string{"ZHIBU_BACKUP_DIR": folder}, false},
		{map[string]string{"ZHIBU_BACKUP_DIR": folder, "ZHIBU_BACKUP_TO": "age1nonsense"}, false},
		{map[string]string{"ZHIBU_BACKUP_DIR": folder, "ZHIBU_BACKUP_TO": key}, true},
		{map[string]string{"ZHIBU_BACKUP_DIR": folder, "ZHIBU_BACKUP_TO": "plaintext"}, true},
		{map[string]string{"ZHIBU_BACKUP_DIR": folder, "ZHIBU_BACKUP_TO": key, "ZHIBU_BACKUP_AT": "25:00"}, false},
		{map[string]string{"ZHIBU_BACKUP_DIR": folder, "ZHIBU_BACKUP_TO": key, "ZHIBU_BACKUP_KEEP": "0,4"}, false},
		{map[string]string{"ZHIBU_BACKUP_DIR": filepath.Join(folder, "key", "x"), "ZHIBU_BACKUP_TO": key}, false},
		{map[string]string{"ZHIBU_BACKUP_DIR": open, "ZHIBU_BACKUP_TO": key}, false},
		{map[string]string{"ZHIBU_HTTP": "nonsense"}, false},
		{map[string]string{"ZHIBU_HTTP": "127.0.0.1:health"}, false},
		{map[string]string{"ZHIBU_HTTP": "127.0.0.1:90000"}, false},
		{map[string]string{"ZHIBU_RATE": "0"}, false},
		{map[string]string{"ZHIBU_RATE": "NaN"}, false},
		{map[string]string{"ZHIBU_RATE": "12.5"}, true},
		{map[string]string{"ZHIBU_DAILY": "9"}, false},
		{map[string]string{"ZHIBU_DAILY": "100"}, true},
		{map[string]string{"ZHIBU_KEEP_UNDELIVERED": "30", "ZHIBU_KEEP_SEEN": "3", "ZHIBU_KEEP_TRACES": "180"}, true},
		{map[string]string{"ZHIBU_KEEP_UNDELIVERED": "0"}, false},
		{map[string]string{"ZHIBU_KEEP_SEEN": "1"}, false},
		{map[string]string{"ZHIBU_KEEP_TRACES": "179"}, false},
		{map[string]string{"ZHIBU_KEEP_TRACES": "三年"}, false},
		{map[string]string{"ZHIBU_WEBHOOK": "http://example.org/x", "ZHIBU_WEBHOOK_LISTEN": "127.0.0.1:1"}, false},
		{map[string]string{"ZHIBU_WEBHOOK": "https://example.org/x"}, false},
		{map[string]string{"ZHIBU_WEBHOOK": "https://example.org/x", "ZHIBU_WEBHOOK_LISTEN": "8443"}, false},
		{map[string]string{"ZHIBU_WEBHOOK": "https://example.org/x", "ZHIBU_WEBHOOK_LISTEN": "127.0.0.1:8443"}, true},
	} {
		var got app.Config
		err := app.ServeSettings(&got, func(name string) string { return c.env[name] })
		var input ops.Mistake
		if (err == nil) != c.ok || err != nil && !errors.As(err, &input) {
			t.Errorf("%v: %v", c.env, err)
		}
	}
}

// TestSettingsAreInTheDocs compares the table in docs/operations.md with the one that serve reads.
func TestSettingsAreInTheDocs(t *testing.T) {
	want := "| variable | what it is | how it is written | default | only with |\n|---|---|---|---|---|\n"
	for _, s := range app.Settings {
		want += fmt.Sprintf("| `%s` | %s | %s | %s | %s |\n", s.Name, s.About, s.Form, s.Default, s.With)
	}
	_, rest, _ := strings.Cut(string(world.MustRead(t, "../docs/operations.md")), "<!-- settings -->\n")
	if got, _, _ := strings.Cut(rest, "<!-- end -->"); got != want {
		t.Errorf("docs/operations.md has another table; this is the one:\n%s", want)
	}
}

// TestIdleSettings names what was set and does nothing.
func TestIdleSettings(t *testing.T) {
	for env, want := range map[string]string{
		"ZHIBU_DATA=x ZHIBU_RATE=5 HOME=/ PATH=":  "",
		"ZHIBU_BACKUPDIR=x ZHIBU_BACKUP_TO=age1":  "ZHIBU_BACKUPDIR ZHIBU_BACKUP_TO",
		"ZHIBU_BACKUP_DIR=x ZHIBU_BACKUP_TO=age1": "",
		"ZHIBU_WEBHOOK= ZHIBU_WEBHOOK_LISTEN=:1":  "ZHIBU_WEBHOOK_LISTEN",
	} {
		if got := strings.Join(app.IdleSettings(strings.Fields(env)), " "); got != want {
			t.Errorf("%s: %q", env, got)
		}
	}
	source, err := filepath.Glob("../[a-z]*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range source { // none that the program reads is missing from the list
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, name := range regexp.MustCompile(`etenv\("(ZHIBU_\w+)"\)`).FindAllStringSubmatch(string(world.MustRead(t, file)), -1) {
			if !slices.ContainsFunc(app.Settings, func(s app.Setting) bool { return s.Name == name[1] }) {
				t.Errorf("%s reads %s", file, name[1])
			}
		}
	}
}
