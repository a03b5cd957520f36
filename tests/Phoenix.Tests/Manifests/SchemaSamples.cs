namespace Phoenix.Tests.Manifests;

/// <summary>Stack files that parser and schema must judge alike. Between them the valid ones hold every section.</summary>
internal static class SchemaSamples
{
    public static string[] Valid { get; } =
    [
        "name: a\nlayers: { b: { lab: x } }\n",
        """
        name: a
        destroyable: true
        parallelism: 64
        objectives: { rto: 1h30m, rpo: 0 }
        repository:
          s3: { bucket: b, endpoint: s3.example.org, region: r, path: /p, stanza: db, uriStyle: path, caFile: ca.pem }
          credentials: { accessKey: { env: A }, secretKey: { file: s.key }, sessionToken: { env: T }, cipherPassphrase: { command: [pass, phoenix] } }
        secrets:
          I: { infisical: { url: "https://eu.infisical.com", project: p, environment: e, path: /x, key: K, clientId: A, clientSecret: B } }
          V: { vault: { url: "https://vault:8200", namespace: n, mount: kv, path: p, field: f, version: 1, login: { token: T }, caFile: ca.pem } }
          R: { vault: { url: "https://vault:8200", path: p, login: { appRole: { mount: m, roleId: A, secretId: B } } } }
          K: { vault: { url: "https://vault:8200", path: p, login: { kubernetes: { mount: m, role: r, tokenFile: t } } } }
        layers:
          one:
            command: { up: [sleep, 1], wipe: [w], exists: [e], outputs: [o], directory: d, env: { A: 1 }, secrets: { B: I } }
            timeout: 10m
            retries: 0
            needs: []
            gates:
              - { tcp: "a:1", timeout: 5m }
              - http: https://x
              - http: { url: "https://x", status: 204, caFile: ca.pem }
              - command: [./ready.sh]
              - command: { arguments: [x], directory: d, env: { A: b }, secrets: { B: V } }
              - file: f
              - s3: true
              - postgres: R
              - talos: { talosconfig: t, nodes: [10.5.0.2], controlPlane: 1, kubeconfig: k }
            wipe: { proxmox: { endpoint: "https://pve:8006", token: I, caFile: ca.pem, vmids: [421], ranges: ["431-432"], tag: t, pool: p, name: "x-*", taskTimeout: 1m } }
            memory: { pve1: 8192 }
          two: { lab: x, needs: [one] }
          three: { terraform: { directory: d, binary: tofu, vars: { a: 1 }, env: { A: b }, secrets: { B: I }, workspace: w, forget: [helm_], lockTimeout: 1m } }
          four: { terragrunt: { directory: d, all: true, binary: ./tg, env: { A: b }, secrets: { B: I }, forget: [helm_], lockTimeout: 1m } }
          five: { terraform: d }
          six: { terragrunt: d }
        milestones: { m: [one, two] }
        proof: { queries: [ { database: d, sql: "select 1", expect: 1 } ] }
        proxmox: { nodes: { pve1: 32768 } }
        """,
        """
        name: castle
        secrets: { P: { env: P }, D: { env: D } }
        cluster: { kubeconfig: { text: "${engine.kubeconfig}" }, context: admin@castle, identity: 6f0c2d0e-6b1d-4d2a-9b57-0c5d8f2a1e33, layer: engine }
        layers:
          engine: { command: { up: [x], outputs: [y] } }
          base: { kubernetes: manifests, needs: [engine] }
          more: { kubernetes: { manifests: [a.yaml, b], namespace: apps, force: true }, needs: [engine] }
          built: { kubernetes: { kustomization: overlay }, needs: [engine], gates: [ { webhook: metallb-system/metallb-webhook } ] }
          gitops:
            flux: { kustomizations: [flux-system/apps], helmReleases: [apps/x.y], nudgeAfter: 1m }
            needs: [engine]
            gates: [ { flux: all }, { flux: flux-system/apps }, { flux: { kustomizations: [flux-system/apps], helmReleases: [apps/x] } } ]
          everything: { flux: all, needs: [engine] }
          keys: { externalSecret: db/s3, needs: [engine], gates: [ { externalSecret: db/s3 }, { externalSecret: { names: [db/s3], repository: true } } ] }
          more-keys: { externalSecret: { names: [db/s3], repository: true }, needs: [engine] }
          storage: { longhorn: longhorn-system, needs: [engine], gates: [ { longhorn: ready }, { longhorn: { namespace: lh } } ] }
          disks: { longhorn: { namespace: lh, remedy: true }, needs: [engine] }
          database:
            postgresCluster: { name: db/db, manage: patch, repo: repo2, manifest: db.yaml, owner: flux-system/db, admin: root, users: { app: P }, dsn: D }
            needs: [engine]
        """,
        "name: a\ncluster: { kubeconfig: k }\nlayers: { b: { postgresCluster: db/db } }\n",
        "name: a\nsecrets: { K: { env: K } }\ncluster: { kubeconfig: { secret: K } }\nlayers: { b: { flux: flux-system/apps } }\n",
        "name: a\ncluster: { kubeconfig: { file: k } }\nlayers: { b: { kubernetes: x } }\n",
        "name: a\ncluster: { kubeconfig: { inCluster: true } }\nlayers: { b: { kubernetes: x } }\n",
    ];

    public static string[] Invalid { get; } =
    [
        "layers: { b: { lab: x } }\n",
        "name: a\n",
        "name: a\nlayers: {}\n",
        "name: A b\nlayers: { b: { lab: x } }\n",
        "name: a\nlayers: { B: { lab: x } }\n",
        "name: a\nlayers: { b: { } }\n",
        "name: a\nlayers: { b: { lab: x, command: { up: [x] } } }\n",
        "name: a\nlayers: { b: { lab: x, neds: [] } }\n",
        "name: a\nlayers: { b: { lab: x, needs: c } }\n",
        "name: a\nlayers: { b: { lab: x, timeout: soon } }\n",
        "name: a\nlayers: { b: { lab: x, retries: 21 } }\n",
        "name: a\nlayers: { b: { command: { wipe: [x] } } }\n",
        "name: a\nlayers: { b: { command: { up: x } } }\n",
        "name: a\nlayers: { b: { command: { up: [] } } }\n",
        "name: a\nlayers: { b: { lab: x, gates: [ { timeout: 5m } ] } }\n",
        "name: a\nlayers: { b: { lab: x, gates: [ { tcp: \"a:1\", file: f } ] } }\n",
        "name: a\nlayers: { b: { lab: x, gates: [ { s3: false } ] } }\n",
        "name: a\nlayers: { b: { lab: x, gates: [ { http: { status: 204 } } ] } }\n",
        "name: a\nlayers: { b: { lab: x, gates: [ { http: { url: u, status: 99 } } ] } }\n",
        "name: a\ncluster: { kubeconfig: k }\nlayers: { b: { lab: x, gates: [ { flux: some } ] } }\n",
        "name: a\ncluster: { kubeconfig: k }\nlayers: { b: { lab: x, gates: [ { longhorn: soon } ] } }\n",
        "name: a\ncluster: { kubeconfig: k }\nlayers: { b: { lab: x, gates: [ { webhook: metallb } ] } }\n",
        "name: a\ncluster: { kubeconfig: k }\nlayers: { b: { kubernetes: { namespace: x } } }\n",
        "name: a\ncluster: { kubeconfig: k }\nlayers: { b: { kubernetes: { manifests: [a], kustomization: b } } }\n",
        "name: a\ncluster: { kubeconfig: k }\nlayers: { b: { flux: { kustomizations: [apps] } } }\n",
        "name: a\ncluster: { kubeconfig: k }\nlayers: { b: { externalSecret: { repository: true } } }\n",
        "name: a\ncluster: { kubeconfig: k }\nlayers: { b: { longhorn: { remedy: perhaps } } }\n",
        "name: a\ncluster: { kubeconfig: k }\nlayers: { b: { postgresCluster: db } }\n",
        "name: a\ncluster: { kubeconfig: k }\nlayers: { b: { postgresCluster: { name: db/db, manage: own } } }\n",
        "name: a\ncluster: { kubeconfig: k }\nlayers: { b: { postgresCluster: { name: db/db, admin: tazlab_admin } } }\n",
        "name: a\ncluster: { kubeconfig: k, identity: tazlab }\nlayers: { b: { flux: all } }\n",
        "name: a\ncluster: { kubeconfig: { text: \"apiVersion: v1\" } }\nlayers: { b: { flux: all } }\n",
        "name: a\ncluster: { kubeconfig: { file: k, inCluster: true } }\nlayers: { b: { flux: all } }\n",
        "name: a\ncluster: { context: c }\nlayers: { b: { flux: all } }\n",
        "name: a\ndestroyable: maybe\nlayers: { b: { lab: x } }\n",
        "name: a\nparallelism: 0\nlayers: { b: { lab: x } }\n",
        "name: a\nsecrets: { T: abc }\nlayers: { b: { lab: x } }\n",
        "name: a\nsecrets: { T: { env: A, file: b } }\nlayers: { b: { lab: x } }\n",
        "name: a\nsecrets: { T: { vault: { path: p } } }\nlayers: { b: { lab: x } }\n",
        "name: a\nsecrets: { T: { vault: { url: \"https://v\", path: p, version: 3 } } }\nlayers: { b: { lab: x } }\n",
        "name: a\nrepository: { s3: { bucket: b } }\nlayers: { b: { lab: x } }\n",
        "name: a\nrepository: { s3: { bucket: b, endpoint: e, region: r, path: p }, credentials: { accessKey: { env: A }, secretKey: { env: B } } }\nlayers: { b: { lab: x } }\n",
        "name: a\nproof: { queries: [ { sql: x } ] }\nlayers: { b: { lab: x } }\n",
        "name: a\nmilestones: { m: b }\nlayers: { b: { lab: x } }\n",
        "name: a\nobjectives: { rto: fast }\nlayers: { b: { lab: x } }\n",
        "name: a\nlayers: { b: { terraform: { workspace: w } } }\n",
        "name: a\nlayers: { b: { terraform: d, terragrunt: d } }\n",
        "name: a\nlayers: { b: { terragrunt: { directory: d, all: maybe } } }\n",
        "name: a\nlayers: { b: { terraform: d, memory: { pve1: lots } } }\n",
        "name: a\nsecrets: { T: { env: A } }\nlayers: { b: { terraform: d, wipe: { proxmox: { endpoint: \"https://pve:8006\", token: T } } } }\n",
        "name: a\nlayers: { b: { terraform: d, gates: [ { talos: { nodes: [n] } } ] } }\n",
        "name: a\nproxmox: { nodes: { pve1: -1 } }\nlayers: { b: { lab: x } }\n",
        "- a\n",
    ];
}
