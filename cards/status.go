package cards

import (
	"fmt"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/chat"
)

// HealthView is what /status shows.
type HealthView struct {
	Branch  branch.BranchID
	Now     time.Time
	Looked  time.Time // the scheduler's latest look; zero: unknown
	Late    bool      // something is overdue, or a push has failed of late
	Waiting int       // messages on their way
	Dead    int       // messages that were given up
	DeadTo  []string  // to whom
	Gone    []string  // who has stopped the bot
	Backup  time.Time // the latest one; zero: none
	Failed  string    // why none could be made since
	Nightly bool      // backups are made every night
	Free    int64     // bytes on the disk; negative: unknown
	Low     bool      // too few
	Full    bool      // photos and files are not taken
	Next    []string  // what comes next
}

// Status tells officers how the bot is doing, in plain words.
func Status(v HealthView) chat.Card {
	text := Say(Strong("运行情况"), "（", when(v.Now), "）\n")
	var wrong []string
	for _, w := range []struct {
		is   bool
		what string
	}{
		{v.Late, "有提醒没有按时办理"}, {v.Failed != "", "最近一次备份没有做成"}, {v.Low, "磁盘空间快用完了"},
		{v.Full, "照片和文件暂停接收"},
	} {
		if w.is {
			wrong = append(wrong, w.what)
		}
	}
	switch {
	case len(wrong) > 0:
		text = append(text, Say(Strong(strings.Join(wrong, "；")), "，请管理员查看日志。")...)
	case v.Looked.IsZero():
		text = append(text, Say("机器人正在运行。")...)
	default:
		text = append(text, Say("运行正常，最近一次查看待办："+v.Looked.In(branch.Shanghai).Format("15:04"))...)
	}
	if v.Waiting > 0 {
		text = append(text, Say(fmt.Sprintf("\n正在发送：%d 条", v.Waiting))...)
	}
	if v.Dead > 0 {
		text = append(text, Say(fmt.Sprintf("\n没有送达：%d 条", v.Dead), among(v.DeadTo))...)
	}
	if len(v.Gone) > 0 {
		text = append(text, Say(fmt.Sprintf("\n已停用机器人：%d 人", len(v.Gone)), among(v.Gone))...)
	}
	switch {
	case v.Failed != "": // said above
	case v.Backup.IsZero() && v.Nightly:
		text = append(text, Say("\n备份：今晚开始")...)
	case v.Backup.IsZero():
		text = append(text, Say("\n备份：没有设置每晚备份")...)
	}
	if !v.Backup.IsZero() {
		text = append(text, Say("\n上次备份：", ago(v.Now.Sub(v.Backup)), "（", when(v.Backup), "）")...)
	}
	if v.Free >= 0 {
		text = append(text, Say("\n磁盘剩余：", size(v.Free))...)
	}
	if len(v.Next) > 0 {
		text = append(text, Say("\n\n", Strong("接下来"))...)
		for i, n := range v.Next {
			text = append(text, Say(fmt.Sprintf("\n%d. ", i+1), n)...)
		}
	}
	rows := [][]chat.Button{Row(Button("刷新", ActStatus, v.Branch))}
	if v.Dead > 0 {
		rows[0] = append(rows[0], Button("重新发送", ActResend, v.Branch))
	}
	return chat.Card{Key: KeyHome, Text: text, Rows: append(rows, HomeRow)}
}

// Upcoming is one line of what comes next.
func Upcoming(at time.Time, sentence string) string { return when(at) + "　" + sentence }

// among names the first few.
func among(names []string) string {
	switch n := len(names); {
	case n == 0:
		return ""
	case n > 3:
		return "（" + strings.Join(names[:3], "、") + "等）"
	}
	return "（" + strings.Join(names, "、") + "）"
}

func ago(d time.Duration) string {
	switch {
	case d < time.Hour:
		return "不到1小时前"
	case d < 48*time.Hour:
		return fmt.Sprintf("%d小时前", int(d.Hours()))
	}
	return fmt.Sprintf("%d天前", int(d.Hours()/24))
}

func size(bytes int64) string {
	if gb := float64(bytes) / (1 << 30); gb >= 1 {
		return fmt.Sprintf("%.1f GB", gb)
	}
	return fmt.Sprintf("%d MB", bytes>>20)
}

// Resent says how much is sent again.
func Resent(n int) string {
	if n == 0 {
		return "没有需要重新发送的消息。"
	}
	return fmt.Sprintf("已重新发送 %d 条。", n)
}

// Alarms of the process itself. Each is told to the 书记, once a day.
const (
	AlarmStalled = "有提醒没有按时发出，请管理员查看程序日志。"
	AlarmBackup  = "昨晚的备份没有做成。请管理员检查备份文件夹和磁盘空间，然后查看程序日志。"
	AlarmDisk    = "服务器磁盘空间快用完了。用完后机器人会停止工作，请管理员尽快清理。"
	AlarmFiles   = "服务器的存储空间不足，照片和文件暂停接收，其他工作不受影响。请管理员清理磁盘，或调整 ZHIBU_FILES_MAX。"
)

// AlarmDead says that messages could not be delivered.
func AlarmDead(n int, to []string) string {
	return fmt.Sprintf("有 %d 条消息没有送达%s。发送 /status 可以查看并重新发送。", n, among(to))
}

// Alarm is the card of a day's alarm of one kind.
func Alarm(kind string, day branch.Date, sentence string) chat.Card {
	return chat.Card{Key: "alarm:" + kind + ":" + day.String(), Text: Say(Strong("机器人运行提示"), "\n", sentence)}
}

// TooMuch tells who asks for too much.
const TooMuch = "操作太频繁了，请稍等一会儿再试。"

// EnoughToday refuses what one member enters beyond a day's work.
const EnoughToday = "今天登记的已经很多，请明天再办，或请组织委员代为登记。"

// FilesEnough refuses a photo or a file beyond a day's number, NoRoom one for which the machine has no room.
const (
	FilesEnough = "今天发来的照片和文件已经很多，请明天再发。"
	NoRoom      = "服务器的存储空间不足，暂时不能接收照片和文件，已转告书记。可以先不附照片或文件继续办理。"
)

// NotKept answers what could not be stored: the disk is full or broken, and the process stops.
const NotKept = "数据暂时无法保存，刚才的操作可能没有生效，机器人已停止。请通知管理员检查服务器磁盘；恢复后请再核对一次。"

// NoKey refuses to open a secret round whose key could not be written.
const NoKey = "密钥文件夹暂时写不进去，推荐没有开始。请通知管理员检查服务器磁盘，恢复后再试一次。"

// Doubted answers what may have had its effect before a restart, when nothing is left by which that could be seen.
const Doubted = "机器人刚刚重新启动，无法确认这一步先前是否已经办理，这次没有再办。请先查看，没有办的请再发一次。"
