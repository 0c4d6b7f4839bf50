package bot

import (
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// scope says what the first argument of an action is, and so in whose name it is done.
type scope uint8

const (
	account  scope = iota // none: in the branch that stands in front
	inBranch              // a branch: as the member for whom this account stands there
	inForm                // a form's number: as whoever fills it in
)

// route is one action of a button.
type route struct {
	scope    scope
	args     int                  // how many numbers it carries, the first included
	card     func([]int64) string // the card it stands on; a press on an older copy is refused. nil: any
	stranger bool                 // also for accounts that stand for nobody
	key      bool                 // needs a fresh key of the vault
	officer  bool                 // only for officers; deeds judge everything finer
	former   bool                 // also for who has left the branch, about the own record
	form     string               // inForm: the form's name
	do       func(*call) error
}

func onHome([]int64) string { return cards.KeyHome }

func onNomination(a []int64) string {
	return cards.KeyNomination(branch.BranchID(a[0]), branch.RoundID(a[1]), branch.GroupID(a[2]))
}

func onBallot(a []int64) string { return cards.KeyBallot(branch.BranchID(a[0]), branch.RoundID(a[1])) }

func onRound(a []int64) string { return cards.KeyRound(branch.BranchID(a[0]), branch.RoundID(a[1])) }

func onSeat(a []int64) string {
	return cards.KeySeat(branch.BranchID(a[0]), branch.RoundID(a[1]), branch.MemberID(a[2]))
}

func onDigest(a []int64) string { return cards.KeyDigest(branch.BranchID(a[0]), branch.Date(a[1])) }
func onReport(a []int64) string {
	return cards.KeyReport(branch.BranchID(a[0]), branch.RoundID(a[1]), branch.GroupID(a[2]))
}

func onNotice(a []int64) string { return cards.KeyNotice(branch.BranchID(a[0]), branch.RoundID(a[1])) }

func onObjection(a []int64) string {
	return cards.KeyObjection(branch.BranchID(a[0]), branch.RoundID(a[1]), a[2])
}

// routes is every action there is. Whoever presses is authorised here and in the deed, against the current state.
var routes = map[string]route{}

func init() { // a composite literal would be an initialisation cycle through cancel and home
	routes = map[string]route{
		cards.ActHome:   {args: 0, card: onHome, do: home},
		cards.ActSwitch: {scope: inBranch, args: 1, card: onHome, do: switchBranch},
		cards.ActMe:     {args: 0, card: onHome, former: true, do: me},
		cards.ActHelp:   {args: 0, card: onHome, do: help},
		cards.ActBoard:  {scope: inBranch, args: 1, card: onHome, do: board},
		cards.ActCancel: {scope: inForm, args: 1, card: onHome, do: cancel},

		cards.ActBind:   {scope: inForm, args: 1, card: onHome, stranger: true, form: "bind", do: bind},
		cards.ActBindNo: {scope: inForm, args: 1, card: onHome, stranger: true, form: "bind", do: bindNo},

		cards.ActVisit:    {scope: inBranch, args: 2, card: onHome, do: visit},
		cards.ActVisitAt:  {scope: inBranch, args: 3, do: visitAt},
		cards.ActVisitDay: {scope: inForm, args: 1, card: onHome, form: "visit", do: visitDay},
		cards.ActVisitOn:  {scope: inForm, args: 2, card: onHome, form: "visit", do: visitOn},
		cards.ActVisitOK:  {scope: inForm, args: 1, card: onHome, form: "visit", do: visitOK},

		cards.ActVisitWhat: {scope: inForm, args: 1, card: onHome, form: "visit", do: visitWhat},
		cards.ActVisitSet:  {scope: inForm, args: 2, card: onHome, form: "visit", do: visitSet},
		cards.ActVisitWho:  {scope: inForm, args: 2, card: onHome, form: "visit", do: visitWho},
		cards.ActVisitGo:   {scope: inForm, args: 4, card: onHome, form: "visit", do: visitGo},
		cards.ActVisitBack: {scope: inForm, args: 1, card: onHome, form: "visit", do: visitBack},
		cards.ActVisitAsk:  {scope: inForm, args: 1, card: onHome, form: "visit", do: visitAsk},
		cards.ActVisitBare: {scope: inForm, args: 1, card: onHome, form: "visit", do: visitBare},
		cards.ActRecPhoto:  {scope: inBranch, args: 2, card: onHome, do: recordPhoto},
		cards.ActFileIs:    {scope: inBranch, args: 3, card: onImport, officer: true, do: fileIs},
		cards.ActLedger:    {scope: inBranch, args: 2, card: onHome, officer: true, do: ledgerFile},
		cards.ActConsult:   {scope: inBranch, args: 2, do: consult},
		cards.ActRecs:      {scope: inBranch, args: 3, card: onHome, do: records},
		cards.ActRec:       {scope: inBranch, args: 2, card: onHome, do: record},
		cards.ActRecFix:    {scope: inBranch, args: 2, card: onHome, do: recordFix},
		cards.ActRecNo:     {scope: inBranch, args: 2, card: onHome, do: recordNo},
		cards.ActRecNoOK:   {scope: inBranch, args: 2, card: onHome, do: recordNoOK},
		cards.ActBoardPage: {scope: inBranch, args: 3, card: onHome, do: boardPage},
		cards.ActFirm:      {scope: inBranch, args: 2, card: onHome, do: firm},
		cards.ActYear:      {scope: inBranch, args: 3, card: onHome, do: yearTable},
		cards.ActOff:       {scope: inBranch, args: 2, card: onDigest, do: putOff},
		cards.ActOffTo:     {scope: inBranch, args: 3, card: onDigest, do: putOffTo},
		cards.ActOffNo:     {scope: inBranch, args: 2, card: onDigest, do: putOffNo},
		cards.ActLapse:     {scope: inBranch, args: 4, do: lapse},
		cards.ActLapseWhy:  {scope: inBranch, args: 5, card: onHome, do: lapseWhy},
		cards.ActLapseText: {scope: inBranch, args: 4, card: onHome, do: lapseText},

		cards.ActFirms:    {scope: inBranch, args: 2, card: onHome, do: firms},
		cards.ActFirmNew:  {scope: inBranch, args: 1, card: onHome, officer: true, do: firmNew},
		cards.ActFirmEdit: {scope: inBranch, args: 2, card: onHome, officer: true, do: firmEdit},
		cards.ActFirmAsk:  {scope: inForm, args: 3, card: onHome, officer: true, form: "firm", do: firmAsk},
		cards.ActFirmSet:  {scope: inForm, args: 3, card: onHome, officer: true, form: "firm", do: firmSet},
		cards.ActFirmBack: {scope: inForm, args: 1, card: onHome, officer: true, form: "firm", do: firmBack},
		cards.ActFirmOK:   {scope: inForm, args: 1, card: onHome, officer: true, form: "firm", do: firmOK},

		cards.ActRequests: {scope: inBranch, args: 3, card: onHome, do: requests},
		cards.ActFirmReqs: {scope: inBranch, args: 3, card: onHome, do: firmRequests},
		cards.ActRequest:  {scope: inBranch, args: 3, do: request},
		cards.ActReqTo:    {scope: inBranch, args: 3, card: onHome, do: requestTo},
		cards.ActReqDue:   {scope: inBranch, args: 3, card: onHome, do: requestDue},
		cards.ActReqGive:  {scope: inBranch, args: 4, card: onHome, do: requestGive},
		cards.ActReqDo:    {scope: inBranch, args: 3, card: onHome, do: requestDo},
		cards.ActReqFine:  {scope: inBranch, args: 2, card: onHome, do: requestFine},
		cards.ActReqRefer: {scope: inBranch, args: 2, card: onHome, do: requestRefer},
		cards.ActReqSend:  {scope: inBranch, args: 3, card: onHome, do: requestSend},
		cards.ActReqOK:    {scope: inForm, args: 1, card: onHome, form: "request", do: requestOK},
		cards.ActAsk:      {scope: inBranch, args: 2, card: onHome, do: ask},
		cards.ActAskOK:    {scope: inForm, args: 1, card: onHome, form: "ask", do: askOK},

		cards.ActHonours:  {scope: inBranch, args: 2, card: onHome, do: honours},
		cards.ActHonour:   {scope: inBranch, args: 2, card: onHome, do: honour},
		cards.ActHonNew:   {scope: inBranch, args: 2, card: onHome, officer: true, do: honourNew},
		cards.ActHonLevel: {scope: inForm, args: 2, card: onHome, officer: true, form: "honour", do: honourLevel},
		cards.ActHonDone:  {scope: inForm, args: 2, card: onHome, officer: true, form: "honour", do: honourDone},
		cards.ActHonOK:    {scope: inForm, args: 1, card: onHome, officer: true, form: "honour", do: honourOK},
		cards.ActHonSet:   {scope: inBranch, args: 3, card: onHome, officer: true, do: honourSet},

		cards.ActPolicies: {scope: inBranch, args: 2, card: onHome, do: policies},
		cards.ActPolicy:   {scope: inBranch, args: 3, card: onHome, do: policy},
		cards.ActArticle:  {scope: inBranch, args: 3, card: onHome, do: article},
		cards.ActCite:     {scope: inBranch, args: 4, card: onHome, do: cite},
		cards.ActCiteTo:   {scope: inBranch, args: 4, card: onHome, do: citeTo},
		cards.ActPolNew:   {scope: inBranch, args: 1, card: onHome, officer: true, do: policyNew},
		cards.ActPolRead:  {scope: inForm, args: 1, card: onHome, officer: true, form: "policy", do: policyRead},
		cards.ActPolOK:    {scope: inForm, args: 1, card: onHome, officer: true, form: "policy", do: policyOK},

		cards.ActNominate: {scope: inBranch, args: 3, do: nominate},
		cards.ActNomPage:  {scope: inBranch, args: 4, card: onNomination, do: nominatePage},
		cards.ActNominee:  {scope: inBranch, args: 4, card: onNomination, do: nominee},
		cards.ActNomBack:  {scope: inBranch, args: 3, card: onNomination, do: nominateBack},
		cards.ActNomOK:    {scope: inForm, args: 1, form: "nominate", do: nominateOK},

		cards.ActBallot:   {scope: inBranch, args: 2, do: ballot},
		cards.ActVoteList: {scope: inBranch, args: 2, card: onBallot, do: voteList},
		cards.ActVoteBack: {scope: inBranch, args: 2, card: onBallot, do: voteBack},
		cards.ActVotePick: {scope: inBranch, args: 3, card: onBallot, do: votePick},
		cards.ActVoteOK:   {scope: inBranch, args: 3, card: onBallot, do: voteOK},
		cards.ActSeat:     {scope: inBranch, args: 3, card: onSeat, do: confirmSeat},

		cards.ActOpen:      {scope: inBranch, args: 1, card: onHome, officer: true, do: open},
		cards.ActOpenSet:   {scope: inForm, args: 4, card: onHome, officer: true, form: "open", do: openSet},
		cards.ActOpenPage:  {scope: inForm, args: 2, card: onHome, officer: true, form: "open", do: openPage},
		cards.ActOpenNext:  {scope: inForm, args: 1, card: onHome, officer: true, form: "open", do: openNext},
		cards.ActOpenUntil: {scope: inForm, args: 2, card: onHome, officer: true, form: "open", do: openUntil},
		cards.ActOpenOK:    {scope: inForm, args: 1, card: onHome, officer: true, form: "open", key: true, do: openOK},

		cards.ActRounds: {scope: inBranch, args: 1, card: onHome, officer: true, do: rounds},

		cards.ActVenueOK:    {scope: inBranch, args: 2, card: onVenue, officer: true, do: venueLink},
		cards.ActVenueNo:    {scope: inBranch, args: 2, card: onVenue, officer: true, do: venueLeave},
		cards.ActVenueEnd:   {scope: inBranch, args: 2, card: onVenue, officer: true, do: venueAsk},
		cards.ActVenueOut:   {scope: inBranch, args: 2, card: onVenue, officer: true, do: venueLeave},
		cards.ActVenueSee:   {scope: inBranch, args: 2, card: onVenue, officer: true, do: venueSee},
		cards.ActExport:     {scope: inBranch, args: 1, card: onHome, officer: true, do: export},
		cards.ActImportOK:   {scope: inBranch, args: 2, card: onImport, officer: true, do: importOK},
		cards.ActImportNo:   {scope: inBranch, args: 2, card: onImport, officer: true, do: importNo},
		cards.ActImportSee:  {scope: inBranch, args: 2, card: onImport, officer: true, do: importSee},
		cards.ActImportPage: {scope: inBranch, args: 3, card: onImport, officer: true, do: importPage},
		cards.ActImportAsk:  {scope: inBranch, args: 2, card: onImport, officer: true, do: importAsk},
		cards.ActImportIs:   {scope: inBranch, args: 4, card: onImport, officer: true, do: importIs},
		cards.ActPeople:     {scope: inBranch, args: 2, card: onHome, officer: true, do: people},
		cards.ActPerson:     {scope: inBranch, args: 2, card: onHome, officer: true, do: person},
		cards.ActPersonDo:   {scope: inBranch, args: 2, card: onHome, officer: true, do: personDo},
		cards.ActPersonLog:  {scope: inBranch, args: 3, card: onHome, officer: true, do: personLog},
		cards.ActAway:       {scope: inBranch, args: 1, card: onHome, do: away},
		cards.ActInvite:     {scope: inBranch, args: 2, card: onHome, officer: true, do: invite},
		cards.ActInviteOK:   {scope: inForm, args: 1, card: onHome, officer: true, form: "invite", do: inviteOK},
		cards.ActOrg:        {scope: inBranch, args: 1, card: onHome, officer: true, do: org},

		cards.ActChange:     {scope: inBranch, args: 3, card: onHome, officer: true, do: change},
		cards.ActChangePick: {scope: inForm, args: 3, card: onHome, officer: true, form: "change", do: changePick},
		cards.ActChangePage: {scope: inForm, args: 2, card: onHome, officer: true, form: "change", do: changePage},
		cards.ActChangeNext: {scope: inForm, args: 1, card: onHome, officer: true, form: "change", do: changeDone},
		cards.ActChangeOK:   {scope: inForm, args: 1, card: onHome, officer: true, form: "change", do: changeOK},
		cards.ActUndo:       {scope: inBranch, args: 2, card: onHome, officer: true, do: undo},
		cards.ActUndoOK:     {scope: inBranch, args: 2, card: onHome, officer: true, do: undoOK},

		cards.ActMine:     {scope: inBranch, args: 2, card: onHome, former: true, do: mine},
		cards.ActMineFile: {scope: inBranch, args: 1, card: onHome, former: true, do: mineFile},
		cards.ActLooks:    {scope: inBranch, args: 1, card: onHome, former: true, do: looks},
		cards.ActUnbind:   {scope: inBranch, args: 1, card: onHome, former: true, do: unbind},
		cards.ActUnbindOK: {scope: inBranch, args: 1, card: onHome, former: true, do: unbindOK},
		cards.ActErase:    {scope: inBranch, args: 1, card: onHome, former: true, do: erase},
		cards.ActEraseOK:  {scope: inBranch, args: 1, card: onHome, former: true, do: eraseOK},

		cards.ActSettings:    {scope: inBranch, args: 2, card: onHome, officer: true, do: settings},
		cards.ActSetting:     {scope: inBranch, args: 2, card: onHome, officer: true, do: setting},
		cards.ActSettingPick: {scope: inForm, args: 2, card: onHome, officer: true, form: "setting", do: settingPick},
		cards.ActSettingOK:   {scope: inForm, args: 1, card: onHome, officer: true, form: "setting", do: settingOK},
		cards.ActHolidays:    {scope: inBranch, args: 1, card: onHome, officer: true, do: holidays},
		cards.ActHolidaysOK:  {scope: inForm, args: 1, card: onHome, officer: true, form: "holidays", do: holidaysOK},

		cards.ActRound:     {scope: inBranch, args: 2, do: roundBelow}, // the leader of a group keeps its poll
		cards.ActRoundBack: {scope: inBranch, args: 2, card: onRound, do: roundBack},
		cards.ActClose:     {scope: inBranch, args: 2, card: onRound, do: roundClose},
		cards.ActCloseOK:   {scope: inBranch, args: 2, card: onRound, do: roundCloseOK},
		cards.ActExtend:    {scope: inBranch, args: 3, card: onRound, do: roundExtend},
		cards.ActVoid:      {scope: inBranch, args: 2, card: onRound, do: roundVoid},
		cards.ActVoidOK:    {scope: inBranch, args: 2, card: onRound, do: roundVoidOK},

		cards.ActNomDrop:  {scope: inBranch, args: 3, card: onNomination, do: nominateDrop},
		cards.ActPoll:     {scope: inBranch, args: 3, card: onNomination, do: poll},
		cards.ActPollOK:   {scope: inBranch, args: 3, card: onNomination, key: true, do: pollOK},
		cards.ActVotePage: {scope: inBranch, args: 4, card: onBallot, do: votePage},
		cards.ActHush:     {scope: inBranch, args: 2, card: onBallot, do: hush},

		cards.ActPaper:    {scope: inBranch, args: 3, card: onRound, officer: true, do: paper},
		cards.ActPaperSet: {scope: inBranch, args: 5, card: onRound, officer: true, do: paperSet},
		cards.ActPaperIn:  {scope: inBranch, args: 2, card: onRound, officer: true, do: paperIn},
		cards.ActPaperSee: {scope: inBranch, args: 2, card: onRound, officer: true, do: paperSee},
		cards.ActPaperOK:  {scope: inBranch, args: 2, card: onRound, officer: true, do: paperOK},

		cards.ActMove:    {scope: inBranch, args: 3, card: onRound, officer: true, do: move},
		cards.ActMoveTo:  {scope: inForm, args: 2, officer: true, form: formWhy, do: moveTo},
		cards.ActWhyOK:   {scope: inForm, args: 1, form: formWhy, do: whyOK},
		cards.ActCallOff: {scope: inBranch, args: 2, card: onRound, officer: true, do: callOff},
		cards.ActDay:     {scope: inBranch, args: 3, card: onRound, officer: true, do: assemblyPage},
		cards.ActDaySet:  {scope: inBranch, args: 3, card: onRound, officer: true, do: assemblyDay},
		cards.ActDayOK:   {scope: inBranch, args: 3, card: onRound, officer: true, do: assemblyOK},

		cards.ActReport:     {scope: inBranch, args: 3, do: report},
		cards.ActReportUse:  {scope: inBranch, args: 3, card: onReport, do: reportUse},
		cards.ActReportAdd:  {scope: inBranch, args: 3, card: onReport, do: reportAdd},
		cards.ActReportOK:   {scope: inForm, args: 1, form: formReport, do: reportOK},
		cards.ActReportWho:  {scope: inBranch, args: 4, card: onReport, do: reportWho},
		cards.ActReportEdit: {scope: inBranch, args: 4, card: onReport, do: reportEdit},
		cards.ActReportBack: {scope: inBranch, args: 3, card: onReport, do: reportBack},
		cards.ActReports:    {scope: inBranch, args: 3, do: reports},

		cards.ActStart:    {scope: inBranch, args: 2, card: onRound, officer: true, do: start},
		cards.ActStartOK:  {scope: inBranch, args: 2, card: onRound, officer: true, key: true, do: startOK},
		cards.ActOpenOf:   {scope: inBranch, args: 2, officer: true, do: openOf},
		cards.ActRunOff:   {scope: inBranch, args: 2, card: onRound, officer: true, do: runOff},
		cards.ActRunOffOK: {scope: inBranch, args: 2, card: onRound, officer: true, key: true, do: runOffOK},

		cards.ActDecide:    {scope: inBranch, args: 2, card: onRound, officer: true, do: decide},
		cards.ActDecideIn:  {scope: inBranch, args: 3, card: onRound, officer: true, do: decideIn},
		cards.ActDecideOn:  {scope: inBranch, args: 4, card: onRound, officer: true, do: decideOn},
		cards.ActDecideDue: {scope: inForm, args: 1, officer: true, form: formDecide, do: decideDue},
		cards.ActDecideOK:  {scope: inForm, args: 1, officer: true, form: formDecide, do: decideOK},
		cards.ActMinutes:   {scope: inBranch, args: 2, officer: true, do: minutes},

		cards.ActPresent:   {scope: inBranch, args: 3, do: present},
		cards.ActNotice:    {scope: inBranch, args: 2, card: onNotice, do: notice},
		cards.ActObject:    {scope: inBranch, args: 2, card: onNotice, do: object},
		cards.ActObjectWho: {scope: inBranch, args: 3, card: onNotice, do: objectWho},
		cards.ActObjectOK:  {scope: inForm, args: 1, form: formObject, do: objectOK},
		cards.ActObjection: {scope: inBranch, args: 3, card: onObjection, do: objection},
		cards.ActAnswer:    {scope: inBranch, args: 4, card: onObjection, do: answer},
		cards.ActAnswerOK:  {scope: inForm, args: 1, form: formAnswer, do: answerOK},
		cards.ActFlagOK:    {scope: inBranch, args: 2, card: onRound, officer: true, do: flagOK},
		cards.ActFlags:     {scope: inBranch, args: 1, do: flags},
		cards.ActCheck:     {scope: inBranch, args: 3, do: check},
		cards.ActHistory:   {scope: inBranch, args: 2, card: onHome, do: history},
		cards.ActPublic:    {scope: inBranch, args: 2, do: public},

		cards.ActFileDecision: {scope: inBranch, args: 2, officer: true, do: fileDecision},
		cards.ActFileReports:  {scope: inBranch, args: 2, officer: true, do: fileReports},
		cards.ActFileHistory:  {scope: inBranch, args: 1, officer: true, do: fileHistory},
		cards.ActNomMore:      {scope: inForm, args: 1, form: "nominate", do: nominateMore},
		cards.ActReportMore:   {scope: inForm, args: 1, form: formReport, do: reportMore},
		cards.ActTalks:        {scope: inBranch, args: 1, card: onHome, officer: true, do: talks},
		cards.ActTalksOK:      {scope: inBranch, args: 1, card: onHome, officer: true, do: talksOK},
		cards.ActWhoTook:      {scope: inBranch, args: 2, do: whoTook},

		cards.ActBirthday:    {scope: inBranch, args: 1, card: onHome, do: birthday},
		cards.ActBirthdays:   {scope: inBranch, args: 3, do: birthdays},
		cards.ActTick:        {scope: inBranch, args: 4, card: onChecklist, do: tickDone},
		cards.ActUntick:      {scope: inBranch, args: 4, card: onChecklist, do: tickUndone},
		cards.ActReflect:     {scope: inBranch, args: 2, do: reflect},
		cards.ActReflectEnd:  {scope: inForm, args: 1, card: onHome, form: "reflect", do: reflectEnd},
		cards.ActReflectCut:  {scope: inForm, args: 2, card: onHome, form: "reflect", do: reflectCut},
		cards.ActReflections: {scope: inBranch, args: 2, card: onHome, do: reflections},
		cards.ActReflection:  {scope: inBranch, args: 4, card: onHome, do: reflection},
		cards.ActShare:       {scope: inBranch, args: 2, card: onHome, do: share},
		cards.ActUnshare:     {scope: inBranch, args: 2, card: onHome, do: unshare},
		cards.ActShared:      {scope: inBranch, args: 2, card: onHome, do: shared},
		cards.ActPrintCard:   {scope: inBranch, args: 3, do: printCard},
		cards.ActListFile:    {scope: inBranch, args: 1, card: onHome, officer: true, do: listFile},
		cards.ActWordsFile:   {scope: inBranch, args: 1, card: onHome, officer: true, do: wordsFile},

		cards.ActStatus: {scope: inBranch, args: 1, card: onHome, officer: true, do: status},
		cards.ActResend: {scope: inBranch, args: 1, card: onHome, officer: true, do: resend},
	}
}

// commands is every command that can be typed; /start with a code is not one of these.
var commands = map[string]func(*call) error{
	"/start": home, "/menu": home, "/me": me, "/help": help, "/cancel": cancel,
	"/requests": func(c *call) error { return requestsTyped(c, c.rest) },
	"/policy":   func(c *call) error { return policyTyped(c, c.rest) },
	"/visit":    func(c *call) error { c.press.Args = []int64{int64(c.me.Branch), 0}; return visit(c) },
	"/board":    board,
	"/rounds":   func(c *call) error { return officersOnly(c, rounds) },
	"/export":   func(c *call) error { return officersOnly(c, export) },
	"/people":   func(c *call) error { return officersOnly(c, people) }, "/settings": func(c *call) error { return officersOnly(c, settings) },
	"/birthdays": func(c *call) error {
		c.press.Args = []int64{int64(c.me.Branch), cards.ViewThisMonth, 0}
		return birthdays(c)
	},
	"/status": func(c *call) error { return officersOnly(c, status) },
}

func officersOnly(c *call, do func(*call) error) error {
	if !c.me.Officer() {
		return office.Refusal(cards.NotYours)
	}
	return do(c)
}

// pressed authorises a press and carries it out.
func (c *call) pressed() error {
	r, known := routes[c.press.Action]
	if len(c.mine) == 0 && known && r.former {
		c.mine = c.past
	}
	switch {
	case len(c.mine) == 0 && !(known && r.stranger):
		return office.Refusal(cards.Stranger)
	case c.forged || !known || len(c.press.Args) != r.args:
		return office.Refusal(cards.OldCard)
	}
	if r.scope == inBranch && !c.as(branch.BranchID(c.arg(0))) {
		return office.Refusal(cards.NotYours)
	}
	if r.scope == inForm {
		f, ok := c.openForm()
		if len(c.mine) == 0 && !ok {
			return office.Refusal(cards.Stranger)
		}
		if !ok || f.Number != c.arg(0) || r.form != "" && f.Name != r.form || !r.stranger && !c.as(f.Branch) {
			return office.Refusal(cards.OldForm)
		}
		c.form = f
	}
	if r.officer && !c.me.Officer() {
		return office.Refusal(cards.NotYours)
	}
	if r.card != nil {
		c.place = r.card(c.press.Args)
		if !c.tx.Current(c.e.Chat, c.place, c.e.Message) {
			return office.Refusal(cards.OldCard)
		}
	}
	return r.do(c)
}

func (c *call) arg(i int) int64 { return c.press.Args[i] }

func home(c *call) error {
	var others []branch.BranchID
	for _, b := range c.mine {
		if b.Branch != c.me.Branch {
			others = append(others, b.Branch)
		}
	}
	c.show(c.bot.Office.Home(c.tx, c.me, others, c.now))
	return nil
}

// switchBranch puts another of the account's branches in front: what is typed is about that one from now on.
func switchBranch(c *call) error {
	for _, b := range c.mine {
		if b.Branch == c.me.Branch {
			b.Front = c.tx.Next(store.Key(nil).Str("front"))
			store.Bindings.Put(c.tx, b)
		}
	}
	return home(c)
}

func me(c *call) error { c.show(office.Me(c.tx, c.me, c.now)); return nil }

func help(c *call) error { c.show(office.Help(c.tx, c.me)); return nil }

func bind(c *call) error { return c.bot.Office.Bind(c.tx, c.form, c.e.From, c.now) }

func bindNo(c *call) error {
	c.drop()
	c.tx.Show(c.e.Chat, cards.Plain(cards.KeyHome, "已取消。如果邀请码不是发给您的，请不要使用，并告知支部。"))
	return nil
}
