package cards

// Choice is one name on a list to choose from.
type Choice struct {
	ID    int64
	Name  string
	By    string // who issued the invitation; "" for the command line, and where it does not matter
	Again bool   // holds the honour already
}
