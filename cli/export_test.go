package cli

// What the tests of this package look at by itself.
var (
	ReadToken = readToken
	WithStore = withStore
)
