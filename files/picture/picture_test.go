package picture

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/image/font/opentype"
)

const text = "我志愿加入中国共产党，拥护党的纲领，遵守党的章程，履行党员义务，执行党的决定，严守党的纪律，保守党的秘密，对党忠诚。"

// TestNoCharacterIsLeftOut: what no font has is said, and never drawn as nothing.
func TestNoCharacterIsLeftOut(t *testing.T) {
	saved := system
	defer func() { system = saved }()
	system = func() []*opentype.Font { return nil }
	if f, err := FontFor("沈岩"); err != nil || f != Sans() {
		t.Errorf("a common name: %v", err)
	}
	if _, err := FontFor("𠮷喆"); !errors.Is(err, ErrGlyph) || !strings.Contains(err.Error(), "𠮷") {
		t.Errorf("a machine without further fonts: %v", err)
	}
}

// TestCached: the same picture is drawn once, and only the last ones are remembered.
func TestCached(t *testing.T) {
	laid := 0
	draw := func(n int) []byte {
		picture, err := Cached(fmt.Sprint("test", n), 1, 0, func() (*Scene, error) {
			laid++
			s := &Scene{Width: 40, Height: 20}
			s.Centre("", fmt.Sprint(n), 15, Style{Size: 12, Colour: Ink})
			return s, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return picture
	}
	first := draw(0)
	if again := draw(0); &again[0] != &first[0] || laid != 1 {
		t.Errorf("the same picture was laid out %d times", laid)
	}
	for n := range 2 * maxDrawn {
		draw(n)
	}
	if len(drawn.pictures) > maxDrawn || len(drawn.order) != len(drawn.pictures) {
		t.Errorf("%d pictures are remembered", len(drawn.pictures))
	}
}

func TestWrap(t *testing.T) {
	s := Style{Size: 40}
	for width := 80; width < 1000; width += 61 {
		lines := Wrap(text, s, width, 0)
		if strings.Join(lines, "") != text {
			t.Fatalf("width %d: lines %q", width, lines)
		}
		for i, l := range lines {
			first, _ := utf8.DecodeRuneInString(l)
			if strings.ContainsRune(neverFirst, first) || s.Width(l) > width {
				t.Errorf("width %d: line %d is %q", width, i, l)
			}
		}
	}
}
