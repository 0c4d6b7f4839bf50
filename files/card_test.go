package files

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"golang.org/x/image/draw"
	"golang.org/x/image/font/opentype"

	"zhibu/branch"
)

const ours = "中共云州市委台办机关党支部"

func greeting(name string, years int) GreetingData {
	return GreetingData{Branch: ours, Name: name, Joined: branch.On(2026-years, 6, 3), Day: branch.On(2026, 6, 3), Years: years}
}

func month(n int) MonthData {
	names := []string{"王志远", "沈岩", "买买提·艾力", "欧阳喆", "㛃䶮", "陈静", "刘伟", "赵敏", "孙国强", "李建国", "周小川", "吴桂芳", "郑和平"}
	g := MonthData{Branch: ours, Day: branch.On(2026, 6, 1)}
	for i := range n {
		g.People = append(g.People, MonthPerson{Name: names[i%len(names)], Years: i%45 + 1, Probationary: i%45 == 0})
	}
	return g
}

// scenes are the twelve people of the golden pictures, and some cards of a month.
func scenes() map[string]func() (*scene, error) {
	prober := greeting("欧阳喆", 1)
	prober.Probationary = true
	long := greeting("王志远", 21)
	long.Branch = strings.Repeat("云州市委台湾工作办公室", 4)
	people := map[string]GreetingData{
		"plain": greeting("王志远", 21), "shortest": greeting("沈岩", 8), "longest": greeting("买买提·艾力江·吐尔逊拜", 17), "rare": greeting("㛃䶮", 3),
		"beyond": greeting("𠮷田喆", 12), "ten": greeting("陈静", 10), "twenty": greeting("赵敏", 20), "thirty": greeting("李建国", 30),
		"forty": greeting("买买提·艾力", 40), "fifty": greeting("孙国强", 50), "prober": prober, "longbranch": long,
	}
	all := map[string]func() (*scene, error){}
	for name, g := range people {
		all[name] = func() (*scene, error) { return layGreeting(g) }
	}
	for _, n := range []int{1, 5, 13, maxCrowd} {
		all[fmt.Sprint("month", n)] = func() (*scene, error) { return layMonth(month(n)) }
	}
	return all
}

// lay lays a scene out; one that needs a font which this machine lacks is skipped.
func lay(t *testing.T, name string, how func() (*scene, error)) *scene {
	t.Helper()
	s, err := how()
	if errors.Is(err, ErrGlyph) && name == "beyond" {
		t.Skip("no font of this machine has the character: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestGolden compares each card with the picture of it that was looked at.
func TestGolden(t *testing.T) {
	for name, how := range scenes() {
		t.Run(name, func(t *testing.T) {
			s := lay(t, name, how)
			raw, err := s.png(1, 0)
			if err != nil {
				t.Fatal(err)
			}
			whole, err := png.Decode(bytes.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			small := image.NewRGBA(image.Rect(0, 0, 270, 383))
			draw.CatmullRom.Scale(small, small.Bounds(), whole, whole.Bounds(), draw.Src, nil)
			file := filepath.Join("testdata", "cards", name+".png")
			if *update {
				var b bytes.Buffer
				if err := png.Encode(&b, paletted(small)); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			want, err := png.Decode(f)
			if err != nil {
				t.Fatal(err)
			}
			if worst, mean := differs(paletted(small), want); worst > 24 || mean > 0.5 {
				t.Errorf("differs by %.1f in its worst part, %.2f on average: look at it, then run with -update", worst, mean)
			}
		})
	}
}

// differs returns by how much two pictures differ, of 255: in the worst square of 9 by 9, and on average.
func differs(a, b image.Image) (worst, mean float64) {
	if a.Bounds() != b.Bounds() {
		return 255, 255
	}
	const side = 9
	squares := map[image.Point]float64{}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			d := float64(abs(int(r1>>8)-int(r2>>8))+abs(int(g1>>8)-int(g2>>8))+abs(int(b1>>8)-int(b2>>8))) / 3
			mean += d
			squares[image.Pt(x/side, y/side)] += d / side / side
		}
	}
	for _, d := range squares {
		worst = max(worst, d)
	}
	return worst, mean / float64(a.Bounds().Dx()*a.Bounds().Dy())
}

// TestGoldenTellsCardsApart: what the tolerance lets pass is less than what another name changes.
func TestGoldenTellsCardsApart(t *testing.T) {
	small := func(g GreetingData) image.Image {
		s, err := layGreeting(g)
		if err != nil {
			t.Fatal(err)
		}
		out := image.NewRGBA(image.Rect(0, 0, 270, 383))
		whole := s.draw(1)
		draw.CatmullRom.Scale(out, out.Bounds(), whole, whole.Bounds(), draw.Src, nil)
		return out
	}
	if worst, _ := differs(small(greeting("王志远", 21)), small(greeting("王志选", 21))); worst < 24 {
		t.Errorf("远 and 选 differ by %.1f only", worst)
	}
	if worst, _ := differs(small(greeting("王志远", 21)), small(greeting("王志远", 22))); worst < 24 {
		t.Errorf("二十一 and 二十二 differ by %.1f only", worst)
	}
}

// TestLayout reads every card at every size: the oath whole and unaltered, every character in its font, nothing
// beyond the sheet, and no line in another.
func TestLayout(t *testing.T) {
	oath := sha256.Sum256([]byte(branch.Oath))
	for name, how := range scenes() {
		t.Run(name, func(t *testing.T) {
			s := lay(t, name, how)
			if got := strings.TrimLeft(s.textOf(partOath), "　"); sha256.Sum256([]byte(got)) != oath {
				t.Errorf("the oath reads %q", got)
			}
			if strings.HasPrefix(name, "month") == (s.textOf(partTitle) == "政治生日") {
				t.Errorf("the title is %q", s.textOf(partTitle))
			}
			var taken []image.Rectangle
			for _, l := range s.lines {
				if r, some := lacks(l.typeface(), l.text); some {
					t.Errorf("%q lacks %q", l.text, r)
				}
				if l.part == partOath && l.size < 36 {
					t.Errorf("the oath is written %.1f high, too small for a phone", l.size)
				}
				if l.part == partName && l.size < 13 {
					t.Errorf("%q is written %.1f high", l.text, l.size)
				}
				area := image.Rect(l.x, l.y-int(0.80*l.size), l.x+l.width(l.text), l.y+int(0.08*l.size))
				if !area.In(image.Rect(60, 40, s.width-60, s.height-60)) {
					t.Errorf("%q stands at %v, beyond the margin", l.text, area)
				}
				for _, other := range taken {
					if area.Overlaps(other) {
						t.Errorf("%q at %v stands in another line at %v", l.text, area, other)
					}
				}
				taken = append(taken, area)
			}
			// At a third, as a chat shows it first, all text is still there: there is ink in every line.
			const scale = 0.33
			img := s.draw(scale)
			for i, area := range taken {
				if strings.TrimSpace(strings.Trim(s.lines[i].text, "　")) == "" {
					continue
				}
				first := img.RGBAAt(int(float64(area.Min.X-3)*scale), int(float64(area.Min.Y)*scale))
				inked := 0
				for y := int(float64(area.Min.Y) * scale); y < int(float64(area.Max.Y)*scale); y++ {
					for x := int(float64(area.Min.X) * scale); x < int(float64(area.Max.X)*scale); x++ {
						if c := img.RGBAAt(x, y); abs(int(c.R)-int(first.R))+abs(int(c.G)-int(first.G))+abs(int(c.B)-int(first.B)) > 60 {
							inked++
						}
					}
				}
				if inked < 2*len([]rune(s.lines[i].text)) {
					t.Errorf("%q can hardly be seen", s.lines[i].text)
				}
			}
		})
	}
}

func TestWords(t *testing.T) {
	prober := greeting("沈岩", 1)
	prober.Probationary = true
	for _, c := range []struct {
		g           GreetingData
		date, years string
	}{
		{greeting("沈岩", 30), "入党日期　1996年6月3日", "入党三十周年"},
		{prober, "预备党员　入党日期　2025年6月3日", "入党一周年"},
		{greeting("沈岩", 0), "入党日期　2026年6月3日", "入党纪念日"},
	} {
		s, err := layGreeting(c.g)
		if err != nil {
			t.Fatal(err)
		}
		if s.textOf(partDate) != c.date || s.textOf(partYears) != c.years || s.textOf(partSigned) != ours+"2026年6月3日" || s.textOf(partName) != "沈岩" {
			t.Errorf("reads %q, %q, %q", s.textOf(partDate), s.textOf(partYears), s.textOf(partSigned))
		}
	}
	s, err := layMonth(month(13))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range month(13).People {
		if !strings.Contains(s.textOf(partName), p.Name) {
			t.Errorf("%s is not named", p.Name)
		}
	}
	if _, err := layMonth(month(maxCrowd + 1)); !errors.Is(err, ErrCrowd) {
		t.Errorf("too many: %v", err)
	}
}

func TestNoCharacterIsLeftOut(t *testing.T) {
	saved := system
	defer func() { system = saved }()
	system = func() []*opentype.Font { return nil }
	if _, err := GreetingCard(greeting("𠮷喆", 5)); !errors.Is(err, ErrGlyph) || !strings.Contains(err.Error(), "𠮷") {
		t.Errorf("error %v", err)
	}
	if _, err := MonthCard(MonthData{Branch: ours, Day: branch.On(2026, 6, 1), People: []MonthPerson{{Name: "𠮷喆", Years: 5}}}); !errors.Is(err, ErrGlyph) {
		t.Errorf("error %v", err)
	}
	for _, text := range []string{"政治生日集体入党誓词", "入党纪念日", branch.Oath} {
		for _, f := range []*opentype.Font{typeface(), song(), songBold()} {
			if r, some := lacks(f, text); some {
				t.Errorf("%q is missing", r)
			}
		}
	}
	for n := 1; n <= 99; n++ {
		if r, some := lacks(songBold(), branch.InYears(n)); some {
			t.Errorf("%q is missing", r)
		}
	}
	if r, some := lacks(typeface(), "堃喆赟垚翀珅玥璟骉叕燚玙婳㛃䶮·预备党员0123456789"); some {
		t.Errorf("%q is missing", r)
	}
}

func TestPrint(t *testing.T) {
	g := greeting("王志远", 20)
	phone, err := GreetingCard(g)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := GreetingPrint(g)
	if err != nil {
		t.Fatal(err)
	}
	size := func(b []byte) image.Point {
		c, err := png.DecodeConfig(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return image.Pt(c.Width, c.Height)
	}
	if size(phone) != image.Pt(1080, 1532) || size(sheet) != image.Pt(1748, 2480) {
		t.Errorf("phone %v, sheet %v", size(phone), size(sheet))
	}
	if !bytes.Contains(sheet, []byte("pHYs\x00\x00\x2e\x23\x00\x00\x2e\x23\x01")) { // 11,811 dots to the metre
		t.Error("the sheet does not say that it has 300 dpi")
	}
	if _, err := png.Decode(bytes.NewReader(sheet)); err != nil {
		t.Error(err)
	}
	again, _ := GreetingCard(g)
	if &again[0] != &phone[0] {
		t.Error("the same card was drawn twice")
	}
	for i := range 2 * maxDrawn {
		if _, err := GreetingCard(greeting("王志远", i+1)); err != nil {
			t.Fatal(err)
		}
	}
	if len(drawn.pictures) > maxDrawn || len(drawn.order) != len(drawn.pictures) {
		t.Errorf("%d pictures are remembered", len(drawn.pictures))
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

func TestCardsAtOnce(t *testing.T) {
	s, err := layGreeting(greeting("王志远", 20))
	if err != nil {
		t.Fatal(err)
	}
	want, err := s.png(1, 0)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got, err := s.png(1, 0); err != nil || !bytes.Equal(got, want) {
				t.Errorf("a card drawn beside others differs, error %v", err)
			}
			if got, err := GreetingCard(greeting("王志远", 20)); err != nil || !bytes.Equal(got, want) {
				t.Errorf("a card remembered beside others differs, error %v", err)
			}
		})
	}
	wg.Wait()
}

// benchmarkScene draws a card that nobody remembers.
func benchmarkScene(b *testing.B, scale float64, how func() (*scene, error)) {
	b.ReportAllocs()
	for b.Loop() {
		s, err := how()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.png(scale, 0); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGreetingCard(b *testing.B) {
	benchmarkScene(b, 1, func() (*scene, error) { return layGreeting(greeting("王志远", 20)) })
}

func BenchmarkGreetingPrint(b *testing.B) {
	benchmarkScene(b, printScale, func() (*scene, error) { return layGreeting(greeting("王志远", 20)) })
}

func BenchmarkMonthCard(b *testing.B) {
	benchmarkScene(b, 1, func() (*scene, error) { return layMonth(month(13)) })
}

// BenchmarkTwelve is a morning of twelve greetings.
func BenchmarkTwelve(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		for i := range 12 {
			s, err := layGreeting(greeting("王志远", i+1))
			if err != nil {
				b.Fatal(err)
			}
			if _, err := s.png(1, 0); err != nil {
				b.Fatal(err)
			}
		}
	}
}
