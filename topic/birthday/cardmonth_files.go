package birthday

import (
	"errors"
	"fmt"
	"image"

	"zhibu/branch"
	"zhibu/files/picture"
)

// MonthData is what the card of a 集体政治生日 says: one for all of a month.
type MonthData struct {
	Branch string
	Day    branch.Date // on which it is kept
	People []MonthPerson
}

// MonthPerson is one line of the card.
type MonthPerson struct {
	Name         string
	Years        int
	Probationary bool
}

// ErrCrowd is returned for more people than a card can name so that they can be read.
var ErrCrowd = errors.New("birthday: too many names for one card")

const maxCrowd = branch.MostOnCard

// layMonth lays the card of a month out: every name, each with its 周年, and the oath.
func layMonth(g MonthData) (*picture.Scene, error) {
	if len(g.People) == 0 || len(g.People) > maxCrowd {
		return nil, ErrCrowd
	}
	if f, err := picture.FontFor(g.Branch); err != nil || f != picture.Sans() {
		return nil, fmt.Errorf("birthday: the branch's name: %w", picture.ErrGlyph)
	}
	s := ground("集体政治生日", true)
	const margin, top, bottom = solemnMargin, 432, 812
	_, month, _ := g.Day.YMD()
	s.Centre(partDate, fmt.Sprintf("%d年%d月", g.Day.Year(), month), 398, picture.Style{Size: 38, Spacing: 2, Colour: picture.Faint})

	columns := 1
	for rowsIn(len(g.People), columns) > 3+3*columns {
		columns++
	}
	const gap = 56
	rows := rowsIn(len(g.People), columns)
	height := min((bottom-top)/rows, 88)
	first := top + (bottom-top-rows*height)/2
	inset := 90 / columns / columns
	width := (s.Width-2*margin-(columns-1)*gap)/columns - 2*inset
	// A column holds a name of four and the longest 周年 there is; only a longer name is written smaller than the rest.
	size := min(float64(height)*0.6, float64(width)/8.2, 50)
	for i, p := range g.People {
		f, err := picture.FontFor(p.Name)
		if err != nil {
			return nil, err
		}
		x := margin + inset + (i/rows)*(width+2*inset+gap)
		y := first + (i%rows)*height + int(0.5*float64(height)+0.36*size)
		years := branch.InYears(p.Years)
		if p.Probationary {
			years = "预备党员" + years
		}
		yearStyle := picture.Style{Size: size * 0.74, Colour: picture.Red}.Fit(years, width*54/100)
		yearsAt := x + width - yearStyle.Width(years)
		s.Write(partName, p.Name, x, y, picture.Style{Size: size, Spacing: 1, Colour: picture.Ink, Font: f}.Fit(p.Name, yearsAt-x-12))
		s.Write(partYears, years, yearsAt, y, yearStyle)
	}
	for c := 1; c < columns; c++ {
		x := margin + c*(width+2*inset+gap) - gap/2
		s.Fill(image.Rect(x, first, x+1, first+rows*height), picture.Gold)
	}
	s.Rule(margin+20, s.Width-margin-20, 842, picture.Gold)
	sign(s, g.Branch, g.Day.Chinese(), oath(s, 926, margin), margin)
	return s, nil
}

func rowsIn(n, columns int) int { return (n + columns - 1) / columns }

// MonthCard draws the card of a 集体政治生日 as a PNG for a phone. It returns ErrGlyph when no font has a character of a
// name, ErrCrowd for more than 36 people. The bytes must not be changed.
func MonthCard(g MonthData) ([]byte, error) {
	return picture.Cached(fmt.Sprintf("%+v", g), 1, 0, func() (*picture.Scene, error) { return layMonth(g) })
}

// MonthPrint is MonthCard for a printer: A5 at 300 dpi.
func MonthPrint(g MonthData) ([]byte, error) {
	return picture.Cached(fmt.Sprintf("%+v", g), printScale, printDPI, func() (*picture.Scene, error) { return layMonth(g) })
}
