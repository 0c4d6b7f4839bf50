package cards

import (
	"fmt"

	"zhibu/branch"
)

// What may wait on somebody's home, one function a kind (office.matters).

// ImportTask says that a roster that was sent waits for its confirmation.
func ImportTask(b branch.BranchID, number int64, file string) Task {
	return Task{"核对并确认名册文件" + Shorten(file, 16), Button("核对名册", ActImportSee, int64(b), number)}
}

// HolidaysTask says that the next year's holidays are not loaded yet.
func HolidaysTask(b branch.BranchID, year int) Task {
	return Task{fmt.Sprintf("载入%d年节假日安排（国务院办公厅通知发布后）", year), Button("载入节假日", ActHolidays, b)}
}
