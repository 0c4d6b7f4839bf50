package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhibu/cli"
	"zhibu/ops"
)

// TestMarkedFiles reads what the operator wrote with an editor that puts a mark at the beginning, or writes UTF-16.
func TestMarkedFiles(t *testing.T) {
	folder := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const token = "123456:AAbbCC-dd_eeFFggHHiiJJkkLLmmNNooPP"
	marked, err := os.ReadFile("testdata/faults/S1-token-with-bom.txt")
	if err != nil {
		t.Fatal(err)
	}
	wide := []byte("\xFF\xFE")
	for _, c := range token + "\r\n" {
		wide = append(wide, byte(c), 0)
	}
	for name, data := range map[string][]byte{"plain": []byte(token), "with a mark": marked, "UTF-16": wide, "systemd's": []byte("\ufeffTELEGRAM_BOT_TOKEN=\"" + token + "\"\n")} {
		if got, err := cli.ReadToken(write("token", data)); err != nil || got != token {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}

	key := filepath.Join(folder, "key")
	recipient, err := ops.NewKey(key)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	var sealed bytes.Buffer
	source := write("zhibu.db", []byte("data"))
	if _, err := ops.Write(&sealed, ops.Manifest{}, []ops.Source{{Name: "zhibu.db", Path: source}}, recipient); err != nil {
		t.Fatal(err)
	}
	if _, err := ops.Read(strings.NewReader(sealed.String()), write("marked", append([]byte("\ufeff"), raw...)), nil); err != nil {
		t.Errorf("a key file with a mark: %v", err)
	}
}
