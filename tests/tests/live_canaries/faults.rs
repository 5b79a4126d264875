//! What goes wrong, and says a secret while it does: an API whose errors repeat what they were sent, plugins that talk, and
//! credentials that cannot be used.
//!
//! The server answers every request with the same refusal; it is no cluster and does not play one.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::canary::of;
use crate::places::filled;
use crate::run::Lookout;

/// Environments of which each fails in its own way.
pub(crate) const ENVIRONMENTS: &[&str] = &[
    "refused-json",
    "refused-text",
    "exec-fails",
    "exec-talks",
    "proxy",
    "client-key",
    "variable",
];

/// A configuration with all of them.
pub(crate) fn environments() -> String {
    let mut config = "version: 1\nlimits: { call: 5s, run: 20s }\nenvironments:\n".to_owned();
    for name in ENVIRONMENTS.iter().filter(|name| **name != "variable") {
        config += &format!(
            "  {name}: {{ sources: [ {{ kubernetes: {{ context: {name}, kubeconfig: kubeconfig }} }} ] }}\n"
        );
    }
    config
        + "  variable: { sources: [ { kubernetes: { context: \"${CANARY_VARIABLE}\", kubeconfig: kubeconfig } } ] }\n"
}

/// A kubeconfig with a context for each of them.
pub(crate) fn kubeconfig(lookout: &Lookout, server: &Server) {
    let (json, text) = (server.address("json"), server.address("text"));
    let fails = lookout.script(
        "exec-fails",
        &filled("echo 'login failed: password=«exec-stderr», Authorization: Bearer «exec-stderr»' >&2\nexit 1\n", ""),
    );
    let talks = lookout.script(
        "exec-talks",
        &filled("echo 'debug: token: «exec-stderr»' >&2\necho '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"«exec-stdout»\"'\n", ""),
    );
    let (fails, talks) = (fails.display(), talks.display());
    let exec = |command: &dyn std::fmt::Display| {
        format!(
            "{{ exec: {{ apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: \"{command}\" }} }}"
        )
    };
    let token = format!("{{ token: \"{}\" }}", of("kubeconfig-token"));
    let key = filled(
        "«-----BEGIN PRIVATE KEY-----\\n<kubeconfig-client-key>\\n-----END PRIVATE KEY-----\\n|base64»",
        "",
    );
    let key = format!("{{ client-certificate-data: \"{key}\", client-key-data: \"{key}\" }}");
    let proxy = format!("http://me:{}@127.0.0.1:1", of("kubeconfig-proxy"));
    let table = [
        ("refused-json", format!("{{ server: \"{json}\" }}"), token.clone()),
        ("refused-text", format!("{{ server: \"{text}\" }}"), token.clone()),
        ("exec-fails", format!("{{ server: \"{json}\" }}"), exec(&fails)),
        ("exec-talks", format!("{{ server: \"{json}\" }}"), exec(&talks)),
        ("proxy", format!("{{ server: \"{json}\", proxy-url: \"{proxy}\" }}"), token),
        ("client-key", "{ server: \"https://127.0.0.1:1\" }".to_owned(), key),
    ];
    let list = |name: &str, line: &dyn Fn(&(&str, String, String)) -> String| {
        let lines: String = table.iter().map(|row| format!("- {}\n", line(row))).collect();
        format!("{name}:\n{lines}")
    };
    let text = [
        "apiVersion: v1\nkind: Config\n".to_owned(),
        list("clusters", &|(name, cluster, _)| format!("{{ name: {name}, cluster: {cluster} }}")),
        list("users", &|(name, _, user)| format!("{{ name: {name}, user: {user} }}")),
        list("contexts", &|(name, ..)| {
            format!("{{ name: {name}, context: {{ cluster: {name}, user: {name} }} }}")
        }),
    ];
    std::fs::write(lookout.folder("kubeconfig"), text.concat()).unwrap();
}

/// Configurations that are wrong, by what is.
pub(crate) fn configurations() -> Vec<(&'static str, String)> {
    let table = [
        (
            "an unknown key beside a secret",
            "version: 1\npassword: «config-line»\nenvironments: {}\n",
        ),
        ("a line that is no YAML", "version: 1\ntoken: \"«config-line»\nenvironments: {}\n"),
        (
            "a wrong key of a secret",
            "version: 1\nsecrets: { key: { value: \"token=«config-line»\" } }\n",
        ),
        (
            "a URL where a path stands",
            "version: 1\nenvironments: { staging: { sources: [ { manifests: { path: \"https://me:«config-line»@git.example.com/x\" } } ] } }\n",
        ),
        (
            "a key command that fails and talks",
            "version: 1\nsecrets: { key: { command: [bin/key-command, \"--token=«config-line»\"] } }\nenvironments: { staging: { sources: [ { kubernetes: { context: staging } } ] } }\n",
        ),
        (
            "a key that is too short",
            "version: 1\nsecrets: { key: { command: [bin/key-command, short] } }\nenvironments: { staging: { sources: [ { kubernetes: { context: staging } } ] } }\n",
        ),
    ];
    table.into_iter().map(|(name, text)| (name, filled(text, ""))).collect()
}

/// A program that is to give a key, and talks.
pub(crate) fn key_command() -> String {
    filled(
        "echo 'unlocking with passphrase: «key-command-stderr»' >&2\n[ \"$1\" = short ] && { echo short; exit 0; }\nexit 3\n",
        "",
    )
}

/// A server that refuses everything and repeats what it was sent.
pub(crate) struct Server {
    port: u16,
    asked: Arc<AtomicUsize>,
}

impl Server {
    /// Starts it on a free port of loopback; it ends with the test's process.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::Relaxed);
                // Whoever goes away before the end is no matter of this server's.
                let _ = refuse(stream);
            }
        });
        Self { port, asked }
    }

    fn address(&self, kind: &str) -> String {
        format!("http://127.0.0.1:{}/{kind}", self.port)
    }

    /// How many requests there were.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

fn refuse(mut stream: std::net::TcpStream) -> std::io::Result<()> {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            count => request.extend_from_slice(&buffer[..count]),
        }
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let sent = request.lines().find(|line| line.to_ascii_lowercase().starts_with("authorization"));
    let told = filled(
        "denied by proxy: https://me:«error-url»@proxy.example.com/x?token=«error-url», Authorization: Bearer «error-authorization»",
        "",
    );
    let told = format!("{told}; got {}", sent.unwrap_or("nothing"));
    let (kind, body) = match request.contains("/json") {
        true => (
            "application/json",
            format!(
                "{{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"Forbidden\",\"code\":403,\"message\":{told:?}}}"
            ),
        ),
        false => ("text/plain", told),
    };
    write!(
        stream,
        "HTTP/1.1 403 Forbidden\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
