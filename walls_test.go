package main

// house is which rooms each room of the repository may import; docs/architecture.md says why. wallcheck_test.go holds every file to
// it.
type house struct {
	rooms        map[string][]string // by folder; "*" is all. What lies below a folder stands within its walls
	standardOnly []string            // these import nothing from outside the standard library and the module
	layers       map[string][]string // of a matter's files, by the word after the last _ of their name
	between      map[string][]string // which matters a matter may import
	list         string              // the one file that imports every matter
}

var walls = house{
	rooms: map[string][]string{
		".":         {"cli"},
		"branch":    {},
		"chat":      {},
		"vault":     {},
		"pinyin":    {},
		"ops":       {"branch", "store"},
		"sandbox":   {},
		"store":     {"branch", "chat", "store/bolt", "store/engine"}, // store/bolt by engine.go alone
		"cards":     {"branch", "chat"},
		"files":     {"branch"},
		"courier":   {"chat", "store"},
		"telegram":  {"chat"},
		"office":    {"branch", "chat", "store", "cards", "vault"},
		"bot":       {"branch", "chat", "store", "cards", "office", "files", "pinyin", "bot/ask"},
		"bot/ask":   {"branch", "chat", "cards", "pinyin"}, // no store, no clock: forms are values
		"scheduler": {"branch", "store", "office"},
		"topic":     {"branch", "chat", "store", "office", "bot"},
		"app":       {"branch", "chat", "store", "vault", "cards", "office", "files", "bot", "scheduler", "courier", "telegram", "ops", "topic", "topic/birthday", "topic/policy", "topic/register"},
		"demo":      {"branch", "chat", "store", "cards", "office", "files", "pinyin", "scheduler", "ops", "app", "sandbox", "demo/roster", "topic/birthday", "topic/points", "topic/rounds"},
		"cli":       {"branch", "store", "vault", "cards", "office", "files", "ops", "app", "demo", "topic/points", "topic/policy", "topic/rounds"},

		"files/picture":    {}, // an engine: fonts, scenes, PNG; it knows no matter
		"store/engine":     {},
		"store/bolt":       {"store/engine"},
		"demo/roster":      {},
		"demo/roster/make": {}, // a tool

		// What only tests import, or nothing.
		"world":            {"branch", "chat", "store", "cards", "office", "files", "scheduler", "app", "cli", "demo", "demo/roster", "sandbox", "topic/rounds"},
		"world/rig":        {"branch"},
		"world/printer":    {"world/rig"},
		"world/twice":      {"store"},
		"store/enginetest": {"store/engine"},
		"bench":            {"sandbox"}, // measures
	},
	standardOnly: []string{"branch", "chat", "vault", "demo/roster", "sandbox", "cards", "office", "courier", "topic", "store", "store/engine", "store/enginetest"},
	layers: map[string][]string{
		"rules": {"branch"},
		"words": {"branch", "chat", "cards"},
		"deeds": {"branch", "chat", "cards", "store", "office", "vault"},
		"files": {"branch", "chat", "cards", "store", "office", "files", "files/picture"},
		"talk":  {"branch", "chat", "cards", "store", "office", "bot", "bot/ask", "files", "pinyin"},
		"value": {"branch", "chat", "cards", "store", "office", "vault", "bot", "bot/ask", "files", "topic"},
	},
	list:    "app/topics.go",
	between: map[string][]string{"points": {"requests"}, "policy": {"requests"}},
}
