package files

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"zhibu/branch"
	"zhibu/world/rig"
)

// accounted returns all that is said of a roster, a line each, and who is of the branch by it.
func accounted(t *testing.T, data []byte) (said string, names []string) {
	t.Helper()
	r, faults, err := ReadRoster("", data)
	if err != nil {
		return "refused " + err.Error(), nil
	}
	f, all := branch.Establish(r, "某支部", branch.On(2026, 6, 1))
	if len(all) < len(faults) {
		t.Errorf("the reader's faults %v are not among %v", faults, all)
	}
	for _, p := range r.People {
		if p.Left == "" {
			names = append(names, p.Name+"/"+p.Group+"/"+string(p.Post)+fmt.Sprint(p.GroupLeader)+"/"+p.Joined.String()+"/"+p.Full.String())
		}
	}
	var b strings.Builder
	for _, block := range []struct {
		what string
		list []branch.Fault
	}{{"fault", all}, {"doubt", f.Doubts}, {"unread", f.Unread}} {
		for _, f := range block.list {
			fmt.Fprintln(&b, block.what, f)
		}
	}
	return b.String(), names
}

// TestKindsOfFaults has one line of each kind in a list of two, in which only that line is odd. Its name is not to be taken
// for another, and what is wrong with it is said; or, with said "", it is read in silence.
func TestKindsOfFaults(t *testing.T) {
	const columns = "姓名,党小组,科室,党内职务,行政职务,入党时间,转正时间,备注"
	line := func(name, group, section, post, title, joined, full, note string) string {
		return strings.Join([]string{name, group, section, post, title, joined, full, note}, ",")
	}
	note := func(s string) string { return line("李明", "第一党小组", "", "", "", "1998-7-1", "1999-7-1", s) }
	name := func(s string) string { return line(s, "第一党小组", "", "", "", "1998-7-1", "1999-7-1", "") }
	group := func(s string) string { return line("李明", s, "", "", "", "1998-7-1", "1999-7-1", "") }
	post := func(s string) string { return line("李明", "第一党小组", "", s, "", "1998-7-1", "1999-7-1", "") }
	read := func(s string) string { return s + "/第一党小组/false/1998-07-01/1999-07-01" }
	for what, c := range map[string]struct{ line, said, is string }{
		"died, another word":       {note("2024年病故"), "doubt 第3行「姓名」「李明」：「备注」写着「2024年病故」", ""},
		"died, once more":          {note("不幸逝世"), "doubt", ""},
		"moved":                    {note("2023年调往市财政局"), "doubt", ""},
		"relations moved":          {note("组织关系迁出"), "doubt", ""},
		"expelled":                 {note("2019年被开除党籍"), "doubt", ""},
		"struck off":               {note("除名"), "doubt", ""},
		"left the Party":           {note("自愿退党"), "doubt", ""},
		"lost":                     {note("失去联系多年"), "doubt", ""},
		"not listed":               {note("不在册"), "doubt", ""},
		"resigned":                 {note("2025年辞职"), "doubt", ""},
		"retired and here":         {note("已退休，仍在册"), "", read("李明")},
		"not retired":              {note("尚未退休"), "", read("李明")},
		"came":                     {note("2019年由财政局调入"), "", read("李明")},
		"looks after the retired":  {line("李明", "第一党小组", "离退休干部科", "", "离退休干部科科长", "1998-7-1", "1999-7-1", ""), "", read("李明")},
		"retired by title":         {line("李明", "第一党小组", "", "", "原科长（退休）", "1998-7-1", "1999-7-1", ""), "doubt 第3行「姓名」「李明」：「行政职务」写着", ""},
		"two names, mark":          {name("李明、王芳"), "fault 第3行「姓名」「李明、王芳」：一格写了两个人", ""},
		"two names, slash":         {name("李明/王芳芳"), "一格写了两个人", ""},
		"two names, together":      {name("郝大为和柳如烟"), "fault 第3行「姓名」「郝大为和柳如烟」：一格写了两个人", ""},
		"two names, short":         {name("张三和李四"), "fault 第3行「姓名」「张三和李四」：一格写了两个人", ""},
		"long, with 和":             {name("那和雅克兰"), "doubt 第3行「姓名」「那和雅克兰」：姓名很长", "那和雅克兰/第一党小组/false/1998-07-01/1999-07-01"},
		"和 in a name":              {name("和谐"), "", read("和谐")},
		"no name: TRUE":            {name("TRUE"), "fault 第3行「姓名」「TRUE」：这不是姓名", ""},
		"no name: a sum":           {name("合计"), "fault 第3行「姓名」「合计」：这不是姓名", ""},
		"no name: a remark":        {name("备注"), "这不是姓名", ""},
		"no name: a step":          {name("注册"), "这不是姓名", ""},
		"no name: none":            {name("无"), "fault 第3行「姓名」「无」", ""},
		"no name: a sex":           {name("男"), "这不是姓名", ""},
		"quotation mark":           {name("李\"明"), "fault 第3行「姓名」「李\"明」：请只写姓名", ""},
		"died: another character":  {note("2024年去逝"), "doubt", ""},
		"died: 已亡":                 {note("已亡"), "doubt 第3行「姓名」「李明」：「备注」写着「已亡」", ""},
		"died: 亡":                  {note("亡"), "doubt", ""},
		"died: 故":                  {note("（故）"), "doubt", ""},
		"died: in brackets":        {note("一科（已故）"), "doubt", ""},
		"died: 死":                  {note("死"), "doubt", ""},
		"died: of illness":         {note("病亡"), "doubt", ""},
		"died: suddenly":           {note("2023年猝死"), "doubt", ""},
		"died: by accident":        {note("地震中遇难"), "doubt", ""},
		"died: on duty":            {note("因公牺牲"), "doubt", ""},
		"故 in a street":            {note("住故城路"), "", read("李明")},
		"亡 in a name":              {name("李亡故城"), "", read("李亡故城")},
		"moved: 转接":                {note("已转接"), "doubt", ""},
		"moved: 迁走":                {note("已迁走"), "doubt", ""},
		"moved: 划转":                {note("划转至文旅局"), "doubt", ""},
		"moved: relations":         {note("组织关系已转"), "doubt", ""},
		"moved here":               {note("组织关系已转入"), "", read("李明")},
		"transferred here":         {note("2019年机构改革划转来"), "", read("李明")},
		"probation ended":          {note("预备期取消"), "doubt", ""},
		"probation withdrawn":      {note("取消预备党员资格"), "doubt", ""},
		"both taken":               {note("2021年双开"), "doubt", ""},
		"of another branch":        {note("不在本支部"), "doubt", ""},
		"group of the gone":        {group("已转出"), "doubt 第3行「姓名」「李明」：「党小组」写着「已转出」", ""},
		"group of former years":    {group("历年减少"), "doubt", ""},
		"group of the retired":     {group("离退休党小组"), "", "李明/离退休党小组/false/1998-07-01/1999-07-01"},
		"group: a day":             {group("1998-7-1"), "fault 第3行「党小组」「1998-7-1」：这不是党小组的名称", ""},
		"group: a month":           {group("1998.07"), "这不是党小组的名称", ""},
		"group: a number":          {group("20260"), "这不是党小组的名称", ""},
		"group: a status":          {group("正式党员"), "这不是党小组的名称", ""},
		"a cell too few":           {"李明,第一党小组,,,1998-7-1,1999-7-1,", "fault 第3行「行政职务」「1998-7-1」：这里写的是日期", ""},
		"group: a sex":             {group("男"), "这不是党小组的名称", ""},
		"group: its number alone":  {group("1"), "按「第一党小组」读入", "李明/1/false/1998-07-01/1999-07-01"},
		"same name, a day apart":   {line("王芳", "第一党小组", "", "", "", "1990-5-11", "1991-5-11", ""), "doubt 第3行「姓名」「王芳」：与第2行同名，入党时间也相近", "王芳/第一党小组/false/1990-05-11/1991-05-11"},
		"same name, another year":  {line("王芳", "第一党小组", "", "", "", "1992-5-1", "1993-5-1", ""), "与第2行同名，入党时间也相近", "王芳/第一党小组/false/1992-05-01/1993-05-01"},
		"namesakes":                {line("王芳", "第一党小组", "", "", "", "2008-7-1", "2009-7-1", ""), "", "王芳/第一党小组/false/2008-07-01/2009-07-01"},
		"compound surname, spaced": {name("欧阳 修文"), "", read("欧阳修文")},
		"padded":                   {name("李　明"), "", read("李明")},
		"one name over two lines":  {name("\"李\n明\""), "", read("李明")},
		"word at its end":          {name("李明同志"), "fault 第3行「姓名」「李明同志」：请只写姓名", ""},
		"died, at the name":        {name("李明去世"), "请只写姓名", ""},
		"sex at the name":          {name("李明 男"), "请只写姓名", ""},
		"brackets at the name":     {name("李明（已退休）"), "请只写姓名", ""},
		"private use, unknown":     {name("李\ue000明"), "姓名里有认不出的字", ""},
		"private use, GBK":         {name("李\ue863"), "", read("李䶮")},
		"replacement character":    {name("李\ufffd明"), "姓名里有认不出的字", ""},
		"box for a character":      {name("李□明"), "请只写姓名", ""},
		"question mark":            {name("李?明"), "请只写姓名", ""},
		"dot: katakana":            {name("买买提・艾力"), "", read("买买提·艾力")},
		"dot: bullet":              {name("买买提•艾力"), "", read("买买提·艾力")},
		"dot: a stroke":            {name("买买提丶艾力"), "", read("买买提·艾力")},
		"dot: full stop":           {name("买买提。艾力"), "", read("买买提·艾力")},
		"dot: hyphen":              {name("买买提-艾力"), "请只写姓名", ""},
		"dot twice":                {name("买买提··艾力"), "请只写姓名", ""},
		"another script":           {name("李ㅎ明"), "请只写姓名", ""},
		"error: division":          {note("#DIV/0!"), "fault 第3行「备注」「#DIV/0!」：是公式的错误值", ""},
		"error: name":              {note("#NAME?"), "是公式的错误值", ""},
		"error: spill":             {group("#SPILL!"), "fault 第3行「党小组」「#SPILL!」：是公式的错误值", ""},
		"error: too narrow":        {line("李明", "第一党小组", "", "", "", "########", "1999-7-1", ""), "是公式的错误值", ""},
		"group: digit":             {group("1组"), "doubt 第3行「党小组」「1组」：按「第一党小组」读入", "李明/1组/false/1998-07-01/1999-07-01"},
		"group: full width":        {group("第１党小组"), "按「第一党小组」读入", "李明/第１党小组/false/1998-07-01/1999-07-01"},
		"leader: short":            {post("一组组长"), "", "李明/第一党小组/true/1998-07-01/1999-07-01"},
		"leader of another":        {post("第二党小组组长"), "fault 第3行「党内职务」「第二党小组组长」：党小组写的是「第一党小组」", ""},
		"ID number in a remark":    {note("110101199003077774"), "fault 第3行「备注」「…」：里面有身份证号或电话号码", ""},
		"phone in a title":         {line("李明", "第一党小组", "", "", "科长 138 0013 8000", "1998-7-1", "1999-7-1", ""), "里面有身份证号或电话号码", ""},
		"phone for a date":         {line("李明", "第一党小组", "", "", "", "13800138000", "1999-7-1", ""), "里面有身份证号或电话号码", ""},
		"asked: 不在了":               {note("不在了"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 死了":                {note("死了"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 逝于2024年":           {note("逝于2024年"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 已火化":               {note("已火化"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 参加其追悼会":            {note("参加其追悼会"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 转社区":               {note("转社区"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 转入社区":              {note("转入社区"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 转入前进社区管理":          {note("转入前进社区管理"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 移交街道":              {note("移交街道"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 移交前进社区":            {note("移交前进社区"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 调去县里":              {note("调去县里"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 转组织关系":             {note("转组织关系"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 关系转走":              {note("关系转走"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 组织关系转往省城":          {note("组织关系转往省城"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 遴选至省委办":            {note("遴选至省委办"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 机构改革转隶":            {note("机构改革转隶"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 轉出":                {note("轉出"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 调離":                {note("调離"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 组织关系未转入":           {note("组织关系未转入"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 失踪":                {note("失踪"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 联系不上":              {note("联系不上"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 移居国外":              {note("移居国外"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 清退":                {note("清退"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 作废":                {note("作废"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"asked: 待删":                {note("待删"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"perhaps: 抚恤金已发":           {note("抚恤金已发"), "doubt 第3行「备注」「抚恤金已发」：像是说已经离开，按在册读入", read("李明")},
		"perhaps: 调市局":             {note("调市局"), "doubt 第3行「备注」「调市局」：像是说已经离开，按在册读入", read("李明")},
		"perhaps: 调到市局":            {note("调到市局"), "doubt 第3行「备注」「调到市局」：像是说已经离开，按在册读入", read("李明")},
		"perhaps: 调任副局长":           {note("调任副局长"), "doubt 第3行「备注」「调任副局长」：像是说已经离开，按在册读入", read("李明")},
		"perhaps: 选调省城":            {note("选调省城"), "doubt 第3行「备注」「选调省城」：像是说已经离开，按在册读入", read("李明")},
		"perhaps: 外调":              {note("外调"), "doubt 第3行「备注」「外调」：像是说已经离开，按在册读入", read("李明")},
		"perhaps: 轉業":              {note("轉業"), "doubt 第3行「备注」「轉業」：像是说已经离开，按在册读入", read("李明")},
		"perhaps: 转業":              {note("转業"), "doubt 第3行「备注」「转業」：像是说已经离开，按在册读入", read("李明")},
		"perhaps: 组织关系在省城":         {note("组织关系在省城"), "doubt 第3行「备注」「组织关系在省城」：像是说已经离开，按在册读入", read("李明")},
		"perhaps: 关系在学校":           {note("关系在学校"), "doubt 第3行「备注」「关系在学校」：像是说已经离开，按在册读入", read("李明")},
		"perhaps: 服刑":              {note("服刑"), "doubt 第3行「备注」「服刑」：像是说已经离开，按在册读入", read("李明")},
		"perhaps: 判刑":              {note("判刑"), "doubt 第3行「备注」「判刑」：像是说已经离开，按在册读入", read("李明")},
		"perhaps: 不计入":             {note("不计入"), "doubt 第3行「备注」「不计入」：像是说已经离开，按在册读入", read("李明")},
		"of the branch: 不转出":       {note("不转出"), "", read("李明")},
		"of the branch: 母亲病故（已慰问）":           {note("母亲病故（已慰问）"), "", read("李明")},
		"of the branch: 分管转出转入":              {note("分管转出转入"), "", read("李明")},
		"of the branch: 父亲2024年去世":           {note("父亲2024年去世"), "", read("李明")},
		"of the branch: 组织关系在本支部":            {note("组织关系在本支部"), "", read("李明")},
		"of the branch: 组织关系未转出":             {note("组织关系未转出"), "", read("李明")},
		"of the branch: 选调生":                 {note("选调生"), "", read("李明")},
		"of the branch: 部队转业":                {note("部队转业"), "", read("李明")},
		"of the branch: 转业军人":                {note("转业军人"), "", read("李明")},
		"of the branch: 负责离退休人员服务":           {note("负责离退休人员服务"), "", read("李明")},
		"of the branch: seconded":            {note("借调市委组织部"), "", read("李明")},
		"group: abroad":                      {group("出国人员党小组"), "", "李明/出国人员党小组/false/1998-07-01/1999-07-01"},
		"asked: back to where one came from": {note("关系转回原单位"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"of the branch: 转出申请已撤回":             {note("转出申请已撤回"), "", read("李明")},
		"of the branch: 从退休支部转回":             {note("从退休支部转回"), "", read("李明")},
		"of the branch: 2025年调出又调回":          {note("2025年调出又调回"), "", read("李明")},
		"of the branch: 本人不同意转出":             {note("本人不同意转出"), "", read("李明")},
		"of the branch: 抽调市专班":               {note("抽调市专班"), "", read("李明")},
		"of the branch: 协调市直单位":              {note("协调市直单位"), "", read("李明")},
		"asked: back, nobody knows where":    {note("关系已转回"), "doubt 第3行「姓名」「李明」：「备注」写着", ""},
		"of the branch: 调研":                  {note("调研"), "", read("李明")},
		"of the branch: 2019年由县局调任":          {note("2019年由县局调任"), "", read("李明")},
		"of the branch: 下午调整分工":              {note("下午调整分工"), "", read("李明")},
		"of the branch: 调本局":                 {note("调本局"), "", read("李明")},
		"no name: 第一党小组":                     {name("第一党小组"), "fault 第3行「姓名」「第一党小组」：这不是姓名", ""},
		"no name: 机关一组":                      {name("机关一组"), "fault 第3行「姓名」「机关一组」：这不是姓名", ""},
		"no name: 综合科":                       {name("综合科"), "fault 第3行「姓名」「综合科」：这不是姓名", ""},
		"no name: 一科":                        {name("一科"), "fault 第3行「姓名」「一科」：这不是姓名", ""},
		"no name: 文秘科":                       {name("文秘科"), "fault 第3行「姓名」「文秘科」：这不是姓名", ""},
		"no name: 经贸局":                       {name("经贸局"), "fault 第3行「姓名」「经贸局」：这不是姓名", ""},
		"no name: 某某公司":                      {name("某某公司"), "fault 第3行「姓名」「某某公司」：这不是姓名", ""},
		"no name: 直属单位":                      {name("直属单位"), "fault 第3行「姓名」「直属单位」：这不是姓名", ""},
		"no name: 机关支部":                      {name("机关支部"), "fault 第3行「姓名」「机关支部」：这不是姓名", ""},
		"no name: 此页无正文":                     {name("此页无正文"), "fault 第3行「姓名」「此页无正文」：这不是姓名", ""},
		"no name: 某某":                        {name("某某"), "fault 第3行「姓名」「某某」：这不是姓名", ""},
		"no name: XXX":                       {name("XXX"), "fault 第3行「姓名」「XXX」：这不是姓名", ""},
		"no name: 填表人":                       {name("填表人"), "fault 第3行「姓名」「填表人」：这不是姓名", ""},
		"no name: 负责人":                       {name("负责人"), "fault 第3行「姓名」「负责人」：这不是姓名", ""},
		"begins with a word: 退休王五":           {name("退休王五"), "fault 第3行「姓名」「退休王五」：请只写姓名", ""},
		"begins with a word: 已故李四":           {name("已故李四"), "fault 第3行「姓名」「已故李四」：请只写姓名", ""},
		"begins with a word: 转出赵六":           {name("转出赵六"), "fault 第3行「姓名」「转出赵六」：请只写姓名", ""},
		"a name: 王小科":                        {name("王小科"), "", read("王小科")},
		"a name: 张局":                         {name("张局"), "", read("张局")},
		"a name: 李登科":                        {name("李登科"), "", read("李登科")},
		"a name: 䶮科":                         {name("䶮科"), "", read("䶮科")},
		"a name: 买买提·别科":                     {name("买买提·别科"), "", read("买买提·别科")},
		"name and group swapped":             {line("第一党小组", "李明", "", "", "", "1998-7-1", "1999-7-1", ""), "fault 第3行「姓名」「第一党小组」：这不是姓名；「姓名」和「党小组」可能填反了", ""},
		"a member for a group":               {group("王芳"), "fault 第3行「党小组」「王芳」：这是名册里一个人的姓名", ""},
		"no probation, 1970":                 {line("李明", "第一党小组", "", "", "", "1970-7-1", "1970-7-1", ""), "", "李明/第一党小组/false/1970-07-01/1970-07-01"},
	} {
		t.Run(what, func(t *testing.T) {
			said, names := accounted(t, []byte(columns+"\n"+line("王芳", "第一党小组", "", "", "", "1990-5-1", "1991-5-1", "")+"\n"+c.line+"\n"))
			if said != "" != (c.said != "") || !strings.Contains(said, c.said) {
				t.Errorf("said %q, not %q", said, c.said)
			}
			if strings.Contains(said, "13800138000") || strings.Contains(said, "110101199003077774") {
				t.Error("a number is repeated")
			}
			if c.is != "" && (len(names) != 2 || names[1] != c.is) || strings.HasPrefix(c.said, "doubt") && c.is == "" && len(names) != 1 {
				t.Errorf("read %q, not %q", names, c.is)
			}
		})
	}
}

// TestKindsOfTables has whole tables that are read, or of which it is said what is wrong.
func TestKindsOfTables(t *testing.T) {
	const dates = ",1998-7-1,1999-7-1"
	for what, c := range map[string]struct {
		table string
		says  []string
		names string // the names alone
	}{
		"status: seconded": {"姓名,党小组,在册状态,入党时间,转正时间\n李明,一组,借调" + dates + "\n王芳,一组,停职" + dates,
			[]string{"doubt 第3行「在册状态」「停职」：看不出是否在册，按在册读入"}, "李明王芳"},
		"is listed: no": {"姓名,党小组,是否在册,入党时间,转正时间\n李明,一组,是" + dates + "\n王芳,一组,否" + dates,
			[]string{"doubt 第3行「姓名」「王芳」：「是否在册」写着「否」"}, "李明"},
		"a column of leaving": {"姓名,党小组,入党时间,转正时间,转出时间\n李明,一组" + dates + ",\n王芳,一组" + dates + ",2024-3-1",
			[]string{"「转出时间」一栏有内容"}, "李明"},
		"kind: retired": {"姓名,党小组,入党时间,转正时间,党员类别\n李明,一组" + dates + ",正式党员\n王芳,一组" + dates + ",离退休党员",
			[]string{"「党员类别」写着「离退休党员」"}, "李明"},
		"a section of those who left": {"姓名,党小组,入党时间,转正时间\n在册党员,,,\n李明,一组" + dates + "\n二、已转出党员,,,\n王芳,一组" + dates,
			[]string{"写在「二、已转出党员」下面，这一行不读入", "unread 第2行「在册党员」", "unread 第4行「二、已转出党员」"}, "李明"},
		"a section ends": {"姓名,党小组,入党时间,转正时间\n去世党员：,,,\n王芳,一组" + dates + "\n在册党员,,,\n李明,一组" + dates,
			[]string{"写在「去世党员：」下面"}, "李明"},
		"another header below": {"姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "\n党小组,姓名,入党时间,转正时间\n一组,王芳" + dates,
			[]string{"fault 第3行「党小组」：这里又是一个表头"}, ""},
		"sums": {"序号,姓名,党小组,入党时间,转正时间\n1,李明,一组" + dates + "\n合计,1人,,,", []string{"unread 第3行「合计」"}, "李明"},
		"section 注册科, contact": {"姓名,党小组,科室,入党时间,转正时间\n审计：李明,一组,制表科" + dates,
			[]string{"fault 第2行「姓名」"}, ""},
		"post in brackets": {"姓名,党小组,职务(党内),职务（行政）,入党时间,转正时间\n李明,一组,书记,科长" + dates, nil, "李明"},
		"day in columns, no merged cells": {"姓名,党小组,入党时间,,,转正时间,,\n,,年,月,日,年,月,日\n李明,一组,1998年,7月,1日,1999,7,1",
			nil, "李明"},
		"day in columns, month alone": {"姓名,党小组,入党时间,,,转正时间\n,,年,月,日,\n李明,一组,1998,7,,1999-7-1",
			[]string{"fault 第3行「入党时间」「1998年7月」：请补上是哪一日"}, ""},
		"both ticked": {"姓名,党小组,党员类别,,入党时间,转正时间\n,,正式党员,预备党员,,\n李明,一组,√,√" + dates,
			[]string{"fault 第3行「党员类别」「正式党员、预备党员」"}, ""},
		"columns passed over": {"姓名,性别,民族,党小组,入党时间,转正时间,家庭住址,手机号码\n李明,男,汉,一组" + dates + ",某路1号,13800138000",
			[]string{"unread 「性别」「民族」用不着", "unread 「家庭住址」：不保存", "unread 「手机号码」：不保存"}, "李明"},
		"sex: died": {"姓名,性别,党小组,入党时间,转正时间\n李明,男,一组" + dates + "\n王芳,女（已故）,一组" + dates, []string{"doubt 第3行「姓名」「王芳」：「性别」写着「女（已故）」"}, "李明"},
		"a day of leaving": {"姓名,党小组,入党时间,转正时间,离开日期\n李明,一组" + dates + ",\n王芳,一组" + dates + ",2024-3-1",
			[]string{"「离开日期」一栏有内容"}, "李明"},
		"a tick of leaving": {"姓名,党小组,入党时间,转正时间,减员\n李明,一组" + dates + ",\n王芳,一组" + dates + ",√", []string{"「减员」一栏有内容"}, "李明"},
		"relations":         {"姓名,党小组,入党时间,转正时间,组织关系\n李明,一组" + dates + ",在本支部\n王芳,一组" + dates + ",已转出", []string{"「组织关系」写着「已转出」"}, "李明"},
		"what there is to say": {"姓名,党小组,入党时间,转正时间,情况说明\n李明,一组" + dates + ",\n王芳,一组" + dates + ",病逝",
			[]string{"「情况说明」写着「病逝」"}, "李明"},
		"told in a remark": {"姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "\n王芳,一组" + dates + "\n注：王芳同志2024年去世,,,",
			[]string{"doubt 第3行「姓名」「王芳」：表里的说明写着「注：王芳同志2024年去世」", "unread 第4行"}, "李明王芳"},
		"told in a title": {"党员名册（王芳已调出）,,,\n姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "\n王芳,一组" + dates,
			[]string{"doubt 第4行「姓名」「王芳」：表里的说明写着"}, "李明王芳"},
		"dues moved":       {"姓名,党小组,入党时间,转正时间,党费\n李明,一组" + dates + ",已转", []string{"「党费」用不着"}, "李明"},
		"to retire":        {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",拟2027年退休", nil, "李明"},
		"beside the table": {"姓名,党小组,入党时间,转正时间,\n李明,一组" + dates + ",\n王芳,一组" + dates + ",亡", []string{"「E列」写着「亡」"}, "李明"},
		"a long text": {"姓名,党小组,入党时间,转正时间,其他\n李明,一组" + dates + ",2019年接替调出的同志任科长，2021年起兼任工会主席至今",
			[]string{"doubt 第2行「其他」", "按在册读入"}, "李明"},
		"a career": {"姓名,党小组,入党时间,转正时间,工作简历\n李明,一组" + dates + ",2001年由市局调出", []string{"「工作简历」用不着"}, "李明"},
		"an annex": {"姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "\n附：历年减少党员名单,,,\n王芳,一组" + dates,
			[]string{"写在「附：历年减少党员名单」下面", "unread 第3行「附：历年减少党员名单」"}, "李明"},
		"another branch": {"姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "\n第二支部,,,\n王芳,一组" + dates,
			[]string{"写在「第二支部」下面"}, "李明"},
		"this branch again": {"中共某市委台办机关党支部党员名册,,,\n姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "\n机关党支部,,,\n王芳,一组" + dates,
			[]string{"unread 第4行「机关党支部」"}, "李明王芳"},
		"a branch above all": {"姓名,党小组,入党时间,转正时间\n第二支部,,,\n李明,一组" + dates + "\n第一党小组,,,\n王芳,一组" + dates,
			[]string{"unread 第2行「第二支部」", "unread 第4行「第一党小组」"}, "李明王芳"},
		"the retired, of the branch": {"姓名,党小组,入党时间,转正时间\n离退休干部科,,,\n李明,一组" + dates, []string{"unread 第2行「离退休干部科」"}, "李明"},
		"a carriage return":          {"姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "\r王芳,一组" + dates + "\n赵刚,一组" + dates, nil, "李明王芳赵刚"},
		"a line separator":           {"姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "\u2028王芳,一组" + dates + "\n", nil, "李明王芳"},
		"a vertical tab":             {"姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "\v王芳,一组" + dates + "\f赵刚,一组" + dates + "\u0085钱进,一组" + dates, nil, "李明王芳赵刚钱进"},
		"a return within a remark":   {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",一科\v二科", []string{"doubt 第2行：一格里有换行的字符"}, "李明"},
		"a quotation mark":           {"姓名,党小组,入党时间,转正时间\n\"李明,一组" + dates + "\n王芳,一组" + dates + "\n", []string{"refused 第2行的引号"}, ""},
		"two of them, rows apart":    {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\"病\n王芳\",一组" + dates + ",\n", []string{"refused 第2行的引号"}, ""},
		"a remark in lines":          {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\"一科\n二科\"\n王芳,一组" + dates + ",\n", nil, "李明王芳"},
		"a remark in lines, commas":  {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\"一科,\n二科\"\n", []string{"doubt 第2行：一格里有几行，还有逗号"}, "李明"},
		"a remark broken in two": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\n,,,,2025年去世\n王芳,一组" + dates + ",",
			[]string{"doubt 第2行「姓名」「李明」：「备注」写着「2025年去世」", "unread 第3行「2025年去世」：没有姓名，当作接着上一行写的"}, "王芳"},
		"a remark broken within words": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",2025年去\n,,,,世\n王芳,一组" + dates + ",",
			[]string{"「备注」写着「2025年去世」"}, "王芳"},
		"a remark in two, numbered": {"序号,姓名,党小组,入党时间,转正时间,备注\n1,李明,一组" + dates + ",\n2,,,,,已转出\n3,王芳,一组" + dates + ",",
			[]string{"doubt 第2行「姓名」「李明」：「备注」写着「已转出」"}, "王芳"},
		"a remark in two, of nothing": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",见习\n,,,,一年\n王芳,一组" + dates + ",",
			[]string{"unread 第3行「一年」"}, "李明王芳"},
		"a remark in two, a number": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\n,,,,13800138000\n王芳,一组" + dates + ",",
			[]string{"fault 第2行「备注」「…」：里面有身份证号"}, ""},
		"sums below": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\n本名册含退休党员2名、已去世1名,,,,\n王芳,一组" + dates + ",",
			[]string{"unread 第3行「本名册含退休"}, "李明王芳"},
		"sums above": {"姓名,党小组,入党时间,转正时间,备注\n本名册含退休党员2名、已去世1名,,,,\n李明,一组" + dates + ",\n王芳,一组" + dates + ",",
			[]string{"unread 第2行「本名册含退休"}, "李明王芳"},
		"sums above, one number": {"姓名,党小组,入党时间,转正时间,备注\n其中已转出1名,,,,\n李明,一组" + dates + ",\n王芳,一组" + dates + ",",
			[]string{"unread 第2行"}, "李明王芳"},
		"section 二、已去世党员（2名）": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\n二、已去世党员（2名）,,,,\n王芳,一组" + dates + ",",
			[]string{"doubt 第4行「姓名」「王芳」：写在「二、已去世党员（2名）」下面"}, "李明"},
		"section 去世党员：2人": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\n去世党员：2人,,,,\n王芳,一组" + dates + ",",
			[]string{"doubt 第4行「姓名」「王芳」：写在「去世党员：2人」下面"}, "李明"},
		"section 已逝党员": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\n已逝党员,,,,\n王芳,一组" + dates + ",",
			[]string{"doubt 第4行「姓名」「王芳」：写在「已逝党员」下面"}, "李明"},
		"section 历史党员": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\n历史党员,,,,\n王芳,一组" + dates + ",",
			[]string{"doubt 第4行「姓名」「王芳」：写在「历史党员」下面"}, "李明"},
		"section 出国（境）党员": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\n出国（境）党员,,,,\n王芳,一组" + dates + ",",
			[]string{"doubt 第4行「姓名」「王芳」：写在「出国（境）党员」下面"}, "李明"},
		"section 不在岗人员": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\n不在岗人员,,,,\n王芳,一组" + dates + ",",
			[]string{"doubt 第4行「姓名」「王芳」：写在「不在岗人员」下面"}, "李明"},
		"section 下属企业党员": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\n下属企业党员,,,,\n王芳,一组" + dates + ",",
			[]string{"doubt 第4行「姓名」「王芳」：写在「下属企业党员」下面"}, "李明"},
		"section 培养联系人": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\n培养联系人,,,,\n王芳,一组" + dates + ",",
			[]string{"doubt 第4行「姓名」「王芳」：写在「培养联系人」下面"}, "李明"},
		"section 民主党派": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\n民主党派,,,,\n王芳,一组" + dates + ",",
			[]string{"doubt 第4行「姓名」「王芳」：写在「民主党派」下面"}, "李明"},
		"group of the enterprises": {"姓名,党小组,入党时间,转正时间,备注\n李明,下属企业党小组" + dates + ",",
			nil, "李明"},
		"number: 已故": {"序号,姓名,党小组,入党时间,转正时间,备注\n1,李明,一组" + dates + ",\n已故,王芳,一组" + dates + ",",
			[]string{"doubt 第3行「姓名」「王芳」：前面写着「已故」"}, "李明"},
		"number: 转出": {"序号,姓名,党小组,入党时间,转正时间,备注\n1,李明,一组" + dates + ",\n转出,王芳,一组" + dates + ",",
			[]string{"doubt 第3行「姓名」「王芳」：前面写着「转出」"}, "李明"},
		"number: 减少：": {"序号,姓名,党小组,入党时间,转正时间,备注\n1,李明,一组" + dates + ",\n减少：,王芳,一组" + dates + ",",
			[]string{"doubt 第3行「姓名」「王芳」：前面写着「减少：」"}, "李明"},
		"number: 退": {"序号,姓名,党小组,入党时间,转正时间,备注\n1,李明,一组" + dates + ",\n退,王芳,一组" + dates + ",",
			[]string{"doubt 第3行「姓名」「王芳」：前面写着「退」"}, "李明"},
		"number: 去世": {"序号,姓名,党小组,入党时间,转正时间,备注\n1,李明,一组" + dates + ",\n去世,王芳,一组" + dates + ",",
			[]string{"doubt 第3行「姓名」「王芳」：前面写着「去世」"}, "李明"},
		"number: crossed": {"序号,姓名,党小组,入党时间,转正时间,备注\n1,李明,一组" + dates + ",\n×,王芳,一组" + dates + ",",
			[]string{"doubt 第3行「序号」「×」：像是划去的，按在册读入"}, "李明王芳"},
		"signed: 制表": {"序号,姓名,党小组,入党时间,转正时间,备注\n1,李明,一组" + dates + ",\n制表,王芳,一组" + dates + ",",
			[]string{"doubt 第3行「姓名」「王芳」：前面写着「制表」"}, "李明王芳"},
		"signed: 制表人": {"序号,姓名,党小组,入党时间,转正时间,备注\n1,李明,一组" + dates + ",\n制表人,王芳,一组" + dates + ",",
			[]string{"doubt 第3行「姓名」「王芳」：前面写着「制表人」"}, "李明王芳"},
		"signed: 填表人：": {"序号,姓名,党小组,入党时间,转正时间,备注\n1,李明,一组" + dates + ",\n填表人：,王芳,一组" + dates + ",",
			[]string{"doubt 第3行「姓名」「王芳」：前面写着「填表人：」"}, "李明王芳"},
		"signed: 联系人": {"序号,姓名,党小组,入党时间,转正时间,备注\n1,李明,一组" + dates + ",\n联系人,王芳,一组" + dates + ",",
			[]string{"doubt 第3行「姓名」「王芳」：前面写着「联系人」"}, "李明王芳"},
		"signed: 审核": {"序号,姓名,党小组,入党时间,转正时间,备注\n1,李明,一组" + dates + ",\n审核,王芳,一组" + dates + ",",
			[]string{"doubt 第3行「姓名」「王芳」：前面写着「审核」"}, "李明王芳"},
		"signed: 经办人": {"序号,姓名,党小组,入党时间,转正时间,备注\n1,李明,一组" + dates + ",\n经办人,王芳,一组" + dates + ",",
			[]string{"doubt 第3行「姓名」「王芳」：前面写着「经办人」"}, "李明王芳"},
		"signed: 负责人": {"序号,姓名,党小组,入党时间,转正时间,备注\n1,李明,一组" + dates + ",\n负责人,王芳,一组" + dates + ",",
			[]string{"doubt 第3行「姓名」「王芳」：前面写着「负责人」"}, "李明王芳"},
		"title: 转出党员名册": {"转出党员名册,,,\n姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "",
			[]string{"doubt 第1行「转出党员名册」：标题像是"}, "李明"},
		"title: 入党积极分子名册": {"入党积极分子名册,,,\n姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "",
			[]string{"doubt 第1行「入党积极分子名册」：标题像是"}, "李明"},
		"title: 已转出党员": {"已转出党员,,,\n姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "",
			[]string{"doubt 第1行「已转出党员」：标题像是"}, "李明"},
		"title: 去世": {"去世,,,\n姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "",
			[]string{"doubt 第1行「去世」：标题像是"}, "李明"},
		"title: 作废": {"作废,,,\n姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "",
			[]string{"doubt 第1行「作废」：标题像是"}, "李明"},
		"title of the branch: 离退休干部党支部党员名册": {"离退休干部党支部党员名册,,,\n姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "",
			nil, "李明"},
		"title of the branch: 附件1": {"附件1,,,\n姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "",
			nil, "李明"},
		"title of the branch: 2026年转入党员名册": {"2026年转入党员名册,,,\n姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "",
			nil, "李明"},
		"title of the branch: 填表说明：转出党员不填": {"填表说明：转出党员不填,,,\n姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "",
			nil, "李明"},
		"perhaps, another column": {"姓名,党小组,入党时间,转正时间,情况\n李明,一组" + dates + ",调任",
			[]string{"doubt 第2行「情况」「调任」：像是说已经离开，按在册读入"}, "李明"},
		"a heading in the middle": {"姓名,党小组,入党时间,转正时间,情况,备注\n李明,一组" + dates + ",,\n,,,,已转出党员,\n王芳,一组" + dates + ",,",
			[]string{"写在「已转出党员」下面"}, "李明"},
		"a group for a name": {"姓名,党小组,入党时间,转正时间\n李明,一组" + dates + "\n一组,王芳" + dates, []string{"fault 第3行「姓名」「一组」：这不是姓名；「姓名」和「党小组」可能填反了", "not: 第2行"}, ""},
		"somebody has left": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\n说明：第1号党员已转出,,,,\n",
			[]string{"doubt 第3行「说明：第1号党员已转出」：像是说有人已经离开，看不出是谁"}, "李明"},
		"somebody has died, by a sum": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\n本名册含退休党员2名、已去世1名,,,,\n",
			[]string{"doubt 第3行「本名册含退休党员2名、已去世1名」：像是说有人"}, "李明"},
		"somebody is retired": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\n说明：第1号起为退休党员,,,,\n",
			[]string{"not: doubt", "unread 第3行"}, "李明"},
		"a sum, of whom it is said": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",去世\n其中已去世1名,,,,\n",
			[]string{"not: 看不出是谁", "doubt 第2行"}, ""},
		"section 列席人员": {"姓名,党小组,入党时间,转正时间,备注\n李明,一组" + dates + ",\n列席人员,,,,\n",
			[]string{"unread 第3行「列席人员」"}, "李明"},
		"a number below no header": {"姓名,党小组,入党时间,转正时间,\n李明,一组" + dates + ",13800138000", []string{"unread 「E列」：里面有身份证号或手机号"}, "李明"},
	} {
		t.Run(what, func(t *testing.T) {
			said, names := accounted(t, []byte(c.table))
			for i, n := range names {
				names[i], _, _ = strings.Cut(n, "/")
			}
			for _, s := range c.says {
				if s, not := strings.CutPrefix(s, "not: "); strings.Contains(said, s) == not {
					t.Errorf("%q is said, or not, in %q", s, said)
				}
			}
			if len(c.says) == 0 && said != "" {
				t.Errorf("said %q", said)
			}
			if got := strings.Join(names, ""); c.names != "" && got != c.names {
				t.Errorf("read %s, not %s", got, c.names)
			}
		})
	}
}

// TestTelling: no word of leaving lacks the characters by which cells are looked through first.
func TestTelling(t *testing.T) {
	for _, words := range []string{died, quit, diedAlone, quitAlone} {
		for _, w := range strings.Split(words, "|") {
			if !strings.ContainsAny(w, telling) {
				t.Errorf("%s has none of them", w)
			}
		}
	}
}

// TestHiddenAndStruck has what only a workbook can say: rows hidden or filtered, columns hidden, cells struck by their style
// or by their text, sheets of those who have left.
func TestHiddenAndStruck(t *testing.T) {
	f := workbook(t, map[string][][]any{
		"在册":    {{"姓名", "党小组", "科室", "入党时间", "转正时间"}, {"李明", "第一党小组", "一科", "1998-7-1", "1999-7-1"}, {"王芳", "第一党小组", "一科", "1998-7-1", "1999-7-1"}, {"赵刚", "第一党小组", "一科", "1998-7-1", "1999-7-1"}},
		"已转出":   {{"姓名", "党小组", "入党时间", "转正时间"}, {"钱某", "第一党小组", "1998-7-1", "1999-7-1"}, {"赵 刚", "第一党小组", "1998-7-1", "1999-7-1"}},
		"封面":    {{"党员名册"}},
		"离退休党员": {{"姓名", "党小组", "入党时间"}, {"孙某", "第一党小组", "1968-7-1"}},
		"旧":     {{"姓名"}},
	})
	i, err := f.GetSheetIndex("在册")
	if err != nil {
		t.Fatal(err)
	}
	f.SetActiveSheet(i)
	struck, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Strike: true}})
	for _, err := range []error{err, f.SetSheetVisible("旧", false), f.SetRowVisible("在册", 2, false), f.SetColVisible("在册", "C", false),
		f.SetCellRichText("在册", "A3", []excelize.RichTextRun{{Text: "王", Font: &excelize.Font{Strike: true}}, {Text: "芳", Font: &excelize.Font{Strike: true}}}),
		f.SetCellStyle("在册", "E4", "E4", struck),
		f.SetCellRichText("在册", "C4", []excelize.RichTextRun{{Text: "二科", Font: &excelize.Font{Strike: true}}, {Text: "一科"}})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	said, names := accounted(t, written(t, f))
	if want := "fault 「离退休党员」表：也写着党员，没有读入"; !strings.Contains(said, want) {
		t.Errorf("%q is not said in\n%s", want, said)
	}
	for _, s := range []string{"doubt 「在册」表第2行：这一行是隐藏的，或被筛选掉了", "doubt 「在册」表「科室」：这一栏是隐藏的", "doubt 第3行「姓名」「王芳」：划掉了",
		"doubt 「在册」表第4行「转正时间」「1999-7-1」：这一格划掉了", "doubt 「在册」表第4行「科室」「二科一科」：这一格里有划掉的字", "unread 「已转出」表：像是已经离开的党员", "doubt 「在册」表第4行「姓名」「赵刚」：「已转出」表里也有这个名字", "unread 「封面」表：没有名册的表头", "unread 「旧」表：是隐藏的"} {
		if !strings.Contains(said, s) {
			t.Errorf("%q is not said in\n%s", s, said)
		}
	}
	if len(names) != 2 || strings.Count(said, "fault") != 1 {
		t.Errorf("read %q; said %s", names, said)
	}
}

// TestMergedDown: each row has what a cell says that is merged over it from above, in every column.
func TestMergedDown(t *testing.T) {
	head := []any{"序号", "姓名", "党小组", "入党时间", "转正时间", "党员类别", "状态", "情况", "备注"}
	for what, c := range map[string]struct {
		cells map[string]any // beside the names
		merge string
		left  string
		names string
	}{
		"a remark":          {map[string]any{"I3": "已转出"}, "I3:I5", "「备注」写着「已转出」", "李明周䶮"},
		"the kind":          {map[string]any{"F3": "已转出"}, "F3:F5", "「党员类别」写着「已转出」", "李明周䶮"},
		"the status":        {map[string]any{"G3": "调离"}, "G3:G5", "「状态」写着「调离」", "李明周䶮"},
		"another column":    {map[string]any{"H3": "已转出"}, "H3:H5", "「情况」写着「已转出」", "李明周䶮"},
		"two columns wide":  {map[string]any{"H3": "已转出"}, "H3:I5", "「情况」写着「已转出」", "李明周䶮"},
		"a date":            {map[string]any{"D3": "2001-7-1", "D4": nil, "D5": nil}, "D3:D5", "", "李明王芳王芳赵刚周䶮"},
		"a date as number":  {map[string]any{"D3": 37073, "D4": nil, "D5": nil}, "D3:D5", "", "李明王芳王芳赵刚周䶮"},
		"beyond the last":   {map[string]any{"I6": "已转出"}, "I6:I9", "「备注」写着「已转出」", "李明王芳王芳赵刚"},
		"a name is not one": {map[string]any{"B3": "王芳", "B4": nil}, "B3:B4", "", ""},
	} {
		t.Run(what, func(t *testing.T) {
			rows := [][]any{head}
			for i, name := range []string{"李明", "王芳", "王芳", "赵刚", "周䶮"} {
				rows = append(rows, []any{i + 1, name, "第一党小组", fmt.Sprintf("19%d0-7-1", 9-i), fmt.Sprintf("19%d1-7-1", 9-i)})
			}
			f := workbook(t, map[string][][]any{"名册": rows})
			for at, v := range c.cells {
				if err := f.SetCellValue("名册", at, v); err != nil {
					t.Fatal(err)
				}
			}
			from, to, _ := strings.Cut(c.merge, ":")
			if strings.HasPrefix(what, "a date") {
				for _, at := range []string{"E3", "E4", "E5"} {
					if err := f.SetCellValue("名册", at, "2002-7-1"); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := f.MergeCell("名册", from, to); err != nil {
				t.Fatal(err)
			}
			said, names := accounted(t, written(t, f))
			for i, n := range names {
				if strings.HasPrefix(what, "a date") && i > 0 && i < 4 && !strings.HasSuffix(n, "/2001-07-01/2002-07-01") {
					t.Errorf("read %s", n)
				}
				names[i], _, _ = strings.Cut(n, "/")
			}
			if got := strings.Join(names, ""); c.names != "" && got != c.names || !strings.Contains(said, c.left) {
				t.Errorf("read %s; said %s", got, said)
			}
			if c.names == "" && !strings.Contains(said, "第4行「姓名」空着：请写明姓名") {
				t.Errorf("said %s", said)
			}
		})
	}
}

// TestOtherSheets: who is on the list and named in another sheet with a word of leaving is asked about; and so is a list whose
// sheet is one of others.
func TestOtherSheets(t *testing.T) {
	list := [][]any{{"姓名", "党小组", "入党时间", "转正时间"}, {"李明", "第一党小组", "1998-7-1", "1999-7-1"}, {"周䶮", "第一党小组", "2001-7-1", "2002-7-1"}}
	for what, c := range map[string]struct {
		name   string
		rows   [][]any
		hidden bool
		said   string // of 周䶮
	}{
		"died":             {"去世党员", [][]any{{"姓名", "去世时间"}, {"周䶮", "2025-1-1"}}, false, "「去世党员」表里也有这个名字"},
		"moved":            {"2025年转出", [][]any{{"姓名", "转出时间"}, {"周 䶮", "2025-1-1"}}, false, "「2025年转出」表里也有这个名字"},
		"fewer":            {"减少", [][]any{{"姓名", "原因"}, {"周䶮", "调动"}}, false, "「减少」表里也有这个名字"},
		"hidden":           {"去世党员", [][]any{{"姓名", "党小组", "入党时间"}, {"周䶮", "第一党小组", "2001-7-1"}}, true, "「去世党员」表里也有这个名字"},
		"no header":        {"已故", [][]any{{"周䶮"}}, false, "「已故」表里也有这个名字"},
		"several in one":   {"已故", [][]any{{"赵刚、周䶮"}}, false, "「已故」表里也有这个名字"},
		"a column":         {"变动", [][]any{{"姓名", "转出时间"}, {"李明", ""}, {"周䶮", "2025-1-1"}}, false, "「变动」表里这个名字旁边写着「转出时间」"},
		"beside the name":  {"Sheet2", [][]any{{"李明", "在册"}, {"周䶮", "已转出"}}, false, "「Sheet2」表里这个名字旁边写着「已转出」"},
		"a sentence":       {"说明", [][]any{{"周䶮同志已于2025年去世"}}, true, "「说明」表里这个名字旁边写着"},
		"a heading":        {"变动", [][]any{{"2025年减少党员"}, {"姓名", "时间"}, {"周䶮", "2025-1-1"}}, false, "「变动」表里写在「2025年减少党员」下面"},
		"dues":             {"党费", [][]any{{"姓名", "金额"}, {"周䶮", "100"}}, false, ""},
		"an enterprise":    {"企业", [][]any{{"企业名称", "联络员", "备注"}, {"甲公司", "周䶮", "已迁出"}}, false, ""},
		"somebody else":    {"已故", [][]any{{"周䶮䶮"}}, false, ""},
		"hidden and empty": {"旧", nil, true, ""},
	} {
		t.Run(what, func(t *testing.T) {
			f := workbook(t, map[string][][]any{"在册": list, c.name: c.rows})
			i, err := f.GetSheetIndex("在册")
			if err != nil {
				t.Fatal(err)
			}
			f.SetActiveSheet(i)
			if err := f.SetSheetVisible(c.name, !c.hidden); err != nil {
				t.Fatal(err)
			}
			said, names := accounted(t, written(t, f))
			if want := "第3行「姓名」「周䶮」：" + c.said; c.said != "" && !strings.Contains(said, want) || (c.said == "") == strings.Contains(said, "周䶮") {
				t.Errorf("%q, but said %s", c.said, said)
			}
			if len(names) != 2 || strings.Contains(said, "李明") {
				t.Errorf("read %q; said %s", names, said)
			}
		})
	}
	for name, asked := range map[string]bool{"已转出": true, "入党积极分子": true, "作废": true, "去世": true, "离退休党员": false, "Sheet1a": false, "2026年": false} {
		if said, names := accounted(t, written(t, workbook(t, map[string][][]any{name: list}))); len(names) != 2 || strings.Contains(said, "doubt 「"+name+"」表：表名像是") != asked {
			t.Errorf("%s: read %q, said %s", name, names, said)
		}
	}
}

// TestAllFaultsInOneGo: those of the second sheet and the missing name of the branch are named with those of the first.
func TestAllFaultsInOneGo(t *testing.T) {
	data := written(t, workbook(t, map[string][][]any{
		"人员": {people[0], {"李明", "第一党小组", "1998.13.1", "1999-7-1"}, {"王芳（女）", "第一党小组", "1998-7-1", "1999-7-1"}},
		"企业": {{"企业名称", "联系领导", "联系党小组"}, {"甲公司", "没有的人", "第九党小组"}, {"", "王芳", "第一党小组"}},
	}))
	r, _, err := ReadRoster("", data)
	if err != nil {
		t.Fatal(err)
	}
	_, faults := branch.Establish(r, "", branch.On(2026, 6, 1))
	var all []string
	for _, f := range faults {
		all = append(all, f.String())
	}
	for _, want := range []string{"「1998.13.1」", "「王芳（女）」", "请写明企业名称", "请写明党支部的全称", "「联系领导」「没有的人」", "「联系党小组」「第九党小组」"} {
		if !slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("%s is not named: %q", want, all)
		}
	}
	if slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, "「联系领导」「王芳」") }) {
		t.Errorf("whose name has a fault is called unknown: %q", all)
	}
}

// TestNothingSwallowed puts each character that may end a row or join some into each place of a list, quotation marks in pairs as well.
// Where nothing is said, everybody is read as before; where something is, somebody looks.
func TestNothingSwallowed(t *testing.T) {
	if rig.Race {
		t.Skip("thousands of readings by one goroutine")
	}
	const head = "姓名,党小组,科室,入党时间,转正时间,备注\n"
	const list = head + "李明,一组,一科,1998-7-1,1999-7-1,\n王芳,一组,二科,1990-5-1,1991-5-1,党校\n赵刚,一组,一科,2001-7-1,2002-7-1,\n"
	read := func(text string) (said bool, names string) {
		r, err := readRoster([]byte(text))
		if err != nil {
			return true, ""
		}
		f, faults := branch.Establish(r, "某支部", branch.On(2026, 6, 1))
		for _, m := range f.Members {
			names += fmt.Sprint(m.Name, m.Group, m.Joined, m.Full)
		}
		return len(faults)+len(r.Unread)+len(f.Doubts) > 0, names
	}
	_, want := read(list)
	if strings.Count(want, "19") < 4 {
		t.Fatal(want)
	}
	check := func(text string) {
		if said, got := read(text); !said && got != want {
			t.Fatalf("nothing is said of %q, but read %s", text, got)
		}
	}
	places := []int{}
	for i := range list {
		places = append(places, i)
	}
	for n, i := range places {
		for _, c := range []string{`"`, `""`, `"\n`, `,"`, `",`, "\r", "\v", "\f", "\u0085", "\u2028", "\u2029", "\x1e", "\x00", "\ufeff", "\u200b"} {
			check(list[:i] + c + list[i:])
		}
		for _, j := range places[n:] {
			check(list[:i] + `"` + list[i:j] + `"` + list[j:])
		}
	}
}

// TestLandlineInCells: a number that calls itself one is refused; that of an order, an amount or a firm is not.
func TestLandlineInCells(t *testing.T) {
	for _, c := range []struct {
		note    string
		refused bool
	}{{"电话87654321", true}, {"电话：0571-87654321", true}, {"Tel:87654321", true}, {"TEL：（0571）8765-4321", true}, {"宅电6655443", true}, {"座机 8765 4321", true},
		{"统一社会信用代码91370700165443760L", false}, {"订单2026112913912345678012", false}, {"拨款13,800,138,000元", false}, {"hotel87654321", false}, {"1998年7月1日发文20260312号", false}} {
		said, _ := accounted(t, []byte("姓名;党小组;入党时间;转正时间;备注\n李明;第一党小组;1998-7-1;1999-7-1;"+c.note+"\n"))
		if refused := strings.Contains(said, "里面有身份证号或电话号码，不能保存"); refused != c.refused {
			t.Errorf("%q: refused is %v: %s", c.note, refused, said)
		}
	}
	f := workbook(t, map[string][][]any{"名册": {{"姓名", "党小组", "入党时间", "转正时间", "备注"}, {"李明", "第一党小组", "1998-7-1", "1999-7-1", 110101199003077774.0}}})
	if said, _ := accounted(t, written(t, f)); !strings.Contains(said, "里面有身份证号或电话号码，不能保存") {
		t.Errorf("an ID number that is a number of the sheet: %s", said)
	}
}

// TestPrivateInCells: a number is refused however it is written, in each column; and none is repeated in what is said.
func TestPrivateInCells(t *testing.T) {
	if rig.Race {
		t.Skip("thousands of readings by one goroutine")
	}
	columns := []string{"姓名", "党小组", "科室", "党内职务", "行政职务", "入党时间", "转正时间", "党员类别", "备注", "党员状态"}
	for _, number := range []string{"13800138000", "138\u200b00138000", "138\u00ad0013\ufeff8000", "138\u20070013\u202f8000", "138.0013.8000", "１3800138０00", "138\v0013\t8000",
		"+86 138-0013-8000", "110101199003077774", "110101 19900307 7774", "1101011990\u200d03077774", "138\ue0000013\ue0018000", "tel13800138000", "QQ13800138000号", "a110101199003077774b",
		"13800138000.0", "1.3800138E+10", "138，00138000", "138:0013:8000", "013800138000", "1380013800013900139000", "110101、19900307、7774"} {
		for _, place := range []string{"%s", "科长%s", "电话：%s（家）"} {
			for at, c := range columns {
				row := []string{"李明", "第一党小组", "一科", "", "科长", "1998-7-1", "1999-7-1", "正式党员", "", "在册"}
				row[at] = fmt.Sprintf(place, number)
				said, _ := accounted(t, []byte(strings.Join(columns, ";")+"\n"+strings.Join(row, ";")+"\n"))
				if !strings.Contains(said, "里面有身份证号或电话号码，不能保存") {
					t.Errorf("%q under %s: %s", row[at], c, said)
				}
				if bare := strings.Map(func(r rune) rune {
					if r < '0' || r > '9' {
						return -1
					}
					return r
				}, norm.NFKC.String(said)); strings.Contains(bare, "13800138000") || strings.Contains(bare, "110101199003077774") {
					t.Errorf("%q under %s is repeated: %s", row[at], c, said)
				}
			}
		}
	}
	for what, sheets := range map[string]map[string][][]any{
		"a sheet's name": {"138 0013 8000": people},
		"another's name": {"在册": people, "138.0013.8000": {{"说明"}}},
		"the title":      {"在册": append([][]any{{"某某13800138000党支部党员名册"}}, people...)},
		"in lines":       {"在册": {{"姓名", "党小组", "入党时间", "转正时间", "备注"}, {"李明", "第一党小组", "1998-7-1", "1999-7-1", "138\n0013\n8000"}}},
		"a whole number": {"在册": {{"姓名", "党小组", "入党时间", "转正时间", "备注"}, {"李明", "第一党小组", "1998-7-1", "1999-7-1", 13800138000}}},
	} {
		if said, _ := accounted(t, written(t, workbook(t, sheets))); !strings.Contains(said, "身份证号或") || strings.Contains(said, "8000") {
			t.Errorf("%s: %s", what, said)
		}
	}
}

// FuzzAccount holds the account: each row below the header with a text in it is a person, has a fault, or is listed.
func FuzzAccount(f *testing.F) {
	const head = "科室,姓名,党小组,党内职务,入党时间,转正时间,备注\n"
	for _, rows := range []string{"注册科,李明,第一党小组,书记,1998-7-1,1999-7-1,\n审核科,王芳,一组,,1998-7-1,,调出\n", "合计,2人\n注：某某,,,,,,\n科室,姓名,党小组\n",
		"二、已去世,,,,,,\n,李明,,,1998-7-1,,\n", ",,,,,,13800138000\n#N/A,李\n明,#REF!,,,,\n", "x,,,,,,\n,,党小组,,,,\n党小组,姓名,科室,入党时间,,,\n"} {
		f.Add(head + rows)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sheets, err := readText(text)
		if err != nil {
			return
		}
		table, ok := findTable(sheets[0], personColumns, branch.ColName)
		r, err := readRoster([]byte(text))
		if err != nil || !ok || hasPrefix([]byte(text), "PK") {
			return
		}
		listed := map[int]bool{}
		for _, p := range r.People {
			listed[p.Row] = true
		}
		for _, list := range [][]branch.Fault{r.Faults, r.Unread, r.Doubts} {
			for _, f := range list {
				listed[f.Row] = true
			}
		}
		for _, l := range table.lines[table.header+1:] {
			if strings.TrimSpace(clean(strings.Join(l.shown, ""))) != "" && !listed[l.row] {
				t.Errorf("row %d vanishes: %q", l.row, l.shown)
			}
		}
	})
}
