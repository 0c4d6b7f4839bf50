package files

import (
	"bytes"
	"errors"
	"image/png"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"zhibu/branch"
)

func greeting(name string) GreetingData {
	return GreetingData{Branch: "中共云州市委台办机关党支部", Name: name, Joined: branch.On(2006, 6, 3), Years: 20}
}

func TestGreetingCard(t *testing.T) {
	long := greeting("买买提·艾力江·吐尔逊")
	long.Branch = strings.Repeat("云州市委台湾工作办公室", 4)
	newcomer := greeting("欧阳喆")
	newcomer.Years = 0
	seen := map[string]bool{}
	for _, w := range []GreetingData{greeting("王志远"), greeting("沈岩"), greeting("㛃䶮"), long, newcomer} {
		card, err := GreetingCard(w)
		if err != nil {
			t.Fatalf("%s: %v", w.Name, err)
		}
		c, err := png.DecodeConfig(bytes.NewReader(card))
		if err != nil || c.Width != 1080 || c.Height != 1440 {
			t.Errorf("%s: %+v, %v", w.Name, c, err)
		}
		seen[string(card)] = true
	}
	if len(seen) != 5 {
		t.Error("two people have the same card")
	}
}

func TestGreetingCardLacksNoCharacter(t *testing.T) {
	_, err := GreetingCard(greeting("𠮷田"))
	if !errors.Is(err, ErrGlyph) || !strings.Contains(err.Error(), "𠮷") {
		t.Errorf("error %v", err)
	}
	if err := drawable(branch.Oath, "政治生日入党誓词入党日期周年纪念　0123456789", "常思入党初衷常问在党作为", "堃喆赟垚翀珅玥璟骉叕燚玙婳·"); err != nil {
		t.Error(err)
	}
}

func TestTheWholeOathIsOnTheCard(t *testing.T) {
	lines := wrap(branch.Oath, style{size: 40}, cardWidth-2*cardMargin, 2)
	if strings.TrimLeft(strings.Join(lines, ""), "　") != branch.Oath {
		t.Errorf("lines %q", lines)
	}
	if end := 1016 + (len(lines)-1)*64; end > cardHeight-footHeight-40 {
		t.Errorf("the last line stands at %d, in the foot", end)
	}
}

func TestWrap(t *testing.T) {
	s := style{size: 40}
	for width := 80; width < 1000; width += 61 {
		lines := wrap(branch.Oath, s, width, 0)
		if strings.Join(lines, "") != branch.Oath {
			t.Fatalf("width %d: lines %q", width, lines)
		}
		for i, l := range lines {
			first, _ := utf8.DecodeRuneInString(l)
			if strings.ContainsRune(neverFirst, first) || s.width(l) > width {
				t.Errorf("width %d: line %d is %q", width, i, l)
			}
		}
	}
}

func TestGreetingCardsAtOnce(t *testing.T) {
	want, err := GreetingCard(greeting("王志远"))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got, err := GreetingCard(greeting("王志远")); err != nil || !bytes.Equal(got, want) {
				t.Errorf("a card drawn beside others differs, error %v", err)
			}
		})
	}
	wg.Wait()
}

func BenchmarkGreetingCard(b *testing.B) {
	for b.Loop() {
		if _, err := GreetingCard(greeting("王志远")); err != nil {
			b.Fatal(err)
		}
	}
}
