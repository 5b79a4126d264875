//! The real API server, asked with the rights of a context.
//!
//! Knows nothing of faults.

use http::Request;
use http::header::{ACCEPT, CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use kube::client::{Body, Client};
use kube::config::{KubeConfigOptions, Kubeconfig};

use super::Answer;
use crate::cluster::clusters;

pub(super) struct Upstream(Client);

impl Upstream {
    pub(super) async fn connect(context: &str) -> Self {
        let file = clusters().first().map(|cluster| cluster.kubeconfig.clone());
        let kubeconfig = Kubeconfig::read_from(file.expect("clusters were started")).unwrap();
        let options = KubeConfigOptions { context: Some(context.to_owned()), ..Default::default() };
        let mut config = kube::Config::from_custom_kubeconfig(kubeconfig, &options).await.unwrap();
        config.default_retry = false;
        Self(Client::try_from(config).unwrap())
    }

    /// What the server says to a GET; a server that cannot be asked is a 502.
    pub(super) async fn get(&self, target: &str, accept: &str) -> Answer {
        let request = Request::get(target).header(ACCEPT, accept).body(Body::empty()).unwrap();
        let response = match self.0.send(request).await {
            Ok(response) => response,
            Err(error) => return Answer::new(502, format!("the proxy: {error}")),
        };
        let (parts, body) = response.into_parts();
        let body = match body.collect_bytes().await {
            Ok(bytes) => bytes.to_vec(),
            Err(error) => return Answer::new(502, format!("the proxy: {error}")),
        };
        // The body is whole here, so its length is said anew.
        let own = [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING];
        let headers = parts.headers.iter().filter(|(name, _)| !own.contains(*name));
        let headers = headers.map(|(name, value)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into())
        });
        Answer { code: parts.status.as_u16(), headers: headers.collect(), body }
    }
}
