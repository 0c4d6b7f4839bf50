package app

import (
	"zhibu/bot"
	"zhibu/office"
	"zhibu/topic"
	"zhibu/topic/birthday"
	"zhibu/topic/dues"
	"zhibu/topic/feedback"
	"zhibu/topic/meeting"
	"zhibu/topic/points"
	"zhibu/topic/policy"
	"zhibu/topic/probation"
	"zhibu/topic/register"
	"zhibu/topic/requests"
	"zhibu/topic/rounds"
	"zhibu/topic/rule"
	"zhibu/topic/term"
	"zhibu/topic/transfer"
)

// topics is the one list of matters. Whatever the kernel asks of them it asks in this order.
// Those that office.Of… names have no room of their own yet.
var topics = []topic.Topic{
	points.Topic,
	{Office: office.OfDigest},
	requests.Topic,
	register.Topic(),
	policy.Topic,
	rounds.Topic,
	{Office: office.OfPeople},
	{Office: office.OfCalendar},
	birthday.Topic,
	probation.Topic,
	dues.Topic,
	meeting.Topic,
	feedback.Topic,
	rule.Topic,
	term.Topic,
	transfer.Topic,
}

// OfficeMatters are what the matters bring to the office.
func OfficeMatters() (list []office.Matter) {
	for _, t := range topics {
		list = append(list, t.Office)
	}
	return list
}

// BotMatters are what the matters bring to the bot.
func BotMatters() (list []bot.Matter) {
	for _, t := range topics {
		list = append(list, t.Bot)
	}
	return list
}
