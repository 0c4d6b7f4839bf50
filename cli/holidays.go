package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/files"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/store"
)

// maxHolidayFile is the largest file of holidays that is read. // bytes
const maxHolidayFile = 1 << 20

var holidaysVerb = verb{data: true, help: `载入或更正某一年的节假日安排，对所有支部生效。

用法：
  zhibu holidays                                列出已有哪些年份，各支部自己载入了哪些
  zhibu holidays 文件 [--year 2027]             载入或更正一年
  zhibu holidays --take 2027 [--branch 支部]    把一个支部载入的安排改为对所有支部生效

文件可以是国务院办公厅通知的文字（.txt，含“一、元旦”到“七、国庆节”的各条，编码不限），
也可以是 holiday-cn 格式的 JSON。读到的各条随即列出，请与通知原文核对。
书记、组织委员在聊天里粘贴通知，只对本支部生效；已经载入的年份只能用这条命令更正。
没有载入的年份，周末和元旦、5月1日至2日、10月1日至3日按放假计算。

参数：
  --year 年份     通知里没有写年份，或文件是 JSON 时，写明是哪一年
  --take 年份     采用支部已经载入的安排
  --branch 名称   有几个支部载入了这一年时，写明采用哪一个的
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	year, take, name := fs.Int("year", 0, ""), fs.Int("take", 0, ""), fs.String("branch", "", "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		switch {
		case *take != 0 && len(args) == 0:
			return withStore(ctx, "holidays", func(s *store.Store, o *office.Office) error { return takeHolidays(s, o, *take, *name, out) })
		case len(args) == 0:
			return withStore(ctx, "holidays", func(s *store.Store, o *office.Office) error { return listHolidays(s, o, out) })
		case len(args) > 1 || *take != 0:
			return ops.Mistake("请只写一个文件，例如：zhibu holidays 2027年通知.txt")
		}
		path, err := readable(ctx, args[0])
		if err != nil {
			return err
		}
		n, err := readHolidays(path, *year)
		if err != nil {
			return err
		}
		return withStore(ctx, "holidays", func(s *store.Store, o *office.Office) error { return loadHolidays(s, o, n, out) })
	}
}}

// loadHolidays takes a year over for all branches, and writes what was read.
func loadHolidays(s *store.Store, o *office.Office, n branch.HolidayNotice, out io.Writer) error {
	_, err := s.Update(func(tx *store.Tx) error {
		_, err := o.LoadHolidays(tx, branch.Member{}, n, time.Now())
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "已载入%d年节假日安排，对所有支部生效：\n", n.Year)
	for _, h := range n.Holidays {
		fmt.Fprintln(out, "  "+cards.HolidayLine(h))
	}
	for i, s := range n.Passed {
		if i == 0 {
			fmt.Fprintln(out, "没有读入：")
		}
		fmt.Fprintln(out, "  "+s)
	}
	fmt.Fprintln(out, "请与通知原文核对；如有差错，改好文件后再执行一次。")
	return nil
}

// takeHolidays has what one branch has loaded of a year hold for all.
func takeHolidays(s *store.Store, o *office.Office, year int, name string, out io.Writer) error {
	var table string
	err := s.View(func(tx *store.Tx) error {
		list := office.OwnHolidays(tx, year)
		var whose []string
		for _, h := range list {
			b, _ := store.Branches.Get(tx, store.K(h.From))
			if whose = append(whose, b.Name); len(list) == 1 || b.Name == name {
				table = h.Table
			}
		}
		switch {
		case len(list) == 0:
			return ops.Mistake(fmt.Sprintf("没有支部载入过%d年的安排。请写明文件，例如：zhibu holidays %d年通知.txt", year, year))
		case table == "":
			return ops.Mistake(fmt.Sprintf("这些支部载入过%d年的安排，请用 --branch 写明采用哪一个的：%s", year, strings.Join(whose, "、")))
		}
		return nil
	})
	if err != nil {
		return err
	}
	n, err := branch.ReadHolidays(table, year)
	if err != nil {
		return ops.Mistake(err.Error())
	}
	return loadHolidays(s, o, n, out)
}

// listHolidays writes which years are known, to all branches and to one alone.
func listHolidays(s *store.Store, o *office.Office, out io.Writer) error {
	return s.View(func(tx *store.Tx) error {
		this := branch.DateOf(time.Now()).Year()
		for year := this - 1; year <= this+1; year++ {
			state := "没有载入"
			if o.Calendar.Known(year) {
				state = "已载入，对所有支部生效"
			}
			fmt.Fprintf(out, "%d年：%s\n", year, state)
		}
		for _, h := range office.OwnHolidays(tx, 0) {
			b, _ := store.Branches.Get(tx, store.K(h.From))
			fmt.Fprintf(out, "%d年：%s已载入，只对该支部生效；要对所有支部生效，请执行 zhibu holidays --take %d\n", h.Year, b.Name, h.Year)
		}
		return nil
	})
}

// readHolidays reads a file of holidays. What cannot be read is a Mistake.
func readHolidays(path string, year int) (n branch.HolidayNotice, err error) {
	info, err := os.Stat(path)
	if err != nil || info.IsDir() || info.Size() > maxHolidayFile {
		return n, ops.Mistake("找不到文件 " + path + "，或不像一份节假日安排。")
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return n, err
	}
	text, err := files.ReadText(raw)
	if err != nil {
		return n, ops.Mistake("这个文件不是文字，请另存为 .txt 后再载入。")
	}
	switch n, err = branch.ReadHolidays(text, year); {
	case errors.Is(err, branch.ErrNoYear):
		return n, ops.Mistake("请用 --year 写明是哪一年的安排。")
	case err != nil:
		return n, ops.Mistake(err.Error())
	case year != 0 && n.Year != year:
		return n, ops.Mistake(fmt.Sprintf("文件是%d年的安排，而 --year 写的是%d年，请核对。", n.Year, year))
	}
	return n, nil
}
