package cards

import (
	"zhibu/branch"
	"zhibu/chat"
)

// Actions about files that come in or go out.
const (
	ActFileIs = "file.is" // branch, upload, what it is
)

// Answers of ActFileIs. That of a text is its matter's.
const (
	FileIsRoster  int64 = 0
	FileIsNeither int64 = 2
)

// Sentences about photos.
const (
	PhotoAsPhoto  = "这里只收一张照片，请用“照片”方式发送，不要作为文件发送；刚才的文件没有保存。"
	PhotoTooLarge = "照片超过10 MB，没有保存。请压缩后再发送。"
	PhotoReplaced = "限一张照片：前一张由这一张代替。"
	PhotoUnread   = "照片没有保存：不是能打开的图片。请重新发送。"
	PhotoLate     = "照片没有保存：这次登记已经办完或取消。需要补照片的，请在登记的卡片上点「更正」再发送。"
)

// FileAsk asks whether a file that cannot be told is a roster, or what label and code name.
func FileAsk(b branch.BranchID, number int64, file, label string, code int64) chat.Card {
	is := func(label string, n int64) chat.Button { return Button(label, ActFileIs, int64(b), number, n) }
	return chat.Card{Key: KeyImport(b), Text: Say(Strong("这个文件是什么？"), "\n文件：", file, "\n里面没有名册的表头，也没有“第几条”。请选择怎样读取。"),
		Rows: [][]chat.Button{Row(is("名册", FileIsRoster), is(label, code)), Row(is("都不是", FileIsNeither))}}
}

// FileDropped says that a file was not taken.
func FileDropped(b branch.BranchID, file string) chat.Card {
	return chat.Card{Key: KeyImport(b), Text: Say("文件：", file, "\n没有保存。")}
}
