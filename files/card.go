package files

import (
	"fmt"
	"image"
	"image/color"

	"zhibu/branch"
)

// GreetingData is what the card of a 政治生日 says.
type GreetingData struct {
	Branch       string // the branch's full name
	Name         string
	Joined       branch.Date
	Day          branch.Date // the 政治生日 itself
	Years        int         // 周年; 0 in the year of joining
	Probationary bool        // 预备党员 on Day
}

// The card, in units. It has the shape of a sheet of A5, and is plain, red and gold on white: the day is a solemn one.
const (
	cardWidth, cardHeight = 1080, 1532
	cardMargin            = 120 // of the text
	solemnMargin          = 140 // of the text within a frame
)

// printScale makes a card as wide as a sheet of A5 at printDPI: 148 mm are 1,748 pixels.
const (
	printDPI   = 300
	printScale = 1748.0 / cardWidth
)

var (
	red   = color.RGBA{0xA6, 0x12, 0x1B, 0xFF}
	gold  = color.RGBA{0xC2, 0x98, 0x52, 0xFF}
	pale  = color.RGBA{0xF8, 0xE6, 0xBC, 0xFF} // gold on red
	paper = color.RGBA{0xFD, 0xFB, 0xF6, 0xFF}
	ink   = color.RGBA{0x2B, 0x1C, 0x18, 0xFF}
	faint = color.RGBA{0x6E, 0x5A, 0x4E, 0xFF}
)

// motto stands below the title of each card.
const motto = "常思入党初衷　常问在党作为"

// ground lays out what every card has: the title, the room below it, and the signature. A solemn one is red all over,
// with the text on a sheet in a golden frame.
func ground(title string, solemn bool) *scene {
	s := &scene{width: cardWidth, height: cardHeight}
	whole := image.Rect(0, 0, cardWidth, cardHeight)
	head := style{size: 112, spacing: 34, colour: pale, font: songBold()}.fit(title, 840)
	if solemn {
		s.fill(whole, red)
		s.frame(whole.Inset(30), 4, gold)
		s.frame(whole.Inset(42), 1, gold)
		sheet := image.Rect(72, 318, cardWidth-72, cardHeight-72)
		s.fill(sheet, paper)
		s.frame(sheet.Inset(14), 2, gold)
		s.centre(partTitle, title, 196, head)
		s.centre(partOther, motto, 268, style{size: 32, spacing: 6, colour: pale})
		return s
	}
	s.fill(whole, paper)
	s.fill(image.Rect(0, 0, cardWidth, 300), red)
	s.fill(image.Rect(0, 300, cardWidth, 306), gold)
	s.fill(image.Rect(0, 314, cardWidth, 316), gold)
	s.fill(image.Rect(0, cardHeight-28, cardWidth, cardHeight), red)
	s.fill(image.Rect(0, cardHeight-34, cardWidth, cardHeight-28), gold)
	s.centre(partTitle, title, 174, head)
	s.centre(partOther, motto, 250, style{size: 32, spacing: 6, colour: pale})
	return s
}

// oath lays the oath out, whole, with its heading's foot at top, and gives the foot of its last line.
func (s *scene) oath(top, margin int) int {
	s.centre(partOther, "入党誓词", top, style{size: 42, spacing: 14, colour: red, font: songBold()})
	text := style{size: float64(s.width-2*margin) / 21, colour: ink, font: song()} // a line of 21 breaks best
	y := top + 78
	lines := wrap(branch.Oath, text, s.width-2*margin, 2)
	for i, l := range lines {
		s.write(partOath, l, margin, y+i*62, text)
	}
	return y + (len(lines)-1)*62
}

// sign lays out who gives the card and of which day it is, at the right as below a letter, in the room left from top.
func (s *scene) sign(branchName, day string, top, margin int) {
	y := top + (s.height-60-top)/2
	right := s.width - margin
	by := style{size: 36, spacing: 1, colour: ink}.fit(branchName, s.width-2*margin)
	s.write(partSigned, branchName, right-by.width(branchName), y, by)
	on := style{size: 34, spacing: 1, colour: faint}
	s.write(partSigned, day, right-on.width(day), y+54, on)
}

// layGreeting lays a card out. It returns ErrGlyph when no font has a character of the names.
func layGreeting(g GreetingData) (*scene, error) {
	nameFont, err := fontFor(g.Name)
	if err != nil {
		return nil, err
	}
	branchFont, err := fontFor(g.Branch)
	if err != nil || branchFont != typeface() {
		return nil, fmt.Errorf("files: the branch's name: %w", ErrGlyph)
	}
	solemn := branch.Milestone(g.Years)
	s := ground("政治生日", solemn)
	margin, yearsFoot, yearsStyle := cardMargin, 742, style{size: 84, spacing: 10, colour: red, font: songBold()}
	if solemn {
		margin, yearsFoot, yearsStyle = solemnMargin, 750, style{size: 110, spacing: 14, colour: red, font: songBold()}
	}
	width := s.width - 2*margin
	spacing := 14
	if len([]rune(g.Name)) == 2 {
		spacing = 60 // two characters are set apart
	}
	name := style{size: 124, spacing: spacing, colour: ink, font: nameFont}.fit(g.Name, width)
	s.centre(partName, g.Name, 448+int(0.38*name.size), name) // a smaller name keeps its middle

	as := "入党日期"
	if g.Probationary {
		as = "预备党员　入党日期"
	}
	s.centre(partDate, as+"　"+g.Joined.Chinese(), 598, style{size: 38, spacing: 2, colour: faint})
	years := "入党纪念日"
	if g.Years > 0 {
		years = "入党" + branch.InYears(g.Years)
	}
	s.centre(partYears, years, yearsFoot, yearsStyle.fit(years, width))
	s.rule(margin+20, s.width-margin-20, 832, gold)
	s.sign(g.Branch, g.Day.Chinese(), s.oath(922, margin), margin)
	return s, nil
}

// GreetingCard draws the card of a 政治生日 as a PNG for a phone. It returns ErrGlyph when no font has a character of the
// names. The bytes must not be changed.
func GreetingCard(g GreetingData) ([]byte, error) {
	return cached(fmt.Sprintf("%+v", g), 1, 0, func() (*scene, error) { return layGreeting(g) })
}

// GreetingPrint is GreetingCard for a printer: A5 at 300 dpi.
func GreetingPrint(g GreetingData) ([]byte, error) {
	return cached(fmt.Sprintf("%+v", g), printScale, printDPI, func() (*scene, error) { return layGreeting(g) })
}
