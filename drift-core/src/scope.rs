//! Scopes and cells: where resources live, and what one reading covers.
//!
//! Knows no provider: a scope is an account and region, or a cluster and namespace.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a resource lives. Absent parts do not apply (a global service, a cluster-scoped object, a declaration
/// that names no cluster).
///
/// ```
/// use drift_core::Scope;
/// let scope = Scope::cluster("5f0c").in_namespace("shop");
/// assert_eq!(scope.to_string(), "5f0c/shop");
/// ```
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Scope {
    /// AWS account id, 12 digits, as STS says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// AWS region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// UID of the cluster's kube-system namespace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Kubernetes namespace; in a coverage cell `*` is every namespace of the cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
}

impl Scope {
    /// A whole cluster.
    #[must_use]
    pub fn cluster(uid: &str) -> Self {
        Self { cluster: Some(uid.to_owned()), ..Self::default() }
    }

    /// An account in a region.
    #[must_use]
    pub fn account(id: &str, region: &str) -> Self {
        Self { account: Some(id.to_owned()), region: Some(region.to_owned()), ..Self::default() }
    }

    /// The same scope, narrowed to a namespace.
    #[must_use]
    pub fn in_namespace(&self, namespace: &str) -> Self {
        Self { namespace: Some(namespace.to_owned()), ..self.clone() }
    }

    /// The same scope without its namespace: the account and region, or the cluster.
    #[must_use]
    pub fn instance(&self) -> Self {
        Self { namespace: None, ..self.clone() }
    }

    /// Where a name that is written here is looked for: here, in the instance, in what its account has beside its regions.
    pub(crate) fn outward(&self) -> [Self; 3] {
        let instance = self.instance();
        let global = Self { region: None, ..instance.clone() };
        [self.clone(), instance, global]
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [&self.account, &self.region, &self.cluster, &self.namespace];
        let said: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        f.write_str(&said.join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_looked_for_here_then_around() {
        let said = |scope: &Scope| scope.outward().map(|scope| scope.to_string());
        let region = Scope::account("1", "eu-west-1");
        assert_eq!(said(&region), ["1/eu-west-1", "1/eu-west-1", "1"]);
        assert_eq!(said(&Scope::cluster("c").in_namespace("shop")), ["c/shop", "c", "c"]);
    }
}
