package birthday

import (
	"fmt"
	"image"

	"zhibu/branch"
	"zhibu/files/picture"
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

// What the lines of a card are.
const (
	partTitle  picture.Part = "title"
	partName   picture.Part = "name"
	partDate   picture.Part = "date"
	partYears  picture.Part = "years"
	partOath   picture.Part = "oath"
	partSigned picture.Part = "signed"
	partOther  picture.Part = ""
)

// motto stands below the title of each card.
const motto = "常思入党初衷　常问在党作为"

// ground lays out what every card has: the title, the room below it, and the signature. A solemn one is red all over,
// with the text on a sheet in a golden frame.
func ground(title string, solemn bool) *picture.Scene {
	s := &picture.Scene{Width: cardWidth, Height: cardHeight}
	whole := image.Rect(0, 0, cardWidth, cardHeight)
	head := picture.Style{Size: 112, Spacing: 34, Colour: picture.Pale, Font: picture.SongBold()}.Fit(title, 840)
	if solemn {
		s.Fill(whole, picture.Red)
		s.Frame(whole.Inset(30), 4, picture.Gold)
		s.Frame(whole.Inset(42), 1, picture.Gold)
		sheet := image.Rect(72, 318, cardWidth-72, cardHeight-72)
		s.Fill(sheet, picture.Paper)
		s.Frame(sheet.Inset(14), 2, picture.Gold)
		s.Centre(partTitle, title, 196, head)
		s.Centre(partOther, motto, 268, picture.Style{Size: 32, Spacing: 6, Colour: picture.Pale})
		return s
	}
	s.Fill(whole, picture.Paper)
	s.Fill(image.Rect(0, 0, cardWidth, 300), picture.Red)
	s.Fill(image.Rect(0, 300, cardWidth, 306), picture.Gold)
	s.Fill(image.Rect(0, 314, cardWidth, 316), picture.Gold)
	s.Fill(image.Rect(0, cardHeight-28, cardWidth, cardHeight), picture.Red)
	s.Fill(image.Rect(0, cardHeight-34, cardWidth, cardHeight-28), picture.Gold)
	s.Centre(partTitle, title, 174, head)
	s.Centre(partOther, motto, 250, picture.Style{Size: 32, Spacing: 6, Colour: picture.Pale})
	return s
}

// oath lays the oath out, whole, with its heading's foot at top, and gives the foot of its last line.
func oath(s *picture.Scene, top, margin int) int {
	s.Centre(partOther, "入党誓词", top, picture.Style{Size: 42, Spacing: 14, Colour: picture.Red, Font: picture.SongBold()})
	text := picture.Style{Size: float64(s.Width-2*margin) / 21, Colour: picture.Ink, Font: picture.Song()} // a line of 21 breaks best
	y := top + 78
	lines := picture.Wrap(branch.Oath, text, s.Width-2*margin, 2)
	for i, l := range lines {
		s.Write(partOath, l, margin, y+i*62, text)
	}
	return y + (len(lines)-1)*62
}

// sign lays out who gives the card and of which day it is, at the right as below a letter, in the room left from top.
func sign(s *picture.Scene, branchName, day string, top, margin int) {
	y := top + (s.Height-60-top)/2
	right := s.Width - margin
	by := picture.Style{Size: 36, Spacing: 1, Colour: picture.Ink}.Fit(branchName, s.Width-2*margin)
	s.Write(partSigned, branchName, right-by.Width(branchName), y, by)
	on := picture.Style{Size: 34, Spacing: 1, Colour: picture.Faint}
	s.Write(partSigned, day, right-on.Width(day), y+54, on)
}

// layGreeting lays a card out. It returns ErrGlyph when no font has a character of the names.
func layGreeting(g GreetingData) (*picture.Scene, error) {
	nameFont, err := picture.FontFor(g.Name)
	if err != nil {
		return nil, err
	}
	branchFont, err := picture.FontFor(g.Branch)
	if err != nil || branchFont != picture.Sans() {
		return nil, fmt.Errorf("birthday: the branch's name: %w", picture.ErrGlyph)
	}
	solemn := branch.Milestone(g.Years)
	s := ground("政治生日", solemn)
	margin, yearsFoot, yearsStyle := cardMargin, 742, picture.Style{Size: 84, Spacing: 10, Colour: picture.Red, Font: picture.SongBold()}
	if solemn {
		margin, yearsFoot, yearsStyle = solemnMargin, 750, picture.Style{Size: 110, Spacing: 14, Colour: picture.Red, Font: picture.SongBold()}
	}
	width := s.Width - 2*margin
	spacing := 14
	if len([]rune(g.Name)) == 2 {
		spacing = 60 // two characters are set apart
	}
	name := picture.Style{Size: 124, Spacing: spacing, Colour: picture.Ink, Font: nameFont}.Fit(g.Name, width)
	s.Centre(partName, g.Name, 448+int(0.38*name.Size), name) // a smaller name keeps its middle

	as := "入党日期"
	if g.Probationary {
		as = "预备党员　入党日期"
	}
	s.Centre(partDate, as+"　"+g.Joined.Chinese(), 598, picture.Style{Size: 38, Spacing: 2, Colour: picture.Faint})
	years := "入党纪念日"
	if g.Years > 0 {
		years = "入党" + branch.InYears(g.Years)
	}
	s.Centre(partYears, years, yearsFoot, yearsStyle.Fit(years, width))
	s.Rule(margin+20, s.Width-margin-20, 832, picture.Gold)
	sign(s, g.Branch, g.Day.Chinese(), oath(s, 922, margin), margin)
	return s, nil
}

// GreetingCard draws the card of a 政治生日 as a PNG for a phone. It returns ErrGlyph when no font has a character of the
// names. The bytes must not be changed.
func GreetingCard(g GreetingData) ([]byte, error) {
	return picture.Cached(fmt.Sprintf("%+v", g), 1, 0, func() (*picture.Scene, error) { return layGreeting(g) })
}

// GreetingPrint is GreetingCard for a printer: A5 at 300 dpi.
func GreetingPrint(g GreetingData) ([]byte, error) {
	return picture.Cached(fmt.Sprintf("%+v", g), printScale, printDPI, func() (*picture.Scene, error) { return layGreeting(g) })
}
