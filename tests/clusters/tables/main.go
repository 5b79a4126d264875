// Package tables asks Kubernetes' own code what it does to its built-in kinds, and prints the answer as
// one JSON file: drift-k8s/src/tables/builtin.json.
//
// The file is a graph of schema definitions. Each field says how it is to be compared (lists that are
// sets or maps, quantities, times) and each definition says which values the API server fills in when
// somebody leaves them out. The first half comes from Kubernetes' OpenAPI definitions (schema.go). The
// second is in no schema: it is found by sending small objects through the same decoding, defaulting and
// conversion that an API server applies, and looking at what came back (probe.go). What depends on more
// than the fields beside it cannot be data; computed.go lists it by hand, and the probe fails if it
// meets such a field that is not on that list.
//
// docs/contributing/defaults-table.md describes the format for those who read the file.
//
// What this package deliberately does not know: running clusters, custom resources, the status of an
// object, and everything admission plug-ins and controllers do later.
package tables

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"sort"

	"k8s.io/component-base/version"
)

// Main prints the table to standard output and returns the exit code.
func Main() int {
	schema := loadSchema()
	prober := newProber(schema)
	prober.run()
	if len(prober.problems) > 0 {
		sort.Strings(prober.problems)
		for _, p := range prober.problems {
			fmt.Fprintln(os.Stderr, "tables:", p)
		}
		fmt.Fprintf(os.Stderr, "tables: %d findings that computed.go must account for\n", len(prober.problems))
		return 1
	}
	prober.attach()
	out := &bytes.Buffer{}
	fmt.Fprintf(out, "{\n\"kubernetes\": %s,\n", line(version.Get().GitVersion))
	writeSection(out, "kinds", schema.kinds)
	writeSection(out, "definitions", schema.reachable())
	writeList(out, "computed", computed, ",")
	writeList(out, "strategy", strategy, "")
	out.WriteString("}\n")
	if _, err := os.Stdout.Write(out.Bytes()); err != nil {
		fmt.Fprintln(os.Stderr, "tables:", err)
		return 1
	}
	return 0
}

// line is v as JSON on one line, with keys in order and nothing escaped for HTML.
func line(v any) string {
	buf := &bytes.Buffer{}
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err)
	}
	return string(bytes.TrimRight(buf.Bytes(), "\n"))
}

func writeSection[V any](out *bytes.Buffer, name string, entries map[string]V) {
	fmt.Fprintf(out, "%q: {\n", name)
	for i, key := range sortedKeys(entries) {
		comma := ","
		if i == len(entries)-1 {
			comma = ""
		}
		fmt.Fprintf(out, "%s: %s%s\n", line(key), line(entries[key]), comma)
	}
	out.WriteString("},\n")
}

func writeList[V any](out *bytes.Buffer, name string, entries []V, after string) {
	fmt.Fprintf(out, "%q: [\n", name)
	for i, entry := range entries {
		comma := ","
		if i == len(entries)-1 {
			comma = ""
		}
		fmt.Fprintf(out, "%s%s\n", line(entry), comma)
	}
	fmt.Fprintf(out, "]%s\n", after)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
