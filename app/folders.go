package app

import (
	"errors"
	"fmt"
	"os"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/scheduler"
	"zhibu/store"
	"zhibu/vault"
)

// NewOffice makes the deeds' surroundings: the calendar knows what is built in and what has been loaded since.
func NewOffice(keys *vault.Vault, s *store.Store) (*office.Office, error) {
	o := &office.Office{Matters: OfficeMatters(), Calendar: branch.ChinaCalendar(), Keys: keys, CodeKey: keys.Secret(), When: scheduler.When}
	var loaded error
	err := s.View(func(tx *store.Tx) error {
		for h := range store.HolidaysOf.Scan(tx, nil) {
			loaded = errors.Join(loaded, learn(o.Calendar, h))
		}
		for h := range store.OwnHolidays.Scan(tx, nil) {
			loaded = errors.Join(loaded, learn(o.Calendar, h))
		}
		return nil
	})
	return o, errors.Join(err, loaded)
}

// learn has a calendar take over what was loaded, for all branches or for one.
func learn(c *branch.Calendar, h store.Holidays) error {
	var whose branch.BranchID
	if h.Own {
		whose = h.From
	}
	return c.Learn(whose, h.Year, []byte(h.Table))
}

// putRight makes what the vault calls unfit a Mistake: systemd must not start a bot over and over that a person has to help.
func putRight(err error) error {
	if unfit := vault.Unfit(""); errors.As(err, &unfit) {
		return ops.Mistake(string(unfit) + "。")
	}
	return err
}

// OpenData opens the two folders, each of which belongs to the other. what says who holds them, to a second process.
func OpenData(data, keys, what string, o store.Options) (*store.Store, *vault.Vault, error) {
	if err := errors.Join(ops.Within(keys, data), ops.HalfFolder(data)); err != nil {
		return nil, nil, err
	}
	if ops.NoStore(data) != nil && vault.Owner(keys) != "" { // a new store would have another id
		return nil, nil, ops.Mistake("密钥文件夹 " + keys + " 属于另一个数据文件夹，而 " + ops.Absolute(data) + " 还是空的，没有建立。请核对 ZHIBU_DATA 和 ZHIBU_KEYS；确实要重新开始的，请先把 " + keys + " 移到别处。")
	}
	if err := errors.Join(vault.PrivateFolder(data), ops.PublicFile(data)); err != nil {
		return nil, nil, putRight(err)
	}
	v, err := vault.Open(keys)
	if err != nil {
		return nil, nil, putRight(err)
	}
	holder := fmt.Sprintf("zhibu %s，进程号 %d，%s 启动", what, os.Getpid(), time.Now().In(branch.Shanghai).Format("2006-01-02 15:04:05"))
	o.Holder, o.Secret, o.Veiled, o.Beside = holder, v.Secret(), (&office.Office{Matters: OfficeMatters()}).Veiled, v
	s, err := store.Open(data, o)
	if err != nil {
		return nil, nil, err
	}
	id, err := s.ID()
	if err == nil {
		err = putRight(v.Claim(id))
	}
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return s, v, nil
}
