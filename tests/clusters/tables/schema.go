package tables

import (
	"fmt"
	"reflect"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/install"
	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/util"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/admissionregistration/install"
	_ "k8s.io/kubernetes/pkg/apis/apiserverinternal/install"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/certificates/install"
	_ "k8s.io/kubernetes/pkg/apis/coordination/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/discovery/install"
	_ "k8s.io/kubernetes/pkg/apis/events/install"
	_ "k8s.io/kubernetes/pkg/apis/flowcontrol/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/node/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "k8s.io/kubernetes/pkg/apis/resource/install"
	_ "k8s.io/kubernetes/pkg/apis/scheduling/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"
	_ "k8s.io/kubernetes/pkg/apis/storagemigration/install"
	"k8s.io/kubernetes/pkg/generated/openapi"
)

// field is how one member of an object is to be read. At most one of ref (a definition), list with items
// or itemType, map with values or valueType, and type applies; none of them means a plain string.
type field struct {
	Ref       string   `json:"ref,omitempty"`
	List      string   `json:"list,omitempty"`
	Keys      []string `json:"keys,omitempty"`
	Items     string   `json:"items,omitempty"`
	ItemType  string   `json:"itemType,omitempty"`
	Map       bool     `json:"map,omitempty"`
	Values    string   `json:"values,omitempty"`
	ValueType string   `json:"valueType,omitempty"`
	Type      string   `json:"type,omitempty"`
	Atomic    bool     `json:"atomic,omitempty"`
	Required  bool     `json:"required,omitempty"`
	Zero      string   `json:"zero,omitempty"`

	enum []any
}

type definition struct {
	Fields   map[string]*field `json:"fields"`
	Atomic   bool              `json:"atomic,omitempty"`
	Defaults []fill            `json:"defaults,omitempty"`
}

type kind struct {
	Definition string `json:"definition"`
	Resource   string `json:"resource,omitempty"`
	Namespaced bool   `json:"namespaced,omitempty"`
	Defaults   []fill `json:"defaults,omitempty"`

	scheme *runtime.Scheme
	group  string
	vers   string
	name   string
}

type schemaGraph struct {
	definitions map[string]*definition
	kinds       map[string]*kind
}

// scalars are definitions that are written as one scalar and compared by their meaning.
var scalars = map[string]string{
	"io.k8s.apimachinery.pkg.api.resource.Quantity":                                         "quantity",
	"io.k8s.apimachinery.pkg.util.intstr.IntOrString":                                       "int-or-string",
	"io.k8s.apimachinery.pkg.apis.meta.v1.Time":                                             "date-time",
	"io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime":                                        "micro-time",
	"io.k8s.apimachinery.pkg.apis.meta.v1.Duration":                                         "duration",
	"io.k8s.apimachinery.pkg.runtime.RawExtension":                                          "any",
	"io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1":                                         "any",
	"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON":                         "any",
	"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray":       "any",
	"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool":        "any",
	"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray": "any",
}

// The server version of this table: kinds whose life ended at or before it are left out.
const major, minor = 1, 34

func loadSchema() *schemaGraph {
	g := &schemaGraph{definitions: map[string]*definition{}, kinds: map[string]*kind{}}
	ref := func(path string) spec.Ref { return spec.MustCreateRef(util.ToRESTFriendlyName(path)) }
	for name, def := range openapi.GetOpenAPIDefinitions(ref) {
		g.definitions[util.ToRESTFriendlyName(name)] = newDefinition(def)
	}
	own := runtime.NewScheme()
	apiextensions.Install(own)
	apiregistration.Install(own)
	for _, scheme := range []*runtime.Scheme{legacyscheme.Scheme, own} {
		for gvk, typ := range scheme.AllKnownTypes() {
			meta, hasMeta := typ.FieldByName("ObjectMeta")
			if gvk.Version == runtime.APIVersionInternal || !hasMeta || !meta.Anonymous || removed(typ) {
				continue
			}
			id := gvk.GroupVersion().String() + "/" + gvk.Kind
			name := util.ToRESTFriendlyName(typ.PkgPath() + "." + typ.Name())
			about := scopes[gvk.Kind]
			if about == nil || gvk.Kind == "Eviction" || strings.HasPrefix(gvk.Group, "authentication.") || strings.HasPrefix(gvk.Group, "authorization.") {
				continue // answered, never stored
			}
			if g.definitions[name] == nil {
				panic(fmt.Sprintf("%s: no OpenAPI definition %s", id, name))
			}
			g.kinds[id] = &kind{Definition: name, Resource: about.Resource, Namespaced: about.Namespaced,
				scheme: scheme, group: gvk.Group, vers: gvk.Version, name: gvk.Kind}
		}
	}
	return g
}

// scopes is what the typed client says: it has one method per resource, named after it, that takes a
// namespace where there is one to give and returns an interface named after the kind.
var scopes = func() map[string]*kind {
	found := map[string]*kind{}
	client := reflect.TypeFor[kubernetes.Interface]()
	for i := range client.NumMethod() {
		group := client.Method(i).Type.Out(0)
		for j := 0; group.Kind() == reflect.Interface && j < group.NumMethod(); j++ {
			method := group.Method(j)
			if method.Name == "RESTClient" || method.Type.NumOut() != 1 {
				continue
			}
			kindName := strings.TrimSuffix(method.Type.Out(0).Name(), "Interface")
			found[kindName] = &kind{Resource: strings.ToLower(method.Name), Namespaced: method.Type.NumIn() == 1}
		}
	}
	found["CustomResourceDefinition"] = &kind{Resource: "customresourcedefinitions"}
	found["APIService"] = &kind{Resource: "apiservices"}
	return found
}()

func removed(typ reflect.Type) bool {
	life, ok := reflect.New(typ).Interface().(interface{ APILifecycleRemoved() (int, int) })
	if !ok {
		return false
	}
	toMajor, toMinor := life.APILifecycleRemoved()
	return toMajor < major || toMajor == major && toMinor <= minor
}

func newDefinition(def common.OpenAPIDefinition) *definition {
	schema := def.Schema
	d := &definition{Fields: map[string]*field{}, Atomic: extension(schema, "x-kubernetes-map-type") == "atomic"}
	for name, property := range schema.Properties {
		d.Fields[name] = newField(property)
	}
	for _, name := range schema.Required {
		if f := d.Fields[name]; f != nil {
			f.Required = true
		}
	}
	return d
}

func newField(s spec.Schema) *field {
	f := &field{enum: s.Enum, Atomic: extension(s, "x-kubernetes-map-type") == "atomic"}
	switch ref, typ := leaf(s); {
	case ref != "":
		f.Ref = ref
	case typ == "array":
		f.List = extension(s, "x-kubernetes-list-type")
		f.Keys = extensionList(s, "x-kubernetes-list-map-keys")
		if f.List == "" {
			f.List = "atomic"
		}
		f.Items, f.ItemType = leaf(*s.Items.Schema)
	case typ == "object" && s.AdditionalProperties != nil:
		f.Map = true
		f.Values, f.ValueType = leaf(*s.AdditionalProperties.Schema)
		if f.ValueType == "array" {
			f.ValueType = "list"
		}
	case typ == "object":
		f.Type = "any"
	default:
		f.Type = typ
	}
	return f
}

// leaf is the definition that s refers to or else its scalar type; both empty for a plain string.
func leaf(s spec.Schema) (ref, typ string) {
	target := s.Ref.String()
	for i := 0; target == "" && i < len(s.AllOf); i++ {
		target = s.AllOf[i].Ref.String()
	}
	if target != "" {
		if scalar, ok := scalars[target]; ok {
			return "", scalar
		}
		return target, ""
	}
	switch {
	case s.Format == "byte" || s.Format == "date-time":
		return "", s.Format
	case len(s.Type) == 0:
		return "", "any"
	case s.Type[0] == "string":
		return "", ""
	}
	return "", s.Type[0]
}

func extension(s spec.Schema, name string) string {
	v, _ := s.Extensions[name].(string)
	return v
}

func extensionList(s spec.Schema, name string) []string {
	var out []string
	if list, ok := s.Extensions[name].([]any); ok {
		for _, v := range list {
			out = append(out, v.(string))
		}
	}
	return out
}

// child is the definition below f, if there is one.
func (f *field) child() string { return f.Ref + f.Items + f.Values }

// reachable is the part of the graph that some kind uses.
func (g *schemaGraph) reachable() map[string]*definition {
	found := map[string]*definition{}
	var visit func(string)
	visit = func(name string) {
		def := g.definitions[name]
		if name == "" || found[name] != nil {
			return
		}
		if def == nil {
			panic("no definition " + name)
		}
		found[name] = def
		for _, f := range def.Fields {
			visit(f.child())
		}
	}
	for _, k := range g.kinds {
		visit(k.Definition)
	}
	return found
}
