package courier

import (
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"zhibu/chat"
	"zhibu/store"
)

// When the store can no longer record what was delivered, nothing is delivered: it would be sent again and again.
func TestStoreThatFailsEndsDelivery(t *testing.T) {
	inBubble(t, unlimited, func(w *world) {
		w.takes = 5 * time.Second
		w.deed(func(tx *store.Tx) {
			for _, to := range []chat.Chat{"tg:1", "tg:2"} {
				tx.Show(to, card("a", "1"))
				tx.Show(to, card("b", "1"))
			}
		})
		w.sleep(time.Second)
		breakWrites(t, w.folder)
		w.sleep(time.Hour)
		select {
		case <-w.ended:
		default:
			t.Error("Run goes on without a store")
		}
		w.want("0s send tg:1 1 1", "0s send tg:2 1 1")
		w.stop()
		if err := w.store.Close(); err == nil {
			t.Error("the store has not failed")
		}
		w.open()
		w.takes = 0
		w.run()
		w.sleep(time.Second)
		if n, _ := w.left(); n != 0 || len(w.got()) != 4 { // the two whose delivery is not on record come again
			t.Errorf("after the restart %d wait", n)
		}
	})
}

// breakWrites makes every later write of an open store fail: its descriptor becomes one that may only read.
func breakWrites(t *testing.T, folder string) {
	t.Helper()
	path := filepath.Join(folder, "zhibu.db")
	readOnly, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer readOnly.Close()
	fds, _ := os.ReadDir("/proc/self/fd")
	for _, fd := range fds {
		n, _ := strconv.Atoi(fd.Name())
		if to, err := os.Readlink("/proc/self/fd/" + fd.Name()); err == nil && to == path && n != int(readOnly.Fd()) {
			if err := syscall.Dup3(int(readOnly.Fd()), n, syscall.O_CLOEXEC); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatal("the store's file is not open")
}
