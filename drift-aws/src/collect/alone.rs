//! Alone: each leaf of a resource of which everything is said, changed and nothing else: it is told, or is not for a reason.
//!
//! Knows no kind, but which of their properties say nothing by themselves.

use std::collections::{BTreeMap, BTreeSet};

use drift_core::{Path, Value};

use super::coverage::{answers, full};
use crate::table::Table;
use crate::{class, kinds, normalise};

/// Every leaf of a body, changed alone: what it is called, and the body with it.
fn changed(body: &Value) -> Vec<(String, Value)> {
    match body {
        Value::Map(members) => {
            let of = |(name, value): (&String, &Value)| {
                let whole = |(way, changed): (String, Value)| {
                    let mut members = members.clone();
                    members.insert(name.clone(), changed);
                    (format!("{name}.{way}"), Value::Map(members))
                };
                changed(value).into_iter().map(whole).collect::<Vec<_>>()
            };
            members.iter().flat_map(of).collect()
        }
        Value::List(items) => {
            let of = |(place, value): (usize, &Value)| {
                let whole = |(way, changed): (String, Value)| {
                    let mut items = items.clone();
                    items[place] = changed;
                    (way, Value::List(items))
                };
                changed(value).into_iter().map(whole).collect::<Vec<_>>()
            };
            // The elements have one shape.
            items.iter().enumerate().take(1).flat_map(of).collect()
        }
        Value::String(text) => vec![(String::new(), format!("{text}2").into())],
        Value::Bool(truth) => vec![(String::new(), Value::Bool(!truth))],
        Value::Integer(number) => vec![(String::new(), Value::Integer(number + 1))],
        _ => Vec::new(),
    }
}

/// The leaves of a body in normal form.
fn leaves(table: &Table, body: &Value) -> BTreeMap<Path, Value> {
    let mut found = BTreeMap::new();
    let tree = normalise::tree(table, body, &Value::Null);
    tree.leaves(&Path::root(), &mut |path, value| drop(found.insert(path.clone(), value.clone())));
    found
}

/// What changes nothing by itself in a body that has everything: the kind, why, and the ways. No more and no fewer.
const SILENT: &[(&str, &str, &[&str])] = &[
    (
        "AWS::AutoScaling::AutoScalingGroup",
        "whose a tag is: the group's",
        &["Tags.ResourceId", "Tags.ResourceType"],
    ),
    ("AWS::AutoScaling::LaunchConfiguration", "an image is compared by its name", &["ImageId"]),
    (
        "AWS::CertificateManager::Certificate",
        "what AWS asks for as a proof, and how far that is",
        &[
            "DomainValidationOptions.DomainName",
            "DomainValidationOptions.HttpRedirect.RedirectFrom",
            "DomainValidationOptions.HttpRedirect.RedirectTo",
            "DomainValidationOptions.ResourceRecord.Name",
            "DomainValidationOptions.ResourceRecord.Type",
            "DomainValidationOptions.ResourceRecord.Value",
            "DomainValidationOptions.ValidationStatus",
        ],
    ),
    ("AWS::EC2::EgressOnlyInternetGateway", "how far attaching is", &["attachmentSet.state"]),
    (
        "AWS::EC2::Instance",
        "follows from the group; an image is compared by its name",
        &["groupSet.groupName", "imageId"],
    ),
    ("AWS::EC2::InternetGateway", "how far attaching is", &["attachmentSet.state"]),
    (
        "AWS::EC2::LaunchTemplate",
        "an image is compared by its name",
        &["defaultData.imageId", "latestData.imageId"],
    ),
    (
        "AWS::EC2::NetworkAcl",
        "the default one has the subnets that no other has",
        &[
            "associationSet.networkAclAssociationId",
            "associationSet.networkAclId",
            "associationSet.subnetId",
        ],
    ),
    ("AWS::EC2::NetworkInterface", "follows from the group", &["groupSet.groupName"]),
    (
        "AWS::EC2::SecurityGroup",
        "the protocol of this body has no ports",
        &[
            "ipPermissions.fromPort",
            "ipPermissions.toPort",
            "ipPermissionsEgress.fromPort",
            "ipPermissionsEgress.toPort",
        ],
    ),
    (
        "AWS::EC2::VPC",
        "the id and the state of what is associated",
        &[
            "cidrBlockAssociationSet.associationId",
            "cidrBlockAssociationSet.cidrBlockState.state",
            "cidrBlockAssociationSet.cidrBlockState.statusMessage",
        ],
    ),
    ("AWS::EC2::VPCEndpoint", "follows from the group", &["groupSet.groupName"]),
    ("AWS::IAM::Group", "follows from the policy", &["AttachedManagedPolicies.PolicyName"]),
    (
        "AWS::IAM::InstanceProfile",
        "follows from the role",
        &[
            "Roles.AssumeRolePolicyDocument",
            "Roles.CreateDate",
            "Roles.Description",
            "Roles.MaxSessionDuration",
            "Roles.MaxSigninSessionDuration",
            "Roles.Path",
            "Roles.PermissionsBoundary.PermissionsBoundaryArn",
            "Roles.PermissionsBoundary.PermissionsBoundaryType",
            "Roles.RoleId",
            "Roles.RoleLastUsed.LastUsedDate",
            "Roles.RoleLastUsed.Region",
            "Roles.RoleName",
            "Roles.SourceRoleTemplate.TemplateArn",
            "Roles.SourceRoleTemplate.TemplateMinorVersion",
            "Roles.Tags.Key",
            "Roles.Tags.Value",
        ],
    ),
    ("AWS::IAM::Role", "follows from the policy", &["AttachedManagedPolicies.PolicyName"]),
    ("AWS::IAM::User", "follows from the policy", &["AttachedManagedPolicies.PolicyName"]),
    (
        "AWS::Lambda::Function",
        "follows from the layer's version",
        &["Layers.CodeSize", "Layers.SigningJobArn", "Layers.SigningProfileVersionArn"],
    ),
    (
        "AWS::RDS::DBCluster",
        "how far a change is",
        &["DBClusterOptionGroupMemberships.Status", "VpcSecurityGroups.Status"],
    ),
    (
        "AWS::RDS::DBInstance",
        "of an instance of a cluster the cluster's",
        &[
            "BackupRetentionPeriod",
            "EngineVersion",
            "MasterUsername",
            "PreferredBackupWindow",
            "StorageEncrypted",
        ],
    ),
    (
        "AWS::RDS::DBInstance",
        "how far a change is",
        &[
            "DBParameterGroups.ParameterApplyStatus",
            "OptionGroupMemberships.Status",
            "VpcSecurityGroups.Status",
        ],
    ),
    (
        "AWS::RDS::DBSubnetGroup",
        "follows from the subnet",
        &[
            "Subnets.SubnetAvailabilityZone.Name",
            "Subnets.SubnetOutpost.Arn",
            "Subnets.SubnetStatus",
        ],
    ),
    ("AWS::S3::Bucket", "an id says who", &["AccessControl.AccessControlList.Grantee.DisplayName"]),
];

#[test]
fn every_attribute_that_changes_alone_is_told_or_is_not_for_a_reason() {
    let answers = answers();
    let (mut tried, mut unsaid, mut silent) = (0, Vec::new(), BTreeSet::new());
    for table in kinds::ALL {
        let body = full(table, &answers);
        let before = leaves(table, &body);
        for (way, body) in changed(&body) {
            tried += 1;
            let after = leaves(table, &body);
            let differ = |path: &&Path| before.get(*path) != after.get(*path);
            let differing: Vec<&Path> = before.keys().chain(after.keys()).filter(differ).collect();
            if differing.is_empty() {
                silent.insert((table.kind, way.trim_end_matches('.').to_owned()));
            }
            let has_no_reason = |path: &&&Path| {
                let class = class::class(table, path);
                !class.role.is_compared() && class.reason.is_empty()
            };
            let found = differing.iter().find(has_no_reason);
            unsaid.extend(found.map(|path| format!("{} {path}", table.kind)));
        }
    }
    assert!(unsaid.is_empty(), "{unsaid:#?}");
    assert!(tried > 3_000, "{tried}");
    let listed =
        SILENT.iter().flat_map(|(kind, _, ways)| ways.iter().map(|way| (*kind, (*way).to_owned())));
    assert_eq!(silent, listed.collect());
}
