package drills

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/rounds"
	"zhibu/world"
)

// TestWritten has the real process go through a session with votes, words, codes, faults and floods, ends it with a crash
// dump, and reads everything that it ever wrote: log, dump, figures, arguments, files. Nowhere stands the token, a code,
// what somebody wrote, or a name; in the store itself neither the token nor a code.
func TestWritten(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc")
	}
	s := newSiege(t, 9)
	l, err := net.Listen("tcp", "127.0.0.1:0") // a free port
	if err != nil {
		t.Fatal(err)
	}
	watch := l.Addr().String()
	l.Close()
	s.env = []string{"ZHIBU_HTTP=" + watch, "GOTRACEBACK=all", "ZHIBU_BACKUP_DIR=" + filepath.Join(filepath.Dir(s.data), "backups"), "ZHIBU_BACKUP_TO=age1nobody"}
	s.start()
	if err := <-s.ended; err == nil {
		t.Error("it starts with a backup to nobody")
	}
	s.env[3] = "ZHIBU_BACKUP_TO=plaintext"
	s.start()
	s.up()

	var names []string
	var faults world.Faulty
	s.server.SetHooks(sandbox.Hooks{OnDelivered: s.watch.onDelivered, OnConfirmed: s.watch.onConfirmed, Fault: faults.Next})
	codes := s.invitations()
	s.server.AddPerson(sandbox.Person{ID: strangerID, First: "路人"})
	stranger := s.server.Client(strangerID)
	stranger.Start(codes[2])
	stranger.Send(codes[0])
	stranger.Send("密语零：" + codes[1])
	words := []string{"密语零"}
	for i, w := range s.typists {
		words = append(words, fmt.Sprintf("密语%d号", i+1))
		if !w.until(w.begin(1).Encode(), w.prompt) {
			t.Fatalf("the form of member %d does not open", w.member)
		}
		w.phone.Send(words[i+1] + "，了解情况。")
	}
	for i, v := range s.voters {
		if m, ok := world.BallotCard(v.phone.Messages()); ok {
			v.phone.PressData(m.ID, v.data(rounds.ActVoteOK, 1<<(i%8)))
		}
		v.phone.PressData(1, "密语按钮:"+codes[0])
	}
	words = append(words, "密语按钮")
	for n := range 60 { // beyond the budget
		s.typists[0].phone.Send(fmt.Sprintf("密语洪水%d", n))
	}
	words = append(words, "密语洪水")
	time.Sleep(2 * time.Second)
	faults.Set(unlucky())
	for i, w := range s.typists {
		w.phone.Send(fmt.Sprintf("密语%d号又一句话。", i+1))
	}
	for _, v := range s.voters { // the platform refuses some of the answers, in words that hold the token
		v.phone.PressData(1, "密语按钮:"+codes[0])
	}
	time.Sleep(3 * time.Second)
	wants := []string{"level=WARN", "a press was not answered", "beyond its budget", "action=", "backed up"}
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) { // a slow machine
		log, _ := os.ReadFile(s.output)
		if !slices.ContainsFunc(wants, func(want string) bool { return !bytes.Contains(log, []byte(want)) }) {
			break
		}
	}
	faults.Set(nil)

	var all bytes.Buffer
	for _, path := range []string{"/metrics", "/healthz"} {
		resp, err := http.Get("http://" + watch + path)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(&all, resp.Body)
		resp.Body.Close()
	}
	if all.Len() < 1000 {
		t.Error("hardly any figures: ", all.String())
	}
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", s.child.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	all.Write(line)
	if _, err := s.end(syscall.SIGQUIT, 10*time.Second); err == nil {
		t.Error("it outlived SIGQUIT")
	}
	log, err := os.ReadFile(s.output)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range append(wants, "goroutine ") {
		if !bytes.Contains(log, []byte(want)) {
			t.Errorf("the log holds no %q: too little is looked at", want)
		}
	}
	all.Write(log)
	stored, rest := s.onDisk()
	all.Write(rest)
	s.look(func(_ *store.Store, tx *store.Tx) {
		for m := range store.Members.Scan(tx, nil) {
			names = append(names, m.Name)
		}
		if cast := rounds.BallotsCast.Get(tx, store.RoundKey(s.round.Branch, s.round.ID)); cast < 10 {
			t.Errorf("%d have voted: too little is looked at", cast)
		}
	})
	_, secret, _ := strings.Cut(lossToken, ":")
	token := append([]string{secret}, codes...)
	look := func(where string, raw []byte, needles []string) {
		t.Helper()
		for _, n := range needles {
			if i := bytes.Index(raw, []byte(n)); i >= 0 {
				t.Errorf("%s holds %q: …%s…", where, n, raw[max(0, i-100):min(len(raw), i+100)])
			}
		}
	}
	look("what was written", all.Bytes(), append(append(token, words...), names...))
	look("the store or a backup", stored, token)
	if !bytes.Contains(stored, []byte("密语")) {
		t.Error("no words are in the store: nobody wrote anything")
	}
}

// invitations issues three for one person: only the last is good.
func (s *siege) invitations() (codes []string) {
	invite := exec.Command(s.binary, "invite", "1")
	invite.Env = append(os.Environ(), "ZHIBU_DATA="+s.data, "ZHIBU_KEYS="+s.keys)
	for range 3 {
		out, err := invite.Output()
		if err != nil {
			s.Fatal(err)
		}
		_, code, _ := strings.Cut(string(out), "start=")
		if code == "" { // the bot's name is not known yet
			fields := strings.Split(string(out), "\t")
			code = fields[len(fields)-1]
		}
		codes = append(codes, strings.TrimSpace(code))
		invite = exec.Command(s.binary, invite.Args[1:]...)
		invite.Env = append(os.Environ(), "ZHIBU_DATA="+s.data, "ZHIBU_KEYS="+s.keys)
	}
	if !office.IsCode(codes[2]) {
		s.Fatalf("%q is no code", codes[2])
	}
	return codes
}

// unlucky returns a fault for most requests, in words that hold the token; of those for updates every other one comes through,
// since the bot rests for half a minute where one fails again and again.
func unlucky() func(method string) *sandbox.Fault {
	n, polls := 0, 0
	return func(method string) *sandbox.Fault {
		switch n++; {
		case method == "answerCallbackQuery":
			n = 1
		case method == "getUpdates":
			if polls++; polls%2 == 0 { // where it fails again and again it rests for half a minute
				return nil
			}
		}
		switch n % 5 {
		case 0:
			return &sandbox.Fault{Status: 500, Body: "no such bot: " + lossToken}
		case 1:
			return &sandbox.Fault{Status: 400, Body: fmt.Sprintf(`{"ok":false,"error_code":400,"description":"Bad Request: can't parse /bot%s/ \"密语一\""}`, lossToken)}
		case 2:
			return sandbox.ResetBefore()
		case 3:
			return sandbox.Truncated()
		}
		return nil
	}
}

// onDisk returns what the store and its backups hold, and every other file.
func (s *siege) onDisk() (stored, rest []byte) {
	var inStores, others bytes.Buffer
	err := filepath.WalkDir(filepath.Dir(s.data), func(path string, f os.DirEntry, err error) error {
		if err != nil || !f.Type().IsRegular() || path == s.binary {
			return err
		}
		raw, err := os.ReadFile(path)
		switch filepath.Ext(path) {
		case ".db", ".backup":
			inStores.Write(raw)
		default:
			fmt.Fprintf(&others, "%s\n%s\n", path, raw)
		}
		info, infoErr := f.Info()
		if path != s.output && infoErr == nil && info.Mode().Perm()&0o077 != 0 {
			s.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return inStores.Bytes(), others.Bytes()
}
