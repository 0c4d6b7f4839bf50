package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/files"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/store"
)

var inviteVerb = verb{data: true, help: `开具邀请码。每个邀请码只能用一次，14 天内有效；重新开具后，原来的作废。

用法：
  zhibu invite --all            全体尚未绑定账号的党员
  zhibu invite 姓名             某一位；重名时请写编号
  zhibu invite 编号

每行一位：姓名、党小组、邀请码、链接。请分别交给本人，不要在群里发送。
担任党内职务的同志，邀请码只能在这里开具；书记、副书记、组织委员换手机，可以在机器人里为自己开具。

  zhibu invite --all --sheet 邀请单.docx    做成 A4 邀请单，打印后裁开分发

参数：
  --sheet 文件    不逐行列出，而是做成可以打印的邀请单（.docx，含二维码和使用步骤）
  --branch 名称   有几个支部时，写明是哪一个
  --bot 用户名    机器人的用户名，用来拼出链接；启动过机器人后可以不写
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	all := fs.Bool("all", false, "")
	name := fs.String("branch", "", "")
	username := fs.String("bot", "", "")
	sheetFile := fs.String("sheet", "", "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		if *all == (len(args) == 1) || len(args) > 1 {
			return ops.Mistake("请写 --all，或者写一位党员的姓名或编号。")
		}
		return withStore(ctx, "invite", func(s *store.Store, o *office.Office) error {
			var lines []string
			var slips []files.Invitation
			var title string
			var voided int
			now := time.Now()
			page, err := newSheet(inFolder(ctx, *sheetFile), *sheetFile != "")
			if err != nil {
				return err
			}
			defer page.drop()
			_, err = s.Update(func(tx *store.Tx) error {
				lines, slips, voided = nil, nil, 0
				if info, _ := store.Infos.Get(tx, store.K(1)); *username == "" {
					*username = info.Bot
				}
				if *sheetFile != "" && *username == "" {
					return ops.Mistake("还不知道机器人的用户名，请用 --bot 写明，或先启动一次机器人。")
				}
				b, err := oneBranch(tx, *name)
				if err != nil {
					return err
				}
				title = b.Name
				who, err := invitees(tx, b, strings.Join(args, ""))
				if err != nil {
					return err
				}
				for _, m := range who {
					if former, ok := store.Invites.Get(tx, store.K(b.ID).Int(int64(m.ID))); ok && former.Expires.After(now) {
						voided++
					}
					code := office.NewCode()
					if err := o.Invite(tx, b.ID, m.ID, code, 0, now); err != nil {
						return err
					}
					bot := strings.TrimPrefix(*username, "@")
					lines = append(lines, inviteLine(tx, m, o.TypedCode(code), inviteLink(bot, code)))
					slips = append(slips, files.Invitation{Name: m.Name, Group: office.Where(tx, m), Bot: "@" + bot,
						Code: o.TypedCode(code), Link: inviteLink(bot, code)})
				}
				return nil
			})
			if err != nil {
				return err
			}
			if len(lines) == 0 {
				fmt.Fprintln(out, "所有在册党员都已绑定账号。")
			}
			if *all && voided > 0 {
				fmt.Fprintf(out, "请注意：其中 %d 位原来还没有用的邀请码已经作废，请换发新的。\n", voided)
			}
			if page.file != nil && len(slips) > 0 {
				return page.write(title, slips, now, out)
			}
			for _, l := range lines {
				fmt.Fprintln(out, l)
			}
			return nil
		})
	}
}}

// sheet is a document of invitations that only its owner may read. It is begun before the codes are issued: a place that
// cannot be written to must not cost the former codes.
type sheet struct {
	path string
	file *os.File // under another name until it is whole; nil: no document is asked for
}

func newSheet(path string, asked bool) (s sheet, err error) {
	if !asked {
		return s, nil
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return s, ops.Mistake(path + " 是文件夹，请写明一个文件。没有开具邀请码。")
	}
	s.path = path
	if s.file, err = os.CreateTemp(filepath.Dir(path), ".zhibu-*.docx"); err != nil {
		return s, ops.Mistake("邀请单写不进 " + path + "，没有开具邀请码。请换一个文件夹；机器人运行时由它写入，须是它能写的文件夹，例如数据文件夹的上一级。")
	}
	return s, nil
}

// drop removes what has not been written whole.
func (s sheet) drop() {
	if s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name())
	}
}

func (s sheet) write(title string, slips []files.Invitation, now time.Time, out io.Writer) error {
	until := branch.DateOf(now.AddDate(0, 0, office.InviteDays)).Chinese()
	raw, err := files.InvitationSheet(title, until, slips)
	if err != nil {
		return err
	}
	_, err = s.file.Write(raw)
	if err = errors.Join(err, s.file.Close()); err == nil {
		err = os.Rename(s.file.Name(), s.path)
	}
	if err != nil {
		return fmt.Errorf("邀请码已开具，但邀请单写不进文件，请换一个位置重新开具：%w", err)
	}
	fmt.Fprintf(out, "已为 %d 位党员开具邀请码，邀请单：%s\n请打印后分发，并删除这个文件。\n", len(slips), s.path)
	return nil
}

// inviteLink returns the link of an invitation, "" while the bot's name is not known.
func inviteLink(username, code string) string {
	if username == "" {
		return ""
	}
	return "https://t.me/" + username + "?start=" + code
}

func inviteLine(tx *store.Tx, m branch.Member, code, link string) string {
	if link == "" {
		link = "（把邀请码直接发给机器人即可）"
	}
	return strings.Join([]string{m.Name, office.Where(tx, m), code, link}, "\t")
}

// invitees returns whom to invite: everyone without an account for "", else the one of that name or number.
func invitees(tx *store.Tx, b branch.Branch, who string) (list []branch.Member, err error) {
	number, _ := strconv.ParseInt(who, 10, 64)
	for m := range store.Members.Scan(tx, store.K(b.ID)) {
		if m.Status == branch.Active && (who == "" && office.Chat(tx, m) == "" || who != "" && (m.Name == who || office.Called(tx, m) == who || int64(m.ID) == number)) {
			list = append(list, m)
		}
	}
	if who == "" || len(list) == 1 {
		return list, nil
	}
	if len(list) == 0 {
		return nil, ops.Mistake("名册里没有“" + who + "”，请核对姓名或编号。")
	}
	lines := []string{"有几位“" + who + "”，请改写编号："}
	for _, m := range list {
		lines = append(lines, fmt.Sprintf("  %d　%s　%s", m.ID, m.Name, office.Where(tx, m)))
	}
	return nil, ops.Mistake(strings.Join(lines, "\n"))
}
