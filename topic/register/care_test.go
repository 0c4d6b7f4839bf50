package register

import (
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
)

// care is a second kind, and a secret one: the engine knows no 表彰.
var care = Kind{
	Name: "care", Title: "关怀帮扶", Room: cards.RoomLife,
	See: branch.SeeRestrictions, Enter: branch.SeeRestrictions, Days: 7, Secret: true,
	Fields: []ask.Field{
		ask.Member("who", "关怀哪位同志？").As("同志"),
		ask.Choice("what", "做了什么？", "走访慰问", "推荐培训", "挂职锻炼").As("做法"),
		ask.Day(DayField, "哪一天？").As("日期").Past(),
		ask.Text("note", "还要记什么？").As("备注").Optional(),
	},
	People: NamedIn("who"),
	Line:   func(e Entry) string { return e.Day().String() + " " + e.Says("who") + " " + e.Says("what") },
	Sheet:  "关怀帮扶台账", Held: "关怀帮扶", Erase: Goes,
}

// The program of these tests has it, too: this runs before the list of matters is made.
func init() { Kinds = append(Kinds, care) }
