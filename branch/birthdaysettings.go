package branch

// birthdaySettings are the settings of the 政治生日.
var birthdaySettings = []Setting{
	{"集体生日", "是否集体过政治生日：一个月一张贺卡", "下一个月", "是", Settings.TogetherText, (*Settings).SetTogether, []string{"是", "否"}},
	{"群内告知", "政治生日当天是否在支部群里告知", "下一次政治生日", "否", Settings.TellGroupText, (*Settings).SetTellGroup, []string{"是", "否"}},
	{"集体祝贺语", "集体政治生日的祝贺语，不超过120字", "下一个月", "祝各位同志政治生日快乐。", Settings.WishText, (*Settings).SetWish, nil},
	{"思考题", "政治生日的思考题，用“；”隔开，2至20道，每年换两道", "下一次政治生日", "入党为什么？；在党做什么？", Settings.QuestionsText, (*Settings).SetQuestions, nil},
	{"准备事项", "政治生日前一周的准备事项，用“、”隔开，或写“无”", "下一次政治生日", "谈心谈话、重温入党誓词", Settings.ChecklistText, (*Settings).SetChecklist, nil},
}
