package birthday

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/image/draw"
	"golang.org/x/image/font/opentype"

	"zhibu/branch"
	"zhibu/files/picture"
)

var update = flag.Bool("update", false, "draw the golden cards anew")

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
func scenes() map[string]func() (*picture.Scene, error) {
	prober := greeting("欧阳喆", 1)
	prober.Probationary = true
	long := greeting("王志远", 21)
	long.Branch = strings.Repeat("云州市委台湾工作办公室", 4)
	people := map[string]GreetingData{
		"plain": greeting("王志远", 21), "shortest": greeting("沈岩", 8), "longest": greeting("买买提·艾力江·吐尔逊拜", 17), "rare": greeting("㛃䶮", 3),
		"beyond": greeting("𠮷田喆", 12), "ten": greeting("陈静", 10), "twenty": greeting("赵敏", 20), "thirty": greeting("李建国", 30),
		"forty": greeting("买买提·艾力", 40), "fifty": greeting("孙国强", 50), "prober": prober, "longbranch": long,
	}
	all := map[string]func() (*picture.Scene, error){}
	for name, g := range people {
		all[name] = func() (*picture.Scene, error) { return layGreeting(g) }
	}
	for _, n := range []int{1, 5, 13, maxCrowd} {
		all[fmt.Sprint("month", n)] = func() (*picture.Scene, error) { return layMonth(month(n)) }
	}
	return all
}

// lay lays a picture.Scene out; one that needs a font which this machine lacks is skipped.
func lay(t *testing.T, name string, how func() (*picture.Scene, error)) *picture.Scene {
	t.Helper()
	s, err := how()
	if errors.Is(err, picture.ErrGlyph) && name == "beyond" {
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
			raw, err := s.PNG(1, 0)
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
				if err := png.Encode(&b, picture.Paletted(small)); err != nil {
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
			if worst, mean := differs(picture.Paletted(small), want); worst > 24 || mean > 0.5 {
				t.Errorf("differs by %.1f in its worst part, %.2f on average: look at it, then run with -update", worst, mean)
			}
		})
	}
}

func abs(n int) int { return max(n, -n) }

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
		whole := s.Draw(1)
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

// TestLayout reads every card at every Size: the oath whole and unaltered, every character in its font, nothing
// beyond the sheet, and no line in another.
func TestLayout(t *testing.T) {
	oath := sha256.Sum256([]byte(branch.Oath))
	for name, how := range scenes() {
		t.Run(name, func(t *testing.T) {
			s := lay(t, name, how)
			if got := strings.TrimLeft(s.TextOf(partOath), "　"); sha256.Sum256([]byte(got)) != oath {
				t.Errorf("the oath reads %q", got)
			}
			if strings.HasPrefix(name, "month") == (s.TextOf(partTitle) == "政治生日") {
				t.Errorf("the title is %q", s.TextOf(partTitle))
			}
			var taken []image.Rectangle
			for _, l := range s.Lines {
				if r, some := picture.Lacks(l.Typeface(), l.Text); some {
					t.Errorf("%q lacks %q", l.Text, r)
				}
				if l.Part == partOath && l.Size < 36 {
					t.Errorf("the oath is written %.1f high, too small for a phone", l.Size)
				}
				if l.Part == partName && l.Size < 13 {
					t.Errorf("%q is written %.1f high", l.Text, l.Size)
				}
				area := image.Rect(l.X, l.Y-int(0.80*l.Size), l.X+l.Width(l.Text), l.Y+int(0.08*l.Size))
				if !area.In(image.Rect(60, 40, s.Width-60, s.Height-60)) {
					t.Errorf("%q stands at %v, beyond the margin", l.Text, area)
				}
				for _, other := range taken {
					if area.Overlaps(other) {
						t.Errorf("%q at %v stands in another line at %v", l.Text, area, other)
					}
				}
				taken = append(taken, area)
			}
			// At a third, as a chat shows it first, all text is still there: there is ink in every line.
			const scale = 0.33
			img := s.Draw(scale)
			for i, area := range taken {
				if strings.TrimSpace(strings.Trim(s.Lines[i].Text, "　")) == "" {
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
				if inked < 2*len([]rune(s.Lines[i].Text)) {
					t.Errorf("%q can hardly be seen", s.Lines[i].Text)
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
		if s.TextOf(partDate) != c.date || s.TextOf(partYears) != c.years || s.TextOf(partSigned) != ours+"2026年6月3日" || s.TextOf(partName) != "沈岩" {
			t.Errorf("reads %q, %q, %q", s.TextOf(partDate), s.TextOf(partYears), s.TextOf(partSigned))
		}
	}
	s, err := layMonth(month(13))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range month(13).People {
		if !strings.Contains(s.TextOf(partName), p.Name) {
			t.Errorf("%s is not named", p.Name)
		}
	}
	if _, err := layMonth(month(maxCrowd + 1)); !errors.Is(err, ErrCrowd) {
		t.Errorf("too many: %v", err)
	}
}

// unknown is a character that no font has: it is for private use.
const unknown = "\U000F0000"

func TestNoCharacterIsLeftOut(t *testing.T) {
	if _, err := GreetingCard(greeting(unknown+"喆", 5)); !errors.Is(err, picture.ErrGlyph) || !strings.Contains(err.Error(), "U+F0000") {
		t.Errorf("error %v", err)
	}
	if _, err := MonthCard(MonthData{Branch: ours, Day: branch.On(2026, 6, 1), People: []MonthPerson{{Name: unknown + "喆", Years: 5}}}); !errors.Is(err, picture.ErrGlyph) {
		t.Errorf("error %v", err)
	}
	for _, text := range []string{"政治生日集体入党誓词", "入党纪念日", branch.Oath} {
		for _, f := range []*opentype.Font{picture.Sans(), picture.Song(), picture.SongBold()} {
			if r, some := picture.Lacks(f, text); some {
				t.Errorf("%q is missing", r)
			}
		}
	}
	for n := 1; n <= 99; n++ {
		if r, some := picture.Lacks(picture.SongBold(), branch.InYears(n)); some {
			t.Errorf("%q is missing", r)
		}
	}
	if r, some := picture.Lacks(picture.Sans(), "堃喆赟垚翀珅玥璟骉叕燚玙婳㛃䶮·预备党员0123456789"); some {
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
}

func TestCardsAtOnce(t *testing.T) {
	s, err := layGreeting(greeting("王志远", 20))
	if err != nil {
		t.Fatal(err)
	}
	want, err := s.PNG(1, 0)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got, err := s.PNG(1, 0); err != nil || !bytes.Equal(got, want) {
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
func benchmarkScene(b *testing.B, scale float64, how func() (*picture.Scene, error)) {
	b.ReportAllocs()
	for b.Loop() {
		s, err := how()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.PNG(scale, 0); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGreetingCard(b *testing.B) {
	benchmarkScene(b, 1, func() (*picture.Scene, error) { return layGreeting(greeting("王志远", 20)) })
}

func BenchmarkGreetingPrint(b *testing.B) {
	benchmarkScene(b, printScale, func() (*picture.Scene, error) { return layGreeting(greeting("王志远", 20)) })
}

func BenchmarkMonthCard(b *testing.B) {
	benchmarkScene(b, 1, func() (*picture.Scene, error) { return layMonth(month(13)) })
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
			if _, err := s.PNG(1, 0); err != nil {
				b.Fatal(err)
			}
		}
	}
}
