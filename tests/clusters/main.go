// drift-clusters: one binary holding everything a real Kubernetes control plane needs, and kubectl.
//
// It exists so that Drift's tests can run against real API servers on a machine that has only a Go
// toolchain: etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kubectl are ordinary Go
// packages and are linked here unchanged. `prepare` makes certificates and finds free ports, `tables`
// prints what Kubernetes' own code says about its built-in kinds (see the packages of those names).
//
// The program to run is the base name it was started under (through a symbolic link) or else the first
// argument. What it deliberately does not know: how many clusters there are and with which flags they
// run; that is the business of tests/scripts/clusters.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"

	"drift.test/clusters/prepare"
	"drift.test/clusters/tables"
)

var programs = map[string]func() int{
	"etcd":                    func() int { etcdmain.Main(os.Args); return 0 },
	"kube-apiserver":          func() int { return cli.Run(apiserver.NewAPIServerCommand()) },
	"kube-controller-manager": func() int { return cli.Run(controllers.NewControllerManagerCommand()) },
	"kube-scheduler":          func() int { return cli.Run(scheduler.NewSchedulerCommand()) },
	"kubectl":                 func() int { return cli.Run(kubectl.NewDefaultKubectlCommand()) },
	"prepare":                 prepare.Main,
	"tables":                  tables.Main,
}

func main() {
	name := filepath.Base(os.Args[0])
	run, known := programs[name]
	if !known && len(os.Args) > 1 {
		name = os.Args[1]
		if run, known = programs[name]; known {
			os.Args = append([]string{name}, os.Args[2:]...)
		}
	}
	if !known {
		names := make([]string, 0, len(programs))
		for n := range programs {
			names = append(names, n)
		}
		sort.Strings(names)
		fmt.Fprintf(os.Stderr, "drift-clusters: first argument must be one of %s\n", strings.Join(names, ", "))
		os.Exit(2)
	}
	os.Exit(run())
}
