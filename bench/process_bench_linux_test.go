package bench_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"zhibu/demo"
	"zhibu/sandbox"
)

// BenchmarkProcess starts the real binary five times on a folder of one branch, and on one of 100,000 people with 1,000,000
// records: how long it takes from the start to the first poll, what memory it holds when idle and after five seconds in which
// two hundred people of different branches ask for the menu as fast as they are answered, what CPU an answer costs, and how
// long a stop takes.
func BenchmarkProcess(b *testing.B) {
	binary := filepath.Join(b.TempDir(), "zhibu.exe")
	if out, err := exec.Command("go", "build", "-o", binary, "zhibu").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	for _, people := range []int{32, 100_000} {
		b.Run(fmt.Sprint(people), func(b *testing.B) {
			folder := b.TempDir()
			data, keys := filepath.Join(folder, "data"), filepath.Join(folder, "keys")
			fillBranches(b, data, keys, people, time.Now())
			b.ResetTimer()
			benchProcess(b, binary, data, keys, min(200, people))
			b.ReportMetric(0, "ns/op")
		})
	}
}

func benchProcess(b *testing.B, binary, data, keys string, users int) {
	const token = "100002:the-process-that-is-measured"
	server := sandbox.New(sandbox.Options{Token: token, BotName: "助手", BotUsername: demo.Bot})
	defer server.Close()
	polled := make(chan struct{}, 1)
	server.SetHooks(sandbox.Hooks{Fault: func(method string) *sandbox.Fault {
		if method == "getUpdates" {
			select {
			case polled <- struct{}{}:
			default:
			}
		}
		return nil
	}})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	api := &http.Server{Handler: server.Handler()}
	go api.Serve(l)
	defer api.Close()
	var phones []*sandbox.Client
	for i := range users {
		id := int64(i+1)*100 + 1 // the first member of each branch
		if users == 32 {
			id = 100 + int64(i+1)
		}
		server.AddPerson(sandbox.Person{ID: id, First: fmt.Sprint("同志", i)})
		phones = append(phones, server.Client(id))
		phones[i].Start("")
	}
	var ready, idle, busy, cpu, rate, stop []float64
	for range benchRounds {
		child := exec.Command(binary, "serve")
		child.Env = append(os.Environ(), "ZHIBU_DATA="+data, "ZHIBU_KEYS="+keys, "TELEGRAM_BOT_TOKEN="+token, "TELEGRAM_API_URL=http://"+l.Addr().String(), "ZHIBU_RATE=1000")
		select {
		case <-polled:
		default:
		}
		began := time.Now()
		if err := child.Start(); err != nil {
			b.Fatal(err)
		}
		<-polled
		ready = append(ready, time.Since(began).Seconds()*1e3)
		time.Sleep(3 * time.Second)
		idle = append(idle, resident(b, child.Process.Pid))

		before, from, answers := used(b, child.Process.Pid), time.Now(), atomic.Int64{}
		var all sync.WaitGroup
		for _, p := range phones {
			all.Go(func() {
				for time.Since(from) < 5*time.Second {
					was := p.Last().ID
					p.Send("/menu")
					for end := time.Now().Add(10 * time.Second); p.Last().ID <= was+1 && time.Now().Before(end); {
						time.Sleep(5 * time.Millisecond)
					}
					answers.Add(1)
					time.Sleep(300 * time.Millisecond) // within the budget of one account
				}
			})
		}
		time.Sleep(4 * time.Second)
		busy = append(busy, resident(b, child.Process.Pid))
		all.Wait()
		cpu = append(cpu, (used(b, child.Process.Pid)-before)*1e3/float64(answers.Load()))
		rate = append(rate, float64(answers.Load())/time.Since(from).Seconds())
		ended := time.Now()
		if err := child.Process.Signal(syscall.SIGTERM); err != nil {
			b.Fatal(err)
		}
		if err := child.Wait(); err != nil {
			b.Fatal(err)
		}
		stop = append(stop, time.Since(ended).Seconds()*1e3)
	}
	b.Logf("start to first poll %s ms; resident: idle %s MB, under load %s MB; %s answers/s, CPU an answer %s ms; stop %s ms",
		spread("%.0f", ready), spread("%.0f", idle), spread("%.0f", busy), spread("%.0f", rate), spread("%.2f", cpu), spread("%.0f", stop))
}

// resident returns how much memory of its own a process holds, in MB: pages of mapped files, which the system may drop, are
// not counted.
func resident(b *testing.B, pid int) (mb float64) {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.SplitSeq(string(status), "\n") {
		if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			fmt.Sscan(rest, &mb)
		}
	}
	return mb / 1024
}

// used returns the processor time that a process has used, in seconds.
func used(b *testing.B, pid int) float64 {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	var user, system float64
	fmt.Sscan(fields[11], &user)
	fmt.Sscan(fields[12], &system)
	return (user + system) / 100 // USER_HZ
}
