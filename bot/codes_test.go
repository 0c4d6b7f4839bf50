package bot_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"zhibu/app"
	. "zhibu/bot"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/topic/points"
	"zhibu/topic/register"
	"zhibu/topic/requests"
)

// TestCodes keeps what buttons carry: every action with its numbers, and the code of every word of a list that a button
// may name. Cards that were sent stay in people's chats for years, so a line here may be added, and never changed. Only those of
// forms may go: a form is open for a day, and its buttons name it.
// ZHIBU_GOLDEN=1 writes the file anew.
func TestCodes(t *testing.T) {
	var lines []string
	o := &office.Office{Matters: app.OfficeMatters()}
	for name, r := range New(Options{Office: o, Matters: app.BotMatters()}).Routes() {
		lines = append(lines, fmt.Sprintf("action\t%s\t%d", name, r.Args))
	}
	for list, words := range codedLists(o.SettingRooms()) {
		codes := map[int64]string{}
		for _, w := range words {
			code := chat.Code(w)
			if other, taken := codes[code]; taken {
				t.Errorf("%s: %s and %s have one code", list, other, w)
			}
			codes[code] = w
			lines = append(lines, fmt.Sprintf("%s\t%s\t%d", list, w, code))
		}
	}
	slices.Sort(lines)
	is := strings.Join(lines, "\n") + "\n"
	const file = "testdata/codes.txt"
	if os.Getenv("ZHIBU_GOLDEN") != "" {
		if err := os.WriteFile(file, []byte(is), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(was)) {
		if line = strings.TrimSpace(line); !slices.Contains(lines, line) {
			t.Errorf("%q stands on buttons that were sent, and means nothing now", line)
		}
	}
	for _, line := range lines {
		if !strings.Contains("\n"+string(was), "\n"+line+"\n") {
			t.Errorf("%q is new: ZHIBU_GOLDEN=1 keeps it", line)
		}
	}
}

// codedLists is every list of whose words buttons carry the codes.
func codedLists(rooms branch.SettingRooms) map[string][]string {
	lists := map[string][]string{"reason": points.Reasons, "outcome": register.Outcomes}
	add := func(list string, word string) { lists[list] = append(lists[list], word) }
	for _, k := range branch.ChangeKinds {
		add("change", string(k.Kind))
	}
	for _, d := range branch.DefaultDuties() {
		add("duty", string(d.Kind))
	}
	for _, s := range requests.TextSteps {
		add("request step", string(s))
	}
	for _, r := range rooms {
		add("room of settings", r.Name)
	}
	for _, s := range rooms.All() {
		add("setting", s.Key)
		for _, v := range s.Offer {
			add("value of "+s.Key, v)
		}
	}
	for _, r := range []string{cards.RoomRounds, cards.RoomPoints, cards.RoomLife} {
		add("room", r)
	}
	return lists
}
