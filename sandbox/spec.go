package sandbox

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:generate go run ./spec/make -spec $BOTAPI_SPEC -out spec/table.txt

// specTable is the part of the Bot API that calls are checked against. A line is
//
//	method NAME RESULT FIELD…
//	type NAME FIELD…
//	union NAME TYPE|TYPE…
//	other METHOD                   (exists, but is not carried out)
//
// where a FIELD is name=Type|Type, name*=… if it is required, and []Type is an
// array; :a,b behind it are the only values allowed.
//
//go:embed spec/table.txt
var specTable string

type specField struct {
	name     string
	required bool
	types    []string
	values   []string
}

type specType struct {
	name   string
	fields []specField
	union  []string
}

type specMethod struct {
	returns []string
	fields  []specField
}

type specData struct {
	methods map[string]specMethod
	types   map[string]specType
	other   map[string]string // by lower case
}

var spec = sync.OnceValue(func() specData {
	d := specData{map[string]specMethod{}, map[string]specType{}, map[string]string{}}
	for line := range strings.Lines(specTable) {
		word := strings.Fields(line)
		switch word[0] {
		case "method":
			d.methods[word[1]] = specMethod{strings.Split(word[2], "|"), specFields(word[3:])}
		case "type":
			d.types[word[1]] = specType{name: word[1], fields: specFields(word[2:])}
		case "union":
			d.types[word[1]] = specType{name: word[1], union: strings.Split(word[2], "|")}
		case "other":
			d.other[strings.ToLower(word[1])] = word[1]
		}
	}
	return d
})

func specFields(words []string) (out []specField) {
	for _, w := range words {
		var f specField
		name, kind, _ := strings.Cut(w, "=")
		f.name, f.required = strings.CutSuffix(name, "*")
		kind, values, limited := strings.Cut(kind, ":")
		f.types = strings.Split(kind, "|")
		if limited {
			f.values = strings.Split(values, ",")
		}
		out = append(out, f)
	}
	return out
}

func (t specType) field(name string) (specField, bool) {
	i := slices.IndexFunc(t.fields, func(f specField) bool { return f.name == name })
	if i < 0 {
		return specField{}, false
	}
	return t.fields[i], true
}
