package cards

// Pictures of cards: what is drawn when they are sent. Their arguments: branch; member, or the first day of a month; the
// day of the 政治生日.
const (
	PictureGreeting      = "greeting"
	PictureGreetingPrint = "greeting.print" // A5, for a printer
	PictureMonth         = "month"
	PictureMonthPrint    = "month.print"
)
