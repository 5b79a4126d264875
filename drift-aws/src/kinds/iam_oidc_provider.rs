//! `AWS::IAM::OIDCProvider`: whose tokens are believed. Source of the facts: the IAM API reference
//! (`ListOpenIDConnectProviders`, `GetOpenIDConnectProvider`).

use drift_core::{Consequence, Value};

use super::tag_or;
use crate::table::{
    Given, Name, Reach, Reader, Table, UNSET, call, identity, security, tags, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::IAM::OIDCProvider",
    reach: Reach::Account,
    list: call("iam", "ListOpenIDConnectProviders", "OpenIDConnectProviderList").lists(),
    details: &[call("iam", "GetOpenIDConnectProvider", "")
        .given(&[("OpenIDConnectProviderArn", Given::Of("Arn"))])
        .into("")],
    identity: "Arn",
    name: Name::Made(name_of),
    consequence: Consequence::Security,
    rows: &[
        identity("Arn", "Arn", "made of the account and the address"),
        security("IsTrustedIdentityPropagationEnabled", "IsTrustedIdentityPropagationEnabled"),
        security("Url", "Url").read(Reader::Body(address)),
        security("ClientIDList", "ClientIdList").set(),
        security("ThumbprintList", "ThumbprintList").set(),
        volatile("CreateDate", "CreateDate", "when it was made"),
        tags("Tags"),
        security("ContextProvider", "ContextProvider"),
        identity(
            "IdentityCenterInstanceArn",
            "IdentityCenterInstanceArn",
            "given by AWS to the identity centre",
        ),
        identity("IdentityStoreArn", "IdentityStoreArn", "given by AWS to its store"),
    ],
    ..UNSET
};

/// By its tag: the address of a cluster's provider ends in an id that AWS gave.
fn name_of(body: &Value) -> Option<String> {
    tag_or(body, || body.get("Url")?.scalar_text())
}

/// The address of a cluster's provider without the id that AWS gave to the cluster.
fn address(body: &Value) -> Value {
    let Some(url) = body.get("Url").and_then(Value::as_str) else { return Value::Null };
    let address = url.split_once("/id/").map_or(url, |(host, _)| host);
    if url.starts_with("oidc.eks.") { address.into() } else { url.into() }
}
