package tables

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	kjson "k8s.io/apimachinery/pkg/runtime/serializer/json"
)

// A fill is a value that the server puts in where an object has none. In a definition it names a field of
// that definition; in a kind, a path from the root.
type fill struct {
	Field string `json:"field,omitempty"`
	Path  string `json:"path,omitempty"`
	Value any    `json:"value"`
	When  *when  `json:"when,omitempty"`
}

// when holds if all its parts do. It is about the fields beside the one that is filled in, as they were
// before anything was filled in. In In, null stands for a field that is absent.
type when struct {
	Absent  []string         `json:"absent,omitempty"`
	Present []string         `json:"present,omitempty"`
	In      map[string][]any `json:"in,omitempty"`
}

// A place is one spot in one kind where a definition occurs.
type place struct {
	kind  string
	path  string
	fills []fill
}

type prober struct {
	graph    *schemaGraph
	places   map[string][]*place
	problems []string
	seen     map[string]bool

	kind   string
	decode runtime.Decoder
	encode runtime.Encoder
}

// Below these nothing is probed: object metadata is the server's own, and JSON schemas are recursive and
// get no defaults.
var opaque = []string{".ObjectMeta", ".JSONSchemaProps"}

func newProber(g *schemaGraph) *prober {
	return &prober{graph: g, places: map[string][]*place{}, seen: map[string]bool{}}
}

func (p *prober) problem(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !p.seen[text] {
		p.seen[text] = true
		p.problems = append(p.problems, text)
	}
}

func (p *prober) run() {
	for _, id := range sortedKeys(p.graph.kinds) {
		k := p.graph.kinds[id]
		gv := schema.GroupVersion{Group: k.group, Version: k.vers}
		codecs := serializer.NewCodecFactory(k.scheme)
		json := kjson.NewSerializerWithOptions(kjson.DefaultMetaFactory, k.scheme, k.scheme, kjson.SerializerOptions{})
		p.kind = id
		p.decode = codecs.UniversalDecoder(schema.GroupVersion{Group: k.group, Version: runtime.APIVersionInternal})
		p.encode = codecs.EncoderForVersion(json, gv)
		p.walk(k.Definition, nil, map[string]bool{})
	}
}

// A step leads from an object to one below it: a field and, for lists and maps, into it.
type step struct {
	name  string
	field *field
}

func pathText(steps []step) string {
	parts := make([]string, len(steps))
	for i, s := range steps {
		parts[i] = s.name
		switch {
		case s.field.Items != "":
			parts[i] += "[*]"
		case s.field.Values != "":
			parts[i] += ".*"
		}
	}
	return strings.Join(parts, ".")
}

func (p *prober) walk(name string, steps []step, above map[string]bool) {
	def := p.graph.definitions[name]
	for _, suffix := range opaque {
		if strings.HasSuffix(name, suffix) {
			return
		}
	}
	if above[name] || len(def.Fields) == 0 {
		return
	}
	above[name] = true
	defer delete(above, name)
	p.probe(name, def, steps)
	for _, fieldName := range sortedKeys(def.Fields) {
		f := def.Fields[fieldName]
		if f.child() == "" || fieldName == "status" && !above["in spec"] && len(steps) == 0 {
			continue
		}
		p.walk(f.child(), append(steps[:len(steps):len(steps)], step{fieldName, f}), above)
	}
}

// probe finds what the server fills into the object of definition def at steps, by leaving it empty and
// then giving it one field at a time.
func (p *prober) probe(name string, def *definition, steps []step) {
	base, err := p.roundTrip(steps, map[string]any{})
	if err != nil {
		p.problem("%s: %s: empty object: %v", p.kind, pathText(steps), err)
		return
	}
	// what[field][sibling][sample] is the value of field when sibling has that sample.
	type observation struct {
		sample any
		fills  map[string]any
	}
	observed := map[string][]observation{}
	baseFills := p.fills(def, base, nil, steps)
	for _, sibling := range sortedKeys(def.Fields) {
		f := def.Fields[sibling]
		if skipField(steps, sibling) {
			continue
		}
		for _, sample := range samples(name, sibling, f) {
			out, err := p.roundTrip(steps, map[string]any{sibling: sample})
			if err != nil {
				p.problem("%s: %s.%s = %v: %v", p.kind, pathText(steps), sibling, sample, err)
				continue
			}
			observed[sibling] = append(observed[sibling], observation{sample, p.fills(def, out, map[string]any{sibling: sample}, steps)})
		}
		p.probeZero(f, sibling, steps, baseFills)
	}

	here := &place{kind: p.kind, path: pathText(steps)}
	p.places[name] = append(p.places[name], here)
	for _, target := range sortedKeys(def.Fields) {
		if skipField(steps, target) || isComputed(name, target) {
			continue
		}
		initial, hasInitial := baseFills[target]
		cond := &when{In: map[string][]any{}}
		var others []fill
		for _, sibling := range sortedKeys(observed) {
			if sibling == target {
				continue
			}
			influence := false
			for _, o := range observed[sibling] {
				v, ok := o.fills[target]
				influence = influence || ok != hasInitial || !reflect.DeepEqual(v, initial)
			}
			if !influence {
				continue
			}
			if discrete(def.Fields[sibling], observed[sibling][0].sample, len(observed[sibling])) {
				var same []any
				byValue := map[string]*fill{}
				for _, o := range observed[sibling] {
					v, ok := o.fills[target]
					switch {
					case ok == hasInitial && reflect.DeepEqual(v, initial):
						same = append(same, o.sample)
					case ok:
						key := line(v)
						if byValue[key] == nil {
							byValue[key] = &fill{Field: target, Value: v, When: &when{In: map[string][]any{}}}
						}
						in := byValue[key].When.In
						in[sibling] = append(in[sibling], o.sample)
					}
				}
				cond.In[sibling] = append([]any{nil}, same...)
				for _, key := range sortedKeys(byValue) {
					others = append(others, *byValue[key])
				}
				continue
			}
			cond.Absent = append(cond.Absent, sibling)
			if v, ok := observed[sibling][0].fills[target]; ok {
				copied := strings.Contains(line(v), `"key"`) || strings.Contains(line(v), `"x"`)
				if (copied || scalar(def.Fields[sibling])) && !presenceMatters(name, target, sibling) {
					p.problem("%s: %s.%s becomes %s when %s is set: not on the list of computed fields (%s)",
						p.kind, pathText(steps), target, line(v), sibling, name)
				}
				others = append(others, fill{Field: target, Value: v, When: &when{Present: []string{sibling}}})
			}
		}
		if hasInitial {
			entry := fill{Field: target, Value: initial}
			if len(cond.Absent) > 0 || len(cond.In) > 0 {
				entry.When = cond
			}
			here.fills = append(here.fills, entry)
		}
		here.fills = append(here.fills, others...)
	}
}

// probeZero finds out whether the server treats an explicit zero value as if the field were not there.
func (p *prober) probeZero(f *field, name string, steps []step, baseFills map[string]any) {
	zero := f.zero()
	if zero == nil {
		return
	}
	out, err := p.roundTrip(steps, map[string]any{name: zero})
	if err != nil {
		return
	}
	v, there := out[name]
	initial, filled := baseFills[name]
	if !there || v == nil || filled && !reflect.DeepEqual(initial, zero) && reflect.DeepEqual(v, initial) {
		if f.Zero == "kept" {
			p.problem("%s: %s.%s: an explicit zero value is kept in one place and not in another", p.kind, pathText(steps), name)
		}
		f.Zero = "absent"
	} else if f.Zero == "absent" {
		p.problem("%s: %s.%s: an explicit zero value is kept in one place and not in another", p.kind, pathText(steps), name)
	} else {
		f.Zero = "kept"
	}
}

func skipField(steps []step, name string) bool {
	return len(steps) == 0 && (name == "status" || name == "metadata" || name == "kind" || name == "apiVersion")
}

// fills are the members of out that were not in the object as it was sent. Nulls, and zero values of
// fields that an object cannot do without, say nothing and are left out.
func (p *prober) fills(def *definition, out, sent map[string]any, steps []step) map[string]any {
	found := map[string]any{}
	for name, value := range out {
		f := def.Fields[name]
		if _, was := sent[name]; was || f == nil || skipField(steps, name) {
			continue
		}
		value = p.clean(f, value)
		if value == nil || f.Required && (isZero(value) || f.child() != "") {
			continue
		}
		found[name] = value
	}
	return found
}

// clean drops nulls and the zero values of required fields from inside a value that was filled in whole.
func (p *prober) clean(f *field, value any) any {
	def := p.graph.definitions[f.child()]
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = p.clean(f, v[i])
		}
	case map[string]any:
		if def == nil || f.Map {
			return v
		}
		for name, inner := range v {
			below := def.Fields[name]
			if below == nil {
				continue
			}
			inner = p.clean(below, inner)
			if inner == nil || below.Required && isZero(inner) || strings.HasSuffix(below.Ref, ".ObjectMeta") && isZero(inner) {
				delete(v, name)
			} else {
				v[name] = inner
			}
		}
	}
	return value
}

// roundTrip sends an object that has only at, at the place that steps lead to, through the server's
// decoding, defaulting and conversion, and returns what is then at that place.
func (p *prober) roundTrip(steps []step, at map[string]any) (map[string]any, error) {
	var value any = at
	for i := len(steps) - 1; i >= 0; i-- {
		switch {
		case steps[i].field.Items != "":
			value = []any{value}
		case steps[i].field.Values != "":
			value = map[string]any{"key": value}
		}
		value = map[string]any{steps[i].name: value}
	}
	k := p.graph.kinds[p.kind]
	root := value.(map[string]any)
	sent := map[string]any{"apiVersion": schema.GroupVersion{Group: k.group, Version: k.vers}.String(), "kind": k.name, "metadata": map[string]any{"name": "x"}}
	for name, v := range root {
		sent[name] = v
	}
	data, err := json.Marshal(sent)
	if err != nil {
		return nil, err
	}
	obj, err := runtime.Decode(p.decode, data)
	if err != nil {
		return nil, err
	}
	if data, err = runtime.Encode(p.encode, obj); err != nil {
		return nil, err
	}
	var out any
	if err := json.Unmarshal(data, &out); err != nil {
		return nil, err
	}
	for _, s := range steps {
		m, _ := out.(map[string]any)
		out = m[s.name]
		switch {
		case s.field.Items != "":
			list, _ := out.([]any)
			if len(list) != 1 {
				return nil, fmt.Errorf("%s: list came back with %d items", s.name, len(list))
			}
			out = list[0]
		case s.field.Values != "":
			m, _ := out.(map[string]any)
			out = m["key"]
		}
	}
	m, ok := out.(map[string]any)
	if !ok && out != nil {
		return nil, fmt.Errorf("came back as %T", out)
	}
	return m, nil
}

// attach puts what was found where it belongs: in the definition when it holds wherever the definition
// occurs, else in the kinds where it does.
func (p *prober) attach() {
	for _, name := range sortedKeys(p.places) {
		places := p.places[name]
		count := map[string]int{}
		for _, at := range places {
			for _, f := range at.fills {
				count[line(f)]++
			}
		}
		done := map[string]bool{}
		for _, at := range places {
			k := p.graph.kinds[at.kind]
			for _, f := range at.fills {
				key := line(f)
				if count[key] == len(places) {
					if !done[key] {
						done[key] = true
						p.graph.definitions[name].Defaults = append(p.graph.definitions[name].Defaults, f)
					}
					continue
				}
				f.Path = f.Field
				if at.path != "" {
					f.Path = at.path + "." + f.Field
				}
				f.Field = ""
				k.Defaults = append(k.Defaults, f)
			}
		}
	}
	for _, def := range p.graph.definitions {
		for _, f := range def.Fields {
			if f.Zero == "kept" {
				f.Zero = ""
			}
		}
	}
}
