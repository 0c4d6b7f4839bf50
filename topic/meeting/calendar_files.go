package meeting

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// length is how long a meeting takes in a calendar: nobody says when one ends.
const length = "PT1H"

// writeCalendar makes the file of a notice.
func writeCalendar(_ *office.Office, tx *store.Tx, b branch.Branch, d chat.Document, _ time.Time) ([]byte, error) {
	n, _ := GetNotice(tx, b.ID, d.Args[2])
	me, _ := office.Member(tx, b.ID, branch.MemberID(d.Args[1]))
	return calendar(b, viewNotice(tx, n, me)), nil
}

// calendar is a notice as RFC 5545 has it. A change carries the same UID and a higher SEQUENCE, so that a calendar moves what it has
// instead of showing both; times are in UTC, which needs no table of time zones.
func calendar(b branch.Branch, v noticeView) []byte {
	const stamp = "20060102T150405Z"
	changed, sequence, method, status := v.MadeAt, len(v.Moved), "PUBLISH", "CONFIRMED"
	if sequence > 0 {
		changed = v.Moved[sequence-1].When
	}
	if v.Off != nil {
		changed, sequence, method, status = v.Off.At, sequence+1, "CANCEL", "CANCELLED"
	}
	about := "议题：" + v.Topics
	if v.Bring != "" {
		about += "\n请带：" + v.Bring
	}
	about += "\n召集人：" + v.By
	uid := sha256.Sum256(fmt.Appendf(nil, "%s %d %d %d", b.Name, b.ID, v.ID, v.MadeAt.UnixNano()))
	var out strings.Builder
	for _, l := range []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//zhibu//meeting//ZH", "METHOD:" + method, "BEGIN:VEVENT",
		fmt.Sprintf("UID:%x@zhibu.invalid", uid[:16]), "DTSTAMP:" + changed.UTC().Format(stamp), fmt.Sprintf("SEQUENCE:%d", sequence),
		"DTSTART:" + v.At.UTC().Format(stamp), "DURATION:" + length, "STATUS:" + status, "SUMMARY:" + escape(v.title()),
		"LOCATION:" + escape(v.Place), "DESCRIPTION:" + escape(about), "END:VEVENT", "END:VCALENDAR"} {
		out.WriteString(fold(l))
	}
	return []byte(out.String())
}

// escape writes a TEXT value (RFC 5545, 3.3.11).
func escape(s string) string {
	return strings.NewReplacer("\\", `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace(s)
}

// fold writes a content line in pieces of at most 75 octets, none of which ends within a character (RFC 5545, 3.1).
func fold(line string) string {
	var out strings.Builder
	n := 0
	for _, r := range line {
		size := utf8.RuneLen(r)
		if n+size > 75 {
			out.WriteString("\r\n ")
			n = 1
		}
		out.WriteRune(r)
		n += size
	}
	return out.String() + "\r\n"
}
