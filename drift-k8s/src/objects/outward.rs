//! Outward: what an object says of resources outside of its cluster, in the account that the cluster runs in.
//!
//! Only AWS's. What it leads to may not have been read; then it leads nowhere.

use drift_core::{Map, Reference, Value};

/// The role that a service account's pods take.
///
/// AWS: Amazon EKS User Guide, "Assign IAM roles to Kubernetes service accounts".
pub(super) const ROLE: &str = "eks.amazonaws.com/role-arn";

/// Whether two roles that were not read are the same. Of those of two accounts whose names differ in one word, which may be the
/// environment's, only who knows the accounts can say.
pub(super) fn same_role(before: &Value, after: &Value) -> Option<bool> {
    let role = |value: &Value| match value {
        Value::Reference(role) => {
            let (start, name) = role.name.split_once(":role/")?;
            let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_owned);
            Some((start.rsplit(':').next()?.to_owned(), words.collect::<Vec<_>>()))
        }
        _ => None,
    };
    let ((one, ours), (other, theirs)) = match role(before).zip(role(after)) {
        Some(roles) => roles,
        None => return Some(before == after),
    };
    let apart = ours.iter().zip(&theirs).filter(|(one, other)| one != other).count();
    let may_be = one != other && ours.len() == theirs.len() && apart < 2;
    (!may_be).then_some(before == after)
}

fn reference(kind: &str, name: &str) -> Value {
    Value::Reference(Reference { kind: kind.to_owned(), namespace: None, name: name.to_owned() })
}

/// Makes a service account's annotation a reference to the role.
pub(super) fn to_role(metadata: &mut Map) {
    let annotations = metadata.get_mut("annotations").and_then(Value::as_map_mut);
    let Some(annotation) = annotations.and_then(|all| all.get_mut(ROLE)) else { return };
    if let Some(arn) = annotation.as_str().filter(|text| text.starts_with("arn:")) {
        *annotation = reference("AWS::IAM::Role", arn);
    }
}

/// Of a node only the machine that it is: `aws:///eu-west-1a/i-0a1b2c3d4e5f60718`.
///
/// Kubernetes: "Node", `spec.providerID`, as the AWS cloud provider writes it.
pub(super) fn machine(node: &Value) -> Map {
    let id = node.at(&["spec", "providerID"]).and_then(Value::as_str);
    let instance = id.and_then(|id| id.strip_prefix("aws://")?.rsplit_once('/'));
    let instance = instance.filter(|(_, instance)| instance.starts_with("i-"));
    let provider = instance.map(|(_, id)| {
        let way = Map::from([("providerID".to_owned(), reference("AWS::EC2::Instance", id))]);
        ("spec".to_owned(), Value::Map(way))
    });
    provider.into_iter().collect()
}

/// Where the load balancers of an object stand in its status, and under which member each has its address.
fn addressed(kind: &str) -> Option<(&'static [&'static str], &'static str)> {
    match kind {
        "/Service" | "networking.k8s.io/Ingress" => {
            Some((&["loadBalancer", "ingress"], "hostname"))
        }
        "gateway.networking.k8s.io/Gateway" => Some((&["addresses"], "value")),
        _ => None,
    }
}

/// Of a status only the load balancers that AWS made for the object, by the address that they have.
pub(super) fn balancers(kind: &str, status: &Value) -> Option<Value> {
    let (way, member) = addressed(kind)?;
    let entries = status.at(way)?.as_list()?.iter();
    let hosts = entries.filter_map(|entry| entry.get(member)?.as_str());
    let ours = hosts.filter(|host| host.contains(".elb.") && host.contains(".amazonaws.com"));
    let kind = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    let found: Vec<Value> = ours
        .map(|host| Value::Map(Map::from([(member.to_owned(), reference(kind, host))])))
        .collect();
    let nest = |value: Value, name: &&str| Value::Map(Map::from([((*name).to_owned(), value)]));
    (!found.is_empty()).then(|| way.iter().rev().fold(Value::List(found), nest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Value {
        Value::from_json(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_node_leads_to_its_machine_and_says_nothing_else() {
        let table = [
            (
                r#"{"spec": {"providerID": "aws:///eu-west-1a/i-0a1b", "podCIDR": "10.0.0.0/24"}}"#,
                1,
            ),
            (r#"{"spec": {"providerID": "aws:///eu-west-1b/51ab/fargate-ip-10-0-0-1"}}"#, 0),
            (r#"{"spec": {"providerID": "gce://shop/europe-west1-b/i-1"}}"#, 0),
            (r#"{"spec": {}}"#, 0),
        ];
        for (node, leads) in table {
            assert_eq!(machine(&read(node)).len(), leads, "{node}");
        }
        let way = Value::Map(machine(&read(table[0].0)));
        let leads = way.at(&["spec", "providerID"]).unwrap();
        assert_eq!(*leads, reference("AWS::EC2::Instance", "i-0a1b"));
    }

    #[test]
    fn roles_of_two_accounts_are_not_told_apart_by_their_arns() {
        let role = |account: &str, name: &str| {
            reference("AWS::IAM::Role", &format!("arn:aws:iam::{account}:role/{name}"))
        };
        let table = [
            (role("1", "shop"), role("1", "shop"), Some(true)),
            (role("1", "shop"), role("1", "other"), Some(false)),
            (role("1", "shop-staging"), role("2", "shop-prod"), None),
            (role("1", "shop-staging-reports"), role("2", "totally-other"), Some(false)),
            (role("1", "shop-staging-reports"), role("2", "shop-prod-admin"), Some(false)),
            (role("1", "shop"), Value::from("none"), Some(false)),
        ];
        for (before, after, expected) in table {
            assert_eq!(same_role(&before, &after), expected);
        }
    }

    #[test]
    fn a_status_leads_to_the_load_balancers_of_aws() {
        let host = "k8s-shop-web-0a1b2c.elb.eu-west-1.amazonaws.com";
        let one = format!(r#"{{"ingress": [{{"hostname": "{host}"}}, {{"ip": "192.0.2.1"}}]}}"#);
        let service = read(&format!(r#"{{"loadBalancer": {one}, "conditions": []}}"#));
        let found = balancers("/Service", &service).unwrap();
        let leads = reference("AWS::ElasticLoadBalancingV2::LoadBalancer", host);
        let entries = found.at(&["loadBalancer", "ingress"]).and_then(Value::as_list).unwrap();
        assert_eq!((entries.len(), entries[0].get("hostname")), (1, Some(&leads)));
        assert_eq!(balancers("networking.k8s.io/Ingress", &service), Some(found));
        assert_eq!(balancers("apps/Deployment", &service), None);
        let gateway =
            read(&format!(r#"{{"addresses": [{{"type": "Hostname", "value": "{host}"}}]}}"#));
        let found = balancers("gateway.networking.k8s.io/Gateway", &gateway).unwrap();
        let entries = found.get("addresses").and_then(Value::as_list).unwrap();
        assert_eq!(entries[0].get("value"), Some(&leads));
        let elsewhere = read(r#"{"loadBalancer": {"ingress": [{"hostname": "lb.example.com"}]}}"#);
        assert_eq!(balancers("/Service", &elsewhere), None);
    }
}
