//! One run over AWS and Kubernetes: a pod's service account leads to its role, and the role's policy to a bucket; a service to its load
//! balancer, and a pod by its node to a machine.

use drift_core::Report;
use drift_tests::{AwsProxy, Drift, Moto, cluster};
use serde_json::{Value, json};

/// An environment, its account and its region.
type Side = (&'static str, &'static str, &'static str);

const SIDES: [Side; 2] =
    [("staging", "111111111111", "eu-west-1"), ("prod", "222222222222", "us-east-1")];

fn policy(statements: &Value) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

/// A bucket that a role may read, and the role; it trusts who is said.
fn readable(moto: &Moto, (environment, account, region): Side, trusts: &Value) -> String {
    let place = [account, region];
    let bucket = format!("shop-{environment}-reports");
    let mut create = json!({"Bucket": bucket});
    if region != "us-east-1" {
        create["CreateBucketConfiguration"] = json!({"LocationConstraint": region});
    }
    let _ = moto.ask(place, "s3.CreateBucket", &create);
    let role = format!("shop-{environment}-reports");
    let trust = policy(
        &json!([{"Effect": "Allow", "Principal": trusts, "Action": "sts:AssumeRoleWithWebIdentity"}]),
    );
    let create = json!({"RoleName": role, "AssumeRolePolicyDocument": trust});
    let _ = moto.ask(place, "iam.CreateRole", &create);
    reads(moto, (environment, account, region), &bucket);
    format!("arn:aws:iam::{account}:role/{role}")
}

/// From now on the role may read this bucket.
fn reads(moto: &Moto, (environment, account, region): Side, bucket: &str) {
    let statements = json!([{
        "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": [format!("arn:aws:s3:::{bucket}")],
    }]);
    let role = format!("shop-{environment}-reports");
    let put =
        json!({"RoleName": role, "PolicyName": "read", "PolicyDocument": policy(&statements)});
    let _ = moto.ask([account, region], "iam.PutRolePolicy", &put);
}

/// A pod whose service account bears the role.
fn pod(namespace: &str, environment: &str, annotations: &Value, pod: &Value) {
    let cluster = cluster(environment);
    cluster.namespace(namespace);
    let account = json!({
        "apiVersion": "v1", "kind": "ServiceAccount",
        "metadata": {"name": "reports", "annotations": annotations},
    });
    let mut spec = json!({
        "serviceAccountName": "reports",
        "containers": [{"name": "reports", "image": "registry.example.com/shop/reports:1"}],
    });
    spec.as_object_mut().unwrap().extend(pod.as_object().unwrap().clone());
    let labels = json!({"app": "reports"});
    let deployment = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "reports"},
        "spec": {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": spec}},
    });
    cluster.apply_text(namespace, &format!("{account}\n---\n{deployment}\n"));
}

fn both(environment_of_aws: Vec<(String, String)>, namespace: &str) -> Drift {
    let environment = |(name, account, region): Side| {
        format!(
            "  {name}:
    sources:
      - aws: {{ accounts: [\"{account}\"], role: drift, regions: [{region}] }}
      - kubernetes: {{ context: {name}, namespaces: [\"{namespace}-{name}\"] }}
"
        )
    };
    let environments: String = SIDES.into_iter().map(environment).collect();
    let config = format!("version: 1\nenvironments:\n{environments}");
    Drift::with(&config, environment_of_aws, true)
}

fn found(drift: &Drift) -> Report {
    drift.report(&["diff", "staging", "prod"]).0
}

/// The ways to what differs of a kind, as `explain` prints them, on one line.
fn ways(drift: &Drift, report: &Report, kind: &str) -> String {
    let about = report.findings.iter().find(|finding| finding.kind == kind);
    let about = about.unwrap_or_else(|| panic!("{kind} differs"));
    let said = drift.run(&["explain", &about.id]).stdout;
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn nothing_differs(drift: &Drift) {
    let report = found(drift);
    let found = report.findings.iter();
    let found: Vec<_> = found
        .map(|finding| format!("{} {} {}", finding.kind, finding.subject, finding.path))
        .collect();
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_pod_leads_to_its_role_and_to_the_bucket_in_both_environments() {
    let moto = Moto::start();
    for side in SIDES {
        let (environment, account, _) = side;
        let arn = format!("arn:aws:iam::{account}:oidc-provider/oidc.example.com/{environment}");
        let role = readable(&moto, side, &json!({"Federated": arn}));
        let annotations = json!({"eks.amazonaws.com/role-arn": role});
        pod(&format!("together-{environment}"), environment, &annotations, &json!({}));
    }
    let drift = both(moto.environment(["test", "test"]), "together");
    nothing_differs(&drift);
    // Another bucket in one of them is told, at the policy.
    reads(&moto, SIDES[1], "shop-other");
    let report = found(&drift);
    let about: Vec<_> = report.findings.iter().map(|finding| finding.kind.as_str()).collect();
    assert!(about.iter().all(|kind| *kind == "AWS::IAM::Role") && !about.is_empty(), "{about:?}");
    // Of the bucket itself the whole way is told, from the pod on.
    reads(&moto, SIDES[1], "shop-prod-reports");
    versioned(&moto);
    let said = ways(&drift, &found(&drift), "AWS::S3::Bucket");
    for environment in ["staging", "prod"] {
        let way = format!(
            "{environment}: apps/Deployment reports (spec.template.spec.serviceAccountName) \
             > /ServiceAccount reports (metadata.annotations[\"eks.amazonaws.com/role-arn\"]) \
             > AWS::IAM::Role shop-{environment}-reports"
        );
        assert!(said.contains(&way), "{way}\n{said}");
    }
    assert!(said.contains("> AWS::S3::Bucket"), "{said}");
}

/// The bucket of prod differs.
fn versioned(moto: &Moto) {
    let versions =
        json!({"Bucket": "shop-prod-reports", "VersioningConfiguration": {"Status": "Enabled"}});
    let _ = moto.ask(["222222222222", "us-east-1"], "s3.PutBucketVersioning", &versions);
}

/// What an account has around a cluster.
struct Around {
    cluster: String,
    endpoint: String,
    role: String,
    balancer: Value,
    instance: String,
}

fn around(moto: &Moto, side: Side) -> Around {
    let (environment, account, region) = side;
    let place = [account, region];
    let role = readable(moto, side, &json!({"Service": "pods.eks.amazonaws.com"}));
    let subnets = moto.ask(place, "ec2.DescribeSubnets", &json!({}));
    let subnets: Vec<_> = subnets["Subnets"].as_array().unwrap().iter().take(2).collect();
    let subnets: Vec<_> = subnets.iter().map(|subnet| &subnet["SubnetId"]).collect();
    let cluster = format!("shop-{environment}");
    let eks =
        json!({"name": cluster, "roleArn": role, "resourcesVpcConfig": {"subnetIds": subnets}});
    let eks = moto.ask(place, "eks.CreateCluster", &eks);
    let balancer = json!({"Name": format!("shop-{environment}-web"), "Subnets": subnets});
    let balancer = moto.ask(place, "elbv2.CreateLoadBalancer", &balancer);
    let image = moto.ask(place, "ec2.RegisterImage", &json!({"Name": "node-1.34"}));
    let tags = json!([{"Key": "Name", "Value": format!("shop-{environment}-node")}]);
    let run = json!({
        "ImageId": image["ImageId"], "MinCount": 1, "MaxCount": 1,
        "TagSpecifications": [{"ResourceType": "instance", "Tags": tags}],
    });
    let run = moto.ask(place, "ec2.RunInstances", &run);
    Around {
        cluster,
        endpoint: eks["cluster"]["endpoint"].as_str().unwrap().to_owned(),
        role,
        balancer: balancer["LoadBalancers"][0].clone(),
        instance: run["Instances"][0]["InstanceId"].as_str().unwrap().to_owned(),
    }
}

/// What moto does not have: an association, and a cluster at the address of ours.
fn rules((environment, account, region): Side, around: &Around) -> Vec<Value> {
    let id = format!("a-{environment}");
    let arn =
        format!("arn:aws:eks:{region}:{account}:podidentityassociation/{}/{id}", around.cluster);
    let association = json!({
        "clusterName": around.cluster, "namespace": format!("bound-{environment}"), "serviceAccount": "reports",
        "associationArn": arn, "associationId": id, "roleArn": around.role, "tags": {},
    });
    let of = |operation: &str, then: Value| {
        let matches = json!({"service": "eks", "operation": operation, "account": account});
        json!({"match": matches, "then": then})
    };
    let server = &cluster(environment).server;
    vec![
        of("ListPodIdentityAssociations", json!({"answer": {"associations": [association]}})),
        of("DescribePodIdentityAssociation", json!({"answer": {"association": association}})),
        of("DescribeCluster", json!({"replace": [around.endpoint, server]})),
    ]
}

/// A pod without a word of its role, on the machine of the account, behind its load balancer.
fn inside((environment, _, region): Side, around: &Around) {
    let (cluster, namespace) = (cluster(environment), format!("bound-{environment}"));
    let node = json!({
        "apiVersion": "v1", "kind": "Node", "metadata": {"name": namespace},
        "spec": {"providerID": format!("aws:///{region}a/{}", around.instance)},
    });
    cluster.apply_text("default", &node.to_string());
    pod(&namespace, environment, &json!({}), &json!({"nodeName": namespace}));
    let service = json!({
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"},
        "spec": {"type": "LoadBalancer", "selector": {"app": "reports"}, "ports": [{"port": 443}]},
    });
    cluster.apply_text(&namespace, &service.to_string());
    let status = json!({"status": {"loadBalancer": {"ingress": [{"hostname": around.balancer["DNSName"]}]}}});
    let patch =
        ["-n", &namespace, "patch", "service", "web", "--subresource=status", "--type=merge"];
    let _ = cluster.kubectl(&[&patch[..], &["-p", &status.to_string()]].concat());
}

#[test]
fn what_only_the_account_or_a_status_says_leads_from_the_cluster_to_the_account() {
    let moto = Moto::start();
    let proxy = AwsProxy::start(&moto, &[]);
    let all = SIDES.map(|side| around(&moto, side));
    let told: Vec<Value> =
        SIDES.into_iter().zip(&all).flat_map(|(side, around)| rules(side, around)).collect();
    proxy.rules(&json!(told));
    SIDES.into_iter().zip(&all).for_each(|(side, around)| inside(side, around));
    let drift = both(proxy.environment(["test", "test"]), "bound");
    nothing_differs(&drift);
    versioned(&moto);
    let (place, around) = (["222222222222", "us-east-1"], &all[1]);
    let attributes = json!([{"Key": "deletion_protection.enabled", "Value": "true"}]);
    let modify =
        json!({"LoadBalancerArn": around.balancer["LoadBalancerArn"], "Attributes": attributes});
    let _ = moto.ask(place, "elbv2.ModifyLoadBalancerAttributes", &modify);
    let modify = json!({"InstanceId": around.instance, "DisableApiTermination": {"Value": true}});
    let _ = moto.ask(place, "ec2.ModifyInstanceAttribute", &modify);
    let report = found(&drift);
    for environment in ["staging", "prod"] {
        let said = ways(&drift, &report, "AWS::S3::Bucket");
        let way = format!(
            "{environment}: apps/Deployment reports (spec.template.spec.serviceAccountName) \
             > /ServiceAccount reports > AWS::EKS::PodIdentityAssociation shop-{environment} bound-{environment} reports \
             (RoleArn) > AWS::IAM::Role shop-{environment}-reports"
        );
        assert!(said.contains(&way), "{way}\n{said}");
        let said = ways(&drift, &report, "AWS::ElasticLoadBalancingV2::LoadBalancer");
        let way =
            format!("{environment}: /Service web (status.loadBalancer.ingress) > AWS::Elastic");
        assert!(said.contains(&way), "{way}\n{said}");
        let said = ways(&drift, &report, "AWS::EC2::Instance");
        let way = format!(
            "{environment}: apps/Deployment reports (spec.template.spec.nodeName) > /Node bound-{environment} \
             (spec.providerID) > AWS::EC2::Instance"
        );
        assert!(said.contains(&way), "{way}\n{said}");
        let _ = cluster(environment).kubectl(&["delete", "node", &format!("bound-{environment}")]);
    }
}
