package tables

import "reflect"

// Fields that choose between alternatives but are not enumerations in the OpenAPI definitions.
var choices = map[string][]any{
	".Subject.kind":          {"ServiceAccount", "User", "Group"},
	"Request.allocationMode": {"ExactCount", "All"},
	".LimitRangeItem.type":   {"Container", "Pod", "PersistentVolumeClaim"},
}

// samples are values to give a field, one after the other, to see what else they change.
func samples(def, name string, f *field) []any {
	for suffix, values := range choices {
		if hasSuffix(def+"."+name, suffix) {
			return values
		}
	}
	switch {
	case len(f.enum) > 0:
		return f.enum
	case f.Type == "boolean":
		return []any{false, true}
	case f.Ref != "":
		return []any{map[string]any{}}
	case f.List != "":
		return []any{[]any{f.inner(f.Items, f.ItemType)}}
	case f.Map:
		return []any{map[string]any{"key": f.inner(f.Values, f.ValueType)}}
	}
	return []any{scalarSample(f.Type)}
}

func (f *field) inner(ref, typ string) any {
	if ref != "" {
		return map[string]any{}
	}
	return scalarSample(typ)
}

func scalarSample(typ string) any {
	switch typ {
	case "integer", "number":
		return float64(1)
	case "boolean":
		return true
	case "quantity", "int-or-string":
		return "1"
	case "date-time":
		return "2020-01-01T00:00:00Z"
	case "micro-time":
		return "2020-01-01T00:00:00.000000Z"
	case "duration":
		return "1s"
	case "byte":
		return "eA=="
	case "any":
		return map[string]any{}
	case "list", "array":
		return []any{}
	}
	return "x"
}

// zero is the value that Go would leave out under omitempty, or nil where there is none to try.
func (f *field) zero() any {
	switch {
	case f.Ref != "":
		return nil
	case f.List != "":
		return []any{}
	case f.Map:
		return map[string]any{}
	}
	switch f.Type {
	case "":
		return ""
	case "integer", "number":
		return float64(0)
	case "boolean":
		return false
	}
	return nil
}

// discrete says that a field has few values, each of which was tried.
func discrete(f *field, first any, tried int) bool {
	_, boolean := first.(bool)
	return boolean || tried > 1 || len(f.enum) > 0
}

func scalar(f *field) bool { return f.Ref == "" && f.List == "" && !f.Map }

func isZero(v any) bool {
	switch t := v.(type) {
	case nil:
		return true
	case map[string]any:
		return len(t) == 0
	case []any:
		return len(t) == 0
	}
	return reflect.ValueOf(v).IsZero()
}

func hasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}
