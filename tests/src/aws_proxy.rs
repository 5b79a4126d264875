//! The proxy before moto (`tests/aws/proxy.py`): pages, fields that nobody knows, and faults.
//!
//! Starts it and speaks to it; what it does is said by its own head.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::moto::{Moto, environment, python};

/// A proxy that runs as long as this lives.
pub struct AwsProxy {
    child: Child,
    url: String,
}

impl AwsProxy {
    /// Starts one with options such as `--pages 1`.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(moto: &Moto, options: &[&str]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("aws/proxy.py");
        let mut command = Command::new(python());
        command.arg("-B").arg(script).arg(moto.file()).args(options);
        // It ends with its standard input, which ends with this process.
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).expect("the proxy says its URL");
        let url = said["url"].as_str().unwrap().to_owned();
        Self { child, url }
    }

    /// The environment of a program that asks through it.
    #[must_use]
    pub fn environment(&self, keys: [&str; 2]) -> Vec<(String, String)> {
        environment(&self.url, keys)
    }

    /// What goes wrong from now on.
    ///
    /// # Panics
    /// When it does not take the rules.
    pub fn rules(&self, rules: &Value) {
        let said = self.speak("PUT", "rules", &rules.to_string());
        assert!(said.starts_with("HTTP/1.1 2") || said.starts_with("HTTP/1.0 2"), "{said}");
    }

    /// What was asked.
    ///
    /// # Panics
    /// When it does not answer.
    #[must_use]
    pub fn log(&self) -> Vec<Value> {
        let said = self.speak("GET", "log", "");
        let (_, body) = said.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap()
    }

    fn speak(&self, method: &str, what: &str, body: &str) -> String {
        let host = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).unwrap();
        let length = body.len();
        let head = format!(
            "{method} /drift-proxy/{what} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
        );
        stream.write_all((head + body).as_bytes()).unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).unwrap();
        said
    }
}

impl Drop for AwsProxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
