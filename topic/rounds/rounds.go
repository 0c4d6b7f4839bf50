// Package rounds is 评选: the rounds of 身边好党员 and 共产党员先锋岗, from the nominations or the secret ballot to the decision, the 公示,
// the naming and the 流动红旗.
package rounds

import (
	"zhibu/branch"
	"zhibu/topic"
)

// Topic is the matter.
var Topic = topic.Topic{Office: deeds, Bot: talk, Files: map[string]topic.File{
	DocumentHistory:  {May: topic.For(branch.FileRounds), Write: historyFile},
	DocumentDecision: {May: topic.For(branch.FileRounds), Write: ofRoundFile(decisionDocument)},
	DocumentReports:  {May: topic.For(branch.FileRounds), Write: ofRoundFile(reportsDocument)},
}}
