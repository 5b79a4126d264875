//! EC2's elements, in XML, about as long as AWS's. Knows no pages.

/// A volume that is attached.
pub(super) fn volume(number: usize) -> String {
    format!(
        "<volumeId>vol-{number:017x}</volumeId><size>100</size><snapshotId>snap-0a1b2c3d4e5f60718</snapshotId>\
         <availabilityZone>eu-west-1a</availabilityZone><status>in-use</status>\
         <createTime>2026-01-01T10:00:00.000Z</createTime><attachmentSet><item>\
         <volumeId>vol-{number:017x}</volumeId><instanceId>i-{number:017x}</instanceId><device>/dev/xvda</device>\
         <status>attached</status><attachTime>2026-01-01T10:00:01.000Z</attachTime>\
         <deleteOnTermination>false</deleteOnTermination></item></attachmentSet>{}<volumeType>gp3</volumeType>\
         <iops>3000</iops><throughput>125</throughput><encrypted>true</encrypted>\
         <multiAttachEnabled>false</multiAttachEnabled>",
        tags("data", number)
    )
}

/// A network interface.
pub(super) fn interface(number: usize) -> String {
    let (high, low) = (number / 256 % 256, number % 256);
    format!(
        "<networkInterfaceId>eni-{number:017x}</networkInterfaceId><subnetId>subnet-{low:017x}</subnetId>\
         <vpcId>vpc-0a1b2c3d4e5f60718</vpcId><availabilityZone>eu-west-1a</availabilityZone>\
         <description>web {number}</description><ownerId>111122223333</ownerId>\
         <requesterManaged>false</requesterManaged><status>in-use</status>\
         <macAddress>02:00:00:00:{high:02x}:{low:02x}</macAddress><privateIpAddress>10.0.{high}.{low}</privateIpAddress>\
         <sourceDestCheck>true</sourceDestCheck><groupSet><item><groupId>sg-{low:017x}</groupId>\
         <groupName>group-{low}</groupName></item></groupSet>{}<privateIpAddressesSet><item>\
         <privateIpAddress>10.0.{high}.{low}</privateIpAddress><primary>true</primary></item></privateIpAddressesSet>\
         <interfaceType>interface</interfaceType>",
        tags("web", number)
    )
}

/// A security group with two rules.
pub(super) fn group(number: usize) -> String {
    let rule = |port: u16, range: &str| {
        format!(
            "<item><ipProtocol>tcp</ipProtocol><fromPort>{port}</fromPort><toPort>{port}</toPort><groups/>\
             <ipRanges><item><cidrIp>{range}</cidrIp></item></ipRanges><ipv6Ranges/><prefixListIds/></item>"
        )
    };
    format!(
        "<ownerId>111122223333</ownerId><groupId>sg-{number:017x}</groupId><groupName>group-{number}</groupName>\
         <groupDescription>made for {number}</groupDescription><vpcId>vpc-0a1b2c3d4e5f60718</vpcId>\
         <ipPermissions>{}{}</ipPermissions><ipPermissionsEgress/>{}",
        rule(443, "10.0.0.0/8"),
        rule(22, "10.1.0.0/16"),
        tags("group", number)
    )
}

/// A subnet.
pub(super) fn subnet(number: usize) -> String {
    let (high, low) = (number / 256 % 256, number % 256);
    format!(
        "<subnetId>subnet-{number:017x}</subnetId><state>available</state><vpcId>vpc-0a1b2c3d4e5f60718</vpcId>\
         <cidrBlock>10.{high}.{low}.0/24</cidrBlock><availableIpAddressCount>250</availableIpAddressCount>\
         <availabilityZone>eu-west-1a</availabilityZone><defaultForAz>false</defaultForAz>\
         <mapPublicIpOnLaunch>false</mapPublicIpOnLaunch>{}",
        tags("private", number)
    )
}

fn tags(name: &str, number: usize) -> String {
    format!(
        "<tagSet><item><key>Name</key><value>{name}-{number}</value></item>\
         <item><key>team</key><value>team-{}</value></item></tagSet>",
        number % 17
    )
}
