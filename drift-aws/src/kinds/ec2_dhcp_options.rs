//! `AWS::EC2::DHCPOptions`: what a network tells its machines. Source of the facts: the EC2 API reference (`DescribeDhcpOptions`).

use drift_core::Value;

use crate::table::{Name, Table, UNSET, behaviour, call, identity, tags};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::DHCPOptions",
    list: call("ec2", "DescribeDhcpOptions", "dhcpOptionsSet").lists(),
    identity: "dhcpOptionsId",
    name: Name::Tag,
    made_by_system,
    rows: &[
        identity("ownerId", "OwnerId", "the account, which the scope says"),
        tags("tagSet"),
        identity("dhcpOptionsId", "DhcpOptionsId", "given by AWS, names these very options"),
        behaviour("dhcpConfigurationSet", "DhcpConfigurations").keyed(&["Key"]),
    ],
    ..UNSET
};

/// The set that every region has names Amazon's server and a domain of the region, and nobody has put a tag on it.
fn made_by_system(body: &Value) -> Option<&'static str> {
    let is_untagged = body.get("tagSet").is_none_or(Value::is_empty);
    let mut options = body.get("dhcpConfigurationSet")?.as_list()?.iter();
    let is_plain = options.all(|option| match option.get("key").and_then(Value::as_str) {
        Some("domain-name-servers") => option.to_json().contains("AmazonProvidedDNS"),
        Some("domain-name") => option.to_json().contains("internal"),
        _ => false,
    });
    (is_untagged && is_plain).then_some("every region has default options")
}
