//go:build unix

package files

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strings"
	"syscall"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/world/rig"
)

// heavy are files that need much, or would if they were let: the hostile ones, and the largest honest ones.
func heavy(t testing.TB) map[string][]byte {
	all := map[string][]byte{}
	for name, file := range hostile(t) {
		all[name] = file.data
	}
	k := branch.Known{Branch: branch.Branch{ID: 1, Name: "中共云州市委台办机关党支部"}}
	for g := range 5 {
		k.Groups = append(k.Groups, branch.Group{Branch: 1, ID: branch.GroupID(g + 1), Name: fmt.Sprintf("第%d党小组", g+1)})
	}
	var csv strings.Builder
	csv.WriteString("姓名,党小组,科室,行政职务,入党时间,转正时间,备注\n")
	for i := range 10_000 {
		m := branch.Member{Branch: 1, ID: branch.MemberID(i + 1), Name: "王" + string(rune('一'+i)), Group: branch.GroupID(i%5 + 1), Section: "秘书科", Title: "四级主任科员",
			Joined: branch.On(1990, 1, 1) + branch.Date(i), Full: branch.On(1991, 1, 1) + branch.Date(i), Note: fmt.Sprintf("备注第%d条", i)}
		k.Members = append(k.Members, m)
		fmt.Fprintf(&csv, "%s,第一党小组,%s,%s,%s,%s,%s\n", m.Name, m.Section, m.Title, m.Joined, m.Full, m.Note)
	}
	large, err := WriteRoster(k.Roster(), branch.On(2026, 6, 1))
	if err != nil {
		t.Fatal(err)
	}
	all["10,000 people"] = large
	all["10,000 people, CSV"] = []byte(csv.String())
	all["20 MB, CSV"] = bytes.Repeat([]byte("姓名,党小组,入党时间,转正时间\n"), 20<<20/43)
	all["4 MB in one cell"] = []byte(header + `"` + strings.Repeat("一", maxPlain/3-100) + `"`)
	all["4 MB of commas"] = []byte(header + strings.Repeat(",", maxPlain-1000))
	all["4 MB of quotes"] = []byte(header + strings.Repeat(`"`, maxPlain-1000))
	all["4 MB of new lines"] = []byte(header + strings.Repeat("\n", maxPlain-1000))
	for name, text := range costlyTexts() {
		all[name] = []byte(text)
	}
	const first, strs = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
	var cells, inline, rows strings.Builder
	for n := 1; n <= 10_000; n++ {
		fmt.Fprintf(&cells, `<row r="%d">%s</row>`, n, strings.Repeat(`<c><v>1</v></c>`, 64))
	}
	for n := 1; inline.Len() < maxUnzipped-1<<20; n++ {
		fmt.Fprintf(&inline, `<row r="%d"><c t="inlineStr"><is><t>%s</t></is></c></row>`, n, strings.Repeat("一", 3000))
	}
	for n := 1; n <= 200_000; n++ {
		rows.WriteString(`<row/>`)
	}
	all["64 cells in 10,000 rows"] = zipped(t, map[string]string{first: sheetXML(cells.String())})
	all["11 MB of inline text"] = zipped(t, map[string]string{first: sheetXML(inline.String())})
	all["15 MB of shared texts"] = zipped(t, map[string]string{strs: `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + strings.Repeat(`<si><t>一</t></si>`, 700_000) + `</sst>`})
	all["texts up to the limit"] = zipped(t, map[string]string{strs: `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + strings.Repeat(`<si><t>一</t></si>`, maxElements/4-1000) + `</sst>`})
	all["styles up to the limit"] = zipped(t, map[string]string{"xl/styles.xml": `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>` + strings.Repeat(`<xf numFmtId="14"/>`, maxElements/5-2000) + `</cellXfs></styleSheet>`})
	all["cells up to the limit"] = zipped(t, map[string]string{first: sheetXML(strings.Repeat("<row>"+strings.Repeat(`<c><v>1</v></c>`, 64)+"</row>", maxElements/129-20))})
	all["commas up to the limit"] = []byte(header + strings.Repeat(",", maxCommas-1000))
	all["many empty rows"] = zipped(t, map[string]string{first: sheetXML(rows.String())})
	all["deep XML"] = zipped(t, map[string]string{first: sheetXML(strings.Repeat(`<row>`, 1_000_000))})
	all["many merged cells"] = zipped(t, map[string]string{first: sheetXML("") + strings.Repeat(`<mergeCell ref="A1:A9"/>`, 500_000)})
	all["many styles"] = zipped(t, map[string]string{"xl/styles.xml": `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>` + strings.Repeat(`<xf numFmtId="14"/>`, 190_000) + `</cellXfs></styleSheet>`})
	// Attributes cost as much as elements, wherever they stand; and a tag or a comment is kept whole.
	all["attributes in one tag"] = zipped(t, map[string]string{first: sheetXML("<row" + strings.Repeat(` a=""`, 2_000_000) + "/>")})
	all["attributes in many tags"] = zipped(t, map[string]string{first: sheetXML(strings.Repeat("<row"+strings.Repeat(` a=""`, 1000)+"/>", 2_300))})
	all["one comment"] = zipped(t, map[string]string{first: sheetXML("<!--" + strings.Repeat("<row/>", 1_900_000) + "-->")})
	all["one attribute"] = zipped(t, map[string]string{first: sheetXML(`<row a="` + strings.Repeat("一", 3_900_000) + `"/>`)})
	all["depth that looks closed"] = zipped(t, map[string]string{first: sheetXML(strings.Repeat(`<row a="/>">`, 400_000))})
	all["entities"] = zipped(t, map[string]string{"xl/sharedStrings.xml": `<!DOCTYPE a [<!ENTITY a "` + strings.Repeat("a", 100_000) + `"><!ENTITY b "` + strings.Repeat("&a;", 1000) + `">]><sst><si><t>&b;</t></si></sst>`})
	all["a sheet that is called a picture"] = zipParts(t, map[string]string{"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="media/image1.png"/></Relationships>`,
		"xl/media/image1.png":        sheetXML(strings.Repeat("<row/>", 1_900_000))})
	all["many sheets"] = zipped(t, map[string]string{"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` + strings.Repeat(`<sheet name="a" sheetId="1" r:id="rId1"/>`, 200_000) + `</sheets></workbook>`})
	var stored bytes.Buffer
	z := zip.NewWriter(&stored)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "[Content_Types].xml", Method: zip.Store})
	if err == nil {
		_, err = w.Write(make([]byte, 20<<20))
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	all["20 MB, stored"] = stored.Bytes()
	var bomb bytes.Buffer
	z = zip.NewWriter(&bomb)
	w, err = z.CreateHeader(&zip.FileHeader{Name: "xl/media/image1.png", Method: zip.Deflate})
	if err != nil {
		t.Fatal(err)
	}
	for range 300 {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err = z.Create("[Content_Types].xml"); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	all["300 MB in a picture"] = bomb.Bytes()
	return all
}

// costlyTexts are texts of one or two megabytes that are no roster and no policy, each of many of what is looked for: days,
// numbers, columns, brackets.
func costlyTexts() map[string]string {
	const head = "国务院办公厅关于2027年部分节假日安排的通知 一、元旦："
	day := `{"date":"2027-01-01"},`
	return map[string]string{
		"days of a notice":         head + strings.Repeat("1月1日至", 130_000),
		"holidays of a notice":     head + strings.Repeat("一、元旦：1月1日放假。二、春节：", 40_000),
		"80,000 days in JSON":      `{"year":2027,"days":[` + strings.Repeat(day, 80_000) + `{}]}`,
		"days in JSON, wide lines": strings.Repeat(strings.Repeat(day, 16_000)+"\n", 5),
		"days in JSON, in lines":   `{"year":2027,"days":[` + strings.Repeat(day+"\n", 80_000) + `{}]}`,
		"words of a day":           strings.Repeat("年月日", 200_000),
		"words of a day, in cells": strings.Repeat(strings.Repeat("年月日", 14_000)+",", 12) + "\n",
		"years":                    strings.Repeat("1998.", 350_000),
		"years, in cells":          strings.Repeat(strings.Repeat("1998.", 200)+",", 1_700),
		"figures, one a word":      strings.Repeat("1 ", 1_000_000),
		"brackets":                 strings.Repeat("（", 600_000),
		"brackets, in cells":       strings.Repeat(strings.Repeat("（", 300)+",", 2_000),
		"one numeral":              "第" + strings.Repeat("一", 600_000) + "条",
		"numerals":                 strings.Repeat("第一条", 200_000),
	}
}

// maxGrowth is how much the heap may grow, garbage included, while a file is read. // bytes
const maxGrowth = 64 << 20

// TestMemory reads each heavy file in a process of its own and measures there.
func TestMemory(t *testing.T) {
	if path := os.Getenv("ZHIBU_MEASURE"); path != "" {
		measure(path)
		return
	}
	if testing.Short() || rig.Race {
		t.Skip("some hundred processes; the race detector makes them slow and large")
	}
	all := heavy(t)
	for name, data := range heavyWords(t) {
		all[asPolicy+name] = data
	}
	for name, data := range all {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		var growth, people int
		var took time.Duration
		var out []byte
		// On a busy machine garbage lies longer than it would: the best of three counts.
		for range 3 {
			var err error
			ctx, cancel := context.WithTimeout(t.Context(), 10*readTime)
			cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestMemory$")
			cmd.Env = append(os.Environ(), "ZHIBU_MEASURE="+path)
			if strings.HasPrefix(name, asPolicy) {
				cmd.Env = append(cmd.Env, "ZHIBU_MEASURE_AS="+asPolicy)
			}
			out, err = cmd.Output()
			cancel()
			if _, scanErr := fmt.Sscanf(string(out), "%d %d %d", &growth, &took, &people); err != nil || scanErr != nil {
				t.Fatalf("%s: %v, %v: %s", name, err, scanErr, out)
			}
			if growth < maxGrowth {
				break
			}
		}
		t.Logf("%-24s %5.1f MiB, %v, %d people", name, float64(growth)/(1<<20), took.Round(time.Millisecond), people)
		if growth >= maxGrowth || took >= readTime && !strings.Contains(string(out), errSlow.Error()) {
			t.Errorf("%s takes %.1f MiB and %v", name, float64(growth)/(1<<20), took)
		}
		if strings.HasPrefix(name, asPolicy+"honest") && people != 2000 {
			t.Errorf("%s: %d articles were read: %s", name, people, out)
		}
		if strings.HasPrefix(name, "10,000") && people != 10_000 {
			t.Errorf("%s: %d people were read: %s", name, people, out)
		}
	}
}

// processorTime is what this process has used of the processor.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// asPolicy marks the files that are read as policies.
const asPolicy = "policy: "

// measure reads a file and prints by how much the heap grew at most, how long it took at least, and how many people were read.
func measure(path string) {
	data, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	runtime.GC()
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	heap := func() uint64 { metrics.Read(sample); return sample[0].Value.Uint64() }
	before, peak := heap(), uint64(0)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			peak = max(peak, heap())
			select {
			case <-stop:
				return
			case <-time.After(100 * time.Microsecond):
			}
		}
	}()
	readTime *= 8 // a machine that has other things to do is no fault of the file: processor time is what is compared
	start, used := time.Now(), processorTime()
	read := 0
	if os.Getenv("ZHIBU_MEASURE_AS") == asPolicy {
		var w Words
		if w, err = ReadWords(data); err == nil {
			branch.PrivateNumbers(w.Text)
			_, _ = branch.ReadHolidays(w.Text, 2027) // as the form for holidays does
			list, _ := branch.ReadPolicy(w.Text)
			read = len(list)
		}
	} else {
		var r branch.Roster
		r, _, err = ReadRoster("", data)
		read = len(r.People)
	}
	took := min(time.Since(start), processorTime()-used)
	reading <- struct{}{} // even if it was given up: until the reader has ended
	close(stop)
	<-stopped
	fmt.Println(max(peak, before)-before, int64(took), read, err)
}
