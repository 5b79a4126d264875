#!/usr/bin/env python3
"""Measures `drift` on 25,000 real objects beside raw lists and beside kubectl, in one run, and prints ratios.

    tests/scripts/clusters up DIR prod
    cargo build --release -p drift-cli
    tests/bench/snapshot.py DIR [--configmaps 20000] [--deployments 5000] [--runs 3]

Each figure is the median of the runs, wall seconds and peak resident MB of the whole process. "Raw lists" is this
program reading the same lists in the same pages, four at once, and throwing the bytes away. Standard library only.
It deliberately knows nothing of what drift does with what it reads. Nothing here is a test: no time is asserted.
"""
import argparse, concurrent.futures, http.client, json, os, pathlib, resource, ssl, statistics, subprocess, sys, tempfile, time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAMESPACE = "bench"


class Api:
    """The API server, over one kept connection per thread."""

    def __init__(self, cluster):
        self.server = urllib.parse.urlparse(cluster["server"])
        self.tls = ssl.create_default_context(cafile=cluster["ca"])
        self.headers = {"Authorization": "Bearer " + cluster["adminToken"], "Content-Type": "application/json", "Accept": "application/json"}
        self.local = __import__("threading").local()

    def call(self, method, path, body=None):
        if not hasattr(self.local, "connection"):
            self.local.connection = http.client.HTTPSConnection(self.server.hostname, self.server.port, context=self.tls)
        self.local.connection.request(method, path, body, self.headers)
        response = self.local.connection.getresponse()
        data = response.read()
        if response.status >= 300 and response.status not in (404, 405, 409):
            raise SystemExit(f"{method} {path}: {response.status} {data[:300]!r}")
        return data

    def lists(self):
        """The path of every listable kind in its preferred version."""
        paths = ["/api/v1/" + r["name"] for r in json.loads(self.call("GET", "/api/v1"))["resources"] if listable(r)]
        for group in json.loads(self.call("GET", "/apis"))["groups"]:
            version = group["preferredVersion"]["groupVersion"]
            found = json.loads(self.call("GET", "/apis/" + version))["resources"]
            paths += [f"/apis/{version}/{r['name']}" for r in found if listable(r)]
        return paths

    def read_list(self, path):
        """Reads all pages of a list and forgets them; says how many bytes there were."""
        size, token = 0, ""
        while True:
            page = self.call("GET", f"{path}?limit=500" + (f"&continue={token}" if token else ""))
            size += len(page)
            # The token is in the list's metadata, before the items.
            head = page[:2000].decode(errors="replace")
            token = head.split('"continue":"', 1)[1].split('"', 1)[0] if '"continue":"' in head else ""
            if not token:
                return size


def listable(found):
    return "list" in found["verbs"] and "/" not in found["name"] and found["name"] not in ("events", "leases", "componentstatuses")


def configmap(place):
    text = "\n".join(f"setting.{line} = value-{place}-{line}" for line in range(40))
    return {"metadata": {"name": f"settings-{place:05}", "labels": {"app": f"app-{place % 500}"}}, "data": {"app.conf": text}}


def deployment(place):
    name = f"app-{place:05}"
    container = {"name": "app", "image": f"registry.example.com/shop/app:1.{place % 7}", "ports": [{"containerPort": 8080}],
                 "env": [{"name": f"KEY_{key}", "value": f"value-{key}"} for key in range(5)]}
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name},
            "spec": {"replicas": 0, "selector": {"matchLabels": {"app": name}}, "template": template}}


def load(api, configmaps, deployments):
    api.call("POST", "/api/v1/namespaces", json.dumps({"metadata": {"name": NAMESPACE}}))
    jobs = [(f"/api/v1/namespaces/{NAMESPACE}/configmaps", configmap(place)) for place in range(configmaps)]
    jobs += [(f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments", deployment(place)) for place in range(deployments)]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda job: api.call("POST", job[0], json.dumps(job[1])), jobs))
    wanted, patience = deployments, 300
    while patience and count(api, f"/apis/apps/v1/namespaces/{NAMESPACE}/replicasets") < wanted:
        time.sleep(1)
        patience -= 1


def count(api, path):
    page = json.loads(api.call("GET", path + "?limit=1"))
    return len(page["items"]) + page["metadata"].get("remainingItemCount", 0)


def run(command, env, runs, ok=(0,)):
    """Median wall seconds and peak MB of a command."""
    walls, peaks = [], []
    for _ in range(runs):
        # A child of its own, so that the peak is this command's.
        probe = ("import resource,subprocess,sys,time;t=time.monotonic();"
                 "c=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL).returncode;"
                 "print(time.monotonic()-t,resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss/1024,c)")
        out = subprocess.run([sys.executable, "-c", probe, *command], env=env, capture_output=True, text=True, check=True).stdout.split()
        if int(out[2]) not in ok:
            raise SystemExit(f"{' '.join(command)}: exit code {out[2]}")
        walls.append(float(out[0]))
        peaks.append(float(out[1]))
    return statistics.median(walls), statistics.median(peaks)


def raw(api, paths, runs):
    walls, size = [], 0
    for _ in range(runs):
        begin = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            size = sum(pool.map(api.read_list, paths))
        walls.append(time.monotonic() - begin)
    return statistics.median(walls), size


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("dir", type=pathlib.Path)
    arguments.add_argument("--configmaps", type=int, default=20_000)
    arguments.add_argument("--deployments", type=int, default=5_000)
    arguments.add_argument("--runs", type=int, default=3)
    options = arguments.parse_args()
    cluster = next(c for c in json.loads((options.dir / "clusters.json").read_text()) if c["name"] == "prod")
    api = Api(cluster)
    tools = pathlib.Path(subprocess.run([ROOT / "tests/scripts/tools"], capture_output=True, text=True, check=True).stdout.split()[-1])
    drift, kubectl = str(ROOT / "target/release/drift"), str(tools / "kubectl")
    begin = time.monotonic()
    load(api, options.configmaps, options.deployments)
    print(f"loaded in {time.monotonic() - begin:.0f} s", file=sys.stderr)

    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        env = dict(os.environ, KUBECONFIG=cluster["kubeconfig"], XDG_STATE_HOME=str(scratch / "state"))
        manifests = scratch / "manifests"
        manifests.mkdir()
        for place in range(100):
            (manifests / f"{place}.json").write_text(json.dumps(dict(deployment(place), metadata={"name": f"app-{place:05}", "namespace": NAMESPACE})))
        (scratch / "drift.yaml").write_text(
            "version: 1\nenvironments:\n"
            "  prod:\n    sources:\n      - kubernetes: { context: prod }\n"
            f"  some:\n    sources:\n      - kubernetes: {{ context: prod, namespaces: [{NAMESPACE}] }}\n      - manifests: {{ path: {manifests} }}\n")
        config = ["--config", str(scratch / "drift.yaml")]

        paths = api.lists()
        raw_wall, size = raw(api, paths, options.runs)
        snapshot = run([drift, *config, "snapshot", "prod", "-o", str(scratch / "prod.drift.zst")], env, options.runs)
        kinds = "configmaps,deployments.apps,replicasets.apps"
        get = run([kubectl, "get", kinds, "-A", "-o", "json", "--context", "prod"], env, options.runs)
        diff = run([kubectl, "diff", "-f", str(manifests), "--context", "prod"], env, options.runs)
        # Only the kind that kubectl diff looks at is read, and all 5,000 of it: drift lists, kubectl asks one by one.
        check = run([drift, *config, "check", "some", "--kind", "apps/Deployment"], env, options.runs, ok=(0, 1))
        stored = (scratch / "prod.drift.zst").stat().st_size

    objects = options.configmaps + 2 * options.deployments
    print(f"| what | wall s | peak MB | to raw lists | to kubectl |\n|---|--:|--:|--:|--:|")
    print(f"| raw lists, {size / 1e6:.0f} MB of JSON | {raw_wall:.2f} | – | 1 | {raw_wall / get[0]:.2f} |")
    print(f"| `drift snapshot`, {stored / 1e6:.1f} MB on disk | {snapshot[0]:.2f} | {snapshot[1]:.0f} | {snapshot[0] / raw_wall:.2f} | {snapshot[0] / get[0]:.2f} |")
    print(f"| `kubectl get {kinds} -o json` | {get[0]:.2f} | {get[1]:.0f} | {get[0] / raw_wall:.2f} | 1 |")
    print(f"\n{objects} objects that were made, and what the cluster has of its own, in {len(paths)} lists.\n")
    live = options.deployments
    print(f"| what | wall s | ms per object | to kubectl |\n|---|--:|--:|--:|")
    print(f"| `kubectl diff` of 100 Deployments | {diff[0]:.2f} | {diff[0] * 10:.2f} | 1 |")
    print(f"| `drift check` of 100 against {live} live | {check[0]:.2f} | {check[0] * 1000 / live:.2f} | {check[0] * 1000 / live / (diff[0] * 10):.4f} |")


if __name__ == "__main__":
    main()
