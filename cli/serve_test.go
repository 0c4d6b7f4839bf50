package cli_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"zhibu/cli"
	"zhibu/demo"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/world"
)

// TestServeToken starts the real verb with settings that cannot be a token or an address, then with a token that the
// platform does not know.
func TestServeToken(t *testing.T) {
	server := sandbox.New(sandbox.Options{Token: demo.Token, BotName: "助手", BotUsername: demo.Bot})
	defer server.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	api := &http.Server{Handler: server.Handler()}
	go api.Serve(l)
	defer api.Close()
	folder := t.TempDir()
	t.Setenv("ZHIBU_DATA", filepath.Join(folder, "data"))
	t.Setenv("ZHIBU_KEYS", "")
	if _, errOut, code := world.CommandLine(t, "import", "../demo/roster/roster.xlsx"); code != cli.ExitOK {
		t.Fatal(errOut)
	}
	for _, c := range []struct{ token, api, want string }{ // what nobody need be asked about
		{"100001", "", "机器人令牌的样子不对"},
		{"100001:a b", "", "机器人令牌的样子不对"},
		{"100001:right-in-its-form", "localhost:8081", "TELEGRAM_API_URL"},
		{"100001:right-in-its-form", "http://example.org", "TELEGRAM_API_URL"},
	} {
		t.Setenv("TELEGRAM_BOT_TOKEN", c.token)
		t.Setenv("TELEGRAM_API_URL", c.api)
		if out, errOut, code := world.CommandLine(t, "serve"); code != cli.ExitInput || !strings.Contains(errOut, c.want) || strings.Contains(out+errOut, c.token) {
			t.Errorf("%q %q: %d %s%s", c.token, c.api, code, out, errOut)
		}
	}
	t.Setenv("TELEGRAM_API_URL", "http://"+l.Addr().String())
	t.Setenv("TELEGRAM_BOT_TOKEN", "")
	tokenFile := filepath.Join(folder, "token.env")
	if err := os.WriteFile(tokenFile, []byte("TELEGRAM_BOT_TOKEN=\"100001:another-token-that-was-revoked\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ZHIBU_HTTP", l.Addr().String()) // in use: systemd is to try again, and nobody to read 已启动
	if out, errOut, code := world.CommandLine(t, "serve", "--token-file", tokenFile); code != cli.ExitFailed || !strings.Contains(errOut, "已被占用") || strings.Contains(out, "已启动") {
		t.Errorf("%d: %s%s", code, out, errOut)
	}
	t.Setenv("ZHIBU_HTTP", "")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var out, errOut strings.Builder
	if code := cli.Run(ctx, []string{"serve", "--token-file", tokenFile}, &out, &errOut); code != cli.ExitToken || !strings.Contains(errOut.String(), "令牌无效") {
		t.Errorf("%d: %s%s", code, out.String(), errOut.String())
	}
	if strings.Contains(out.String()+errOut.String(), "another-token") {
		t.Error("the token is printed")
	}
}

// TestOpenToOthers refuses a data folder, a key folder, or a file in them that others can read.
func TestOpenToOthers(t *testing.T) {
	folder := t.TempDir()
	data, keys := filepath.Join(folder, "data"), filepath.Join(folder, "keys")
	t.Setenv("ZHIBU_DATA", data)
	t.Setenv("ZHIBU_KEYS", keys)
	if _, errOut, code := world.CommandLine(t, "import", "../demo/roster/roster.xlsx"); code != cli.ExitOK {
		t.Fatal(errOut)
	}
	for _, path := range []string{data, keys, filepath.Join(data, "zhibu.db"), filepath.Join(keys, "outbox.secret")} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, more := range []os.FileMode{0o040, 0o004, 0o010} {
			os.Chmod(path, info.Mode().Perm()|more)
			if _, errOut, code := world.CommandLine(t, "check"); code != cli.ExitInput || !strings.Contains(errOut, "chmod") {
				t.Errorf("%s with %04o more: %d %s", path, more, code, errOut)
			}
		}
		os.Chmod(path, info.Mode().Perm())
	}
	if _, errOut, code := world.CommandLine(t, "check"); code != cli.ExitOK {
		t.Error(errOut)
	}

	link := filepath.Join(folder, "link")
	if err := os.Symlink(data, link); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ data, keys, want string }{ // each ends with exit code 2: starting again is no use
		{data, data, "ZHIBU_KEYS"},
		{data, filepath.Join(link, "keys"), "ZHIBU_KEYS"},
		{filepath.Join(data, "zhibu.db"), keys, "不是文件夹"},
		{data, filepath.Join(data, "zhibu.db"), "ZHIBU_KEYS"},
		{data, filepath.Join(folder, "file"), "不是文件夹"},
	} {
		if err := os.WriteFile(filepath.Join(folder, "file"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv("ZHIBU_DATA", c.data)
		t.Setenv("ZHIBU_KEYS", c.keys)
		if _, errOut, code := world.CommandLine(t, "import", "../demo/roster/roster.xlsx"); code != cli.ExitInput || !strings.Contains(errOut, c.want) {
			t.Errorf("%s, %s: %d %s", c.data, c.keys, code, errOut)
		}
	}
}

// TestReadOnlyDisk names it as such, whatever has come upon it.
func TestReadOnlyDisk(t *testing.T) {
	for _, err := range []error{&os.PathError{Op: "open", Path: "/x", Err: syscall.EROFS}, errors.Join(store.ErrStopped, syscall.EROFS), fmt.Errorf("a: %w", syscall.EROFS)} {
		var out strings.Builder
		if code := cli.Report(err, &out); code != cli.ExitFailed || !strings.Contains(out.String(), "磁盘是只读的") {
			t.Errorf("%v: %d %s", err, code, out.String())
		}
	}
}
