package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
)

// maxHolidayFile is the largest file of holidays that is read. // bytes
const maxHolidayFile = 1 << 20

var holidaysVerb = verb{data: true, help: `载入或更正某一年的节假日安排，对所有支部生效。

用法：
  zhibu holidays 文件 [--year 2027]

文件可以是国务院办公厅通知的文字（.txt，含“一、元旦”到“七、国庆节”的各条），
也可以是 holiday-cn 格式的 JSON。书记、组织委员在聊天里粘贴通知也能载入；
已经载入的年份只能用这条命令更正。

参数：
  --year 年份   通知里没有写年份，或文件是 JSON 时，写明是哪一年
`, flags: func(fs *flag.FlagSet) func(context.Context, []string, io.Writer) error {
	year := fs.Int("year", 0, "")
	return func(ctx context.Context, args []string, out io.Writer) error {
		if len(args) != 1 {
			return inputError{"请写明一个文件，例如：zhibu holidays 2027年通知.txt"}
		}
		path, err := readable(ctx, args[0])
		if err != nil {
			return err
		}
		y, table, err := readHolidays(path, *year)
		if err != nil {
			return err
		}
		return withStore(ctx, "holidays", func(s *store.Store, o *office.Office) error {
			_, err := s.Update(func(tx *store.Tx) error {
				_, err := o.LoadHolidays(tx, branch.Member{}, y, table, time.Now())
				return err
			})
			if err == nil {
				fmt.Fprintf(out, "已载入%d年节假日安排。\n", y)
			}
			return err
		})
	}
}}

// readHolidays reads a file of holidays. What cannot be read is an inputError.
func readHolidays(path string, year int) (int, []byte, error) {
	info, err := os.Stat(path)
	if err != nil || info.IsDir() || info.Size() > maxHolidayFile {
		return 0, nil, inputError{"找不到文件 " + path + "，或不像一份节假日安排。"}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return 0, nil, err
	}
	if head := bytes.TrimSpace(raw); bytes.HasPrefix(head, []byte("[")) || bytes.HasPrefix(head, []byte("{")) {
		if year == 0 {
			return 0, nil, inputError{"请用 --year 写明是哪一年的安排。"}
		}
		return year, raw, nil
	}
	n, err := branch.ReadHolidays(string(raw), year)
	if err != nil {
		return 0, nil, inputError{err.Error()}
	}
	return n.Year, n.Table(), nil
}
