//! `AWS::SSM::Parameter`: a value that programs ask for; a secret one only where that is asked for. Source of the facts: the
//! Systems Manager API reference (`DescribeParameters`, `GetParameters`).

use drift_core::Consequence;

use crate::table::{
    Call, Given, How, Name, Table, UNSET, behaviour, call, cosmetic, identity, leads, name, secret,
    security, tags, volatile,
};

const VALUES: How = How::Batch { size: 10, ids: "Names", id: "Name", key: "Name" };
const READ: Call = call("ssm", "GetParameters", "Parameters|Value");

pub(super) static TABLE: Table = Table {
    kind: "AWS::SSM::Parameter",
    list: call("ssm", "DescribeParameters", "Parameters")
        .given(&[("MaxResults", Given::Number(50))])
        .lists(),
    details: &[
        READ.by(VALUES, "Value").only("Type", &["String", "StringList"]),
        READ.given(&[("WithDecryption", Given::Truth(true))])
            .by(VALUES, "SecureValue")
            .only("Type", &["SecureString"])
            .secret(),
        call("ssm", "ListTagsForResource", "TagList")
            .given(&[("ResourceType", Given::Text("Parameter")), ("ResourceId", Given::Of("Name"))])
            .into("TagList"),
    ],
    identity: "Name",
    also: &["ARN"],
    name: Name::Property("Name"),
    rows: &[
        name("Name", "Name"),
        identity("ARN", "Arn", "made of the account, the region and the name"),
        security("Type", "Type"),
        leads("KeyId", "KeyId", "AWS::KMS::Key").means(Consequence::Security),
        volatile("LastModifiedDate", "LastModifiedDate", "when it was last changed"),
        volatile("LastModifiedUser", "LastModifiedUser", "who last changed it"),
        cosmetic("Description", "Description"),
        behaviour("AllowedPattern", "AllowedPattern"),
        volatile("Version", "Version", "counts the changes"),
        behaviour("Tier", "Tier"),
        behaviour("Policies", "Policies").set(),
        behaviour("DataType", "DataType"),
        behaviour("Value", "Value"),
        secret("SecureValue", "SecureValue").terraform("value_wo"),
        tags("TagList"),
    ],
    ..UNSET
};
