package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"zhibu/chat"
	"zhibu/ops"
	"zhibu/scheduler"
	"zhibu/store"
	"zhibu/telegram"
)

// rated is a platform whose pace for messages to people who wait for nothing was set by the operator.
type rated struct {
	chat.Sender
	perSecond float64
}

func (r rated) Capabilities() chat.Capabilities {
	can := r.Sender.Capabilities()
	can.PerSecond = r.perSecond
	return can
}

// watch serves /metrics and /healthz until ctx ends.
func (a *App) watch(ctx context.Context) error {
	if a.config.HTTP == "" {
		return nil
	}
	l, err := net.Listen("tcp", a.config.HTTP)
	if err != nil {
		return fmt.Errorf("ZHIBU_HTTP 的地址 %s 不能使用：%w", a.config.HTTP, err)
	}
	if a.config.OnHTTP != nil {
		a.config.OnHTTP(l.Addr())
	}
	if err := ops.ServeHTTP(ctx, l, ops.Watchers{Metrics: a.Metrics, Faults: a.Faults}); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// tend makes nightly backups and watches, until ctx ends; not in a rehearsal, whose days pass in seconds.
func (a *App) tend(ctx context.Context) error {
	if _, rehearsal := a.config.Clock.(*scheduler.Turned); rehearsal {
		return nil
	}
	return a.care(ctx)
}

// notAccepted takes note that the platform does not accept the token, for /healthz, and says so once.
func (a *App) notAccepted(err error) {
	var failed *chat.SendError
	if errors.As(err, &failed) && failed.Class == chat.Unauthorized && a.refused.CompareAndSwap(false, true) {
		a.config.Log.Error("the platform does not accept the token: it is wrong or has been revoked; stopping")
	}
}

// TokenRefused reports whether an error says that the token is wrong or revoked.
func TokenRefused(err error) bool {
	var failed *chat.SendError
	return errors.As(err, &failed) && failed.Class == chat.Unauthorized
}

// Serve learns who the bot is, says so on out, and runs.
func (a *App) Serve(ctx context.Context, out io.Writer) error {
	var rehearsal bool
	branches := 0
	_ = a.Store.View(func(tx *store.Tx) error {
		info, _ := store.Infos.Get(tx, store.K(1))
		rehearsal = info.Rehearsal
		for range store.Branches.Scan(tx, nil) {
			branches++
		}
		return nil
	})
	switch {
	case rehearsal:
		return ops.Mistake("这个数据文件夹是演练用的，人物均为虚构，不能用于正式运行。请换一个文件夹。")
	case branches == 0:
		return NoBranch(a.config.Data)
	}
	if err := a.config.free(); err != nil {
		return err
	}
	me, err := a.telegram.Me(ctx)
	if err != nil {
		return fmt.Errorf("连不上机器人服务器：%w", err)
	}
	if err := a.remember(me); err != nil {
		return err
	}
	fmt.Fprintf(out, "机器人 @%s 已启动。\n", me.Username)
	return a.Run(ctx)
}

// NoBranch refuses to serve nobody: started again and again beside a restore that is under way, the bot would make an
// empty store where the real one belongs, and the restore would be refused.
func NoBranch(data string) error {
	return ops.Mistake("还没有支部（" + ops.Absolute(data) + "）。请先用 zhibu import 导入党员名册，或用 zhibu restore 恢复备份；已经做过的，请核对 ZHIBU_DATA。")
}

// remember keeps the bot's user name, for the links of invitations.
func (a *App) remember(me telegram.Me) error {
	_, err := a.Store.Update(func(tx *store.Tx) error {
		info, _ := store.Infos.Get(tx, store.K(1))
		if info.Made.IsZero() {
			info.Made = time.Now()
		}
		info.Bot = me.Username
		store.Infos.Put(tx, info)
		return nil
	})
	return err
}
