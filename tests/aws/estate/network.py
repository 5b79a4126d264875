"""VPCs and what is in them."""

import ipaddress

from .place import allow, document


def seed(place):
    """Two VPCs; the main one has public, private and database subnets in two zones."""
    vpcs(place)
    subnets(place)
    gateways(place)
    prefix_lists(place)
    route_tables(place)
    security_groups(place)
    network_acls(place)
    interfaces(place)
    endpoints(place)
    flow_logs(place)


def vpcs(place):
    ec2 = place.client("ec2")
    blocks = {"main": str(place.network), "tools": f"172.{20 if place.environment == 'staging' else 21}.0.0/16"}
    for what, block in blocks.items():
        name = place.name(what)
        vpc = ec2.create_vpc(
            CidrBlock=block, AmazonProvidedIpv6CidrBlock=what == "main", TagSpecifications=place.tagged("vpc", name)
        )["Vpc"]["VpcId"]
        place.made("AWS::EC2::VPC", name, vpc)
        support = {"Value": True}
        hostnames = {"Value": place.value("vpc-dns-hostnames") if what == "tools" else True}
        ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsSupport=support)
        ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames=hostnames)
    main = place.id("AWS::EC2::VPC", place.name("main"))
    second = str(ipaddress.ip_network("100.64.0.0/20"))
    ec2.associate_vpc_cidr_block(VpcId=main, CidrBlock=second)
    options = ec2.create_dhcp_options(
        DhcpConfigurations=[
            {"Key": "domain-name", "Values": [f"{place.environment}.shop.internal"]},
            {"Key": "domain-name-servers", "Values": ["AmazonProvidedDNS"]},
        ],
    )["DhcpOptions"]["DhcpOptionsId"]
    ec2.create_tags(Resources=[options], Tags=place.tags(place.name("dhcp")))
    ec2.associate_dhcp_options(DhcpOptionsId=options, VpcId=main)
    place.made("AWS::EC2::DHCPOptions", place.name("dhcp"), options)


def vpc(place, what="main"):
    return place.id("AWS::EC2::VPC", place.name(what))


def subnets(place):
    ec2 = place.client("ec2")
    blocks = list(place.network.subnets(new_prefix=place.network.prefixlen + 4))
    for number, tier in enumerate(("public", "private", "data")):
        for zone in (0, 1):
            name = place.name(tier, "ab"[zone])
            subnet = ec2.create_subnet(
                VpcId=vpc(place),
                CidrBlock=str(blocks[number * 4 + zone]),
                AvailabilityZone=place.zones[zone],
                TagSpecifications=place.tagged("subnet", name, tier=tier),
            )["Subnet"]["SubnetId"]
            place.made("AWS::EC2::Subnet", name, subnet)
    for zone in "ab":
        public = place.id("AWS::EC2::Subnet", place.name("public", zone))
        given = place.value("subnet-public-ip") if zone == "b" else True
        ec2.modify_subnet_attribute(SubnetId=public, MapPublicIpOnLaunch={"Value": given})


def subnet_ids(place, tier):
    return [place.id("AWS::EC2::Subnet", place.name(tier, zone)) for zone in "ab"]


def gateways(place):
    ec2 = place.client("ec2")
    for what in ("main", "tools"):
        name = place.name(what, "igw")
        more = {"purpose": place.value("internet-gateway-tag")} if what == "main" else {}
        gateway = ec2.create_internet_gateway(TagSpecifications=place.tagged("internet-gateway", name, **more))
        gateway = place.made("AWS::EC2::InternetGateway", name, gateway["InternetGateway"]["InternetGatewayId"])
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc(place, what))
    for zone in "ab":
        name = place.name("nat", zone)
        more = {"purpose": place.value("elastic-ip-tag")} if zone == "a" else {}
        address = ec2.allocate_address(Domain="vpc", TagSpecifications=place.tagged("elastic-ip", name, **more))
        place.made("AWS::EC2::EIP", name, address["AllocationId"])
        more = {"purpose": place.value("nat-gateway-tag")} if zone == "a" else {}
        nat = ec2.create_nat_gateway(
            AllocationId=address["AllocationId"],
            SubnetId=place.id("AWS::EC2::Subnet", place.name("public", zone)),
            ConnectivityType="public",
            TagSpecifications=place.tagged("natgateway", name, **more),
        )["NatGateway"]["NatGatewayId"]
        place.made("AWS::EC2::NatGateway", name, nat)


def prefix_lists(place):
    ec2 = place.client("ec2")
    entries = {
        "offices": [("203.0.113.0/24", "Berlin"), (place.value("prefix-list-entry"), "Lisbon")],
        "partners": [("192.0.2.0/25", "payments")],
    }
    for what, blocks in entries.items():
        name = place.name(what)
        made = ec2.create_managed_prefix_list(
            PrefixListName=name,
            AddressFamily="IPv4",
            MaxEntries=10,
            Entries=[{"Cidr": cidr, "Description": text} for cidr, text in blocks],
            TagSpecifications=place.tagged("prefix-list", name),
        )["PrefixList"]["PrefixListId"]
        place.made("AWS::EC2::PrefixList", name, made)


def route_tables(place):
    ec2 = place.client("ec2")
    gateway = place.id("AWS::EC2::InternetGateway", place.name("main", "igw"))
    table = route_table(place, "public", ["public"], "ab")
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    ec2.create_route(RouteTableId=table, DestinationIpv6CidrBlock="::/0", GatewayId=gateway)
    for zone in "ab":
        table = route_table(place, f"private-{zone}", ["private", "data"], zone)
        nat = place.id("AWS::EC2::NatGateway", place.name("nat", zone))
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    peering(place, table)


def route_table(place, what, tiers, zones):
    ec2 = place.client("ec2")
    name = place.name(what)
    table = ec2.create_route_table(VpcId=vpc(place), TagSpecifications=place.tagged("route-table", name))
    table = place.made("AWS::EC2::RouteTable", name, table["RouteTable"]["RouteTableId"])
    for tier in tiers:
        for zone in zones:
            subnet = place.id("AWS::EC2::Subnet", place.name(tier, zone))
            ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    return table


def peering(place, table):
    ec2 = place.client("ec2")
    name = place.name("main", "tools")
    made = ec2.create_vpc_peering_connection(
        VpcId=vpc(place), PeerVpcId=vpc(place, "tools"), TagSpecifications=place.tagged("vpc-peering-connection", name)
    )["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=made)
    place.made("AWS::EC2::VPCPeeringConnection", name, made)
    ec2.create_route(
        RouteTableId=table, DestinationCidrBlock=place.value("route-destination"), VpcPeeringConnectionId=made
    )


def security_group(place, what, description):
    name = place.name(what)
    group = place.client("ec2").create_security_group(
        GroupName=name,
        Description=description,
        VpcId=vpc(place),
        TagSpecifications=place.tagged("security-group", name),
    )["GroupId"]
    return place.made("AWS::EC2::SecurityGroup", name, group)


def security_groups(place):
    """The load balancer's, the application's, the database's, and one that is entered from outside."""
    ec2 = place.client("ec2")
    web = security_group(place, "alb", "load balancer")
    app = security_group(place, "app", "application")
    data = security_group(place, "db", "databases")
    bastion = security_group(place, "bastion", place.value("security-group-description"))
    offices = place.id("AWS::EC2::PrefixList", place.name("offices"))

    def let(group, ports, **source):
        rule = {"IpProtocol": "tcp", "FromPort": ports[0], "ToPort": ports[1], **source}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])

    everyone = [{"CidrIp": "0.0.0.0/0", "Description": "everyone"}]
    let(web, (443, 443), IpRanges=everyone, Ipv6Ranges=[{"CidrIpv6": "::/0", "Description": "everyone"}])
    if place.value("security-group-rule-added"):
        let(web, (80, 80), IpRanges=everyone)
    let(app, (8080, 8089), UserIdGroupPairs=[{"GroupId": web, "Description": "from the load balancer"}])
    let(app, (0, 65535), UserIdGroupPairs=[{"GroupId": app, "Description": "among themselves"}])
    port = place.value("security-group-rule-port")
    let(data, (port, port), UserIdGroupPairs=[{"GroupId": app, "Description": "from the application"}])
    text = place.value("security-group-rule-description")
    let(data, (5432, 5432), IpRanges=[{"CidrIp": str(place.network), "Description": text}])
    let(bastion, (22, 22), PrefixListIds=[{"PrefixListId": offices, "Description": "offices"}])
    ping = {"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "IpRanges": [{"CidrIp": "203.0.113.0/24"}]}
    ec2.authorize_security_group_ingress(GroupId=bastion, IpPermissions=[ping])
    egress(place, data)


def egress(place, group):
    """The databases reach nothing but the network itself."""
    ec2 = place.client("ec2")
    everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[everything])
    inside = {
        "IpProtocol": "tcp",
        "FromPort": 443,
        "ToPort": 443,
        "IpRanges": [{"CidrIp": str(place.network), "Description": "endpoints"}],
    }
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[inside])


def network_acls(place):
    ec2 = place.client("ec2")
    for tier in ("public", "data"):
        name = place.name(tier)
        acl = ec2.create_network_acl(VpcId=vpc(place), TagSpecifications=place.tagged("network-acl", name))
        acl = place.made("AWS::EC2::NetworkAcl", name, acl["NetworkAcl"]["NetworkAclId"])
        action = place.value("network-acl-action") if tier == "public" else "allow"
        entry(ec2, acl, 100, "6", False, "allow", CidrBlock=str(place.network), PortRange={"From": 443, "To": 443})
        entry(ec2, acl, 110, "6", False, action, CidrBlock="198.51.100.0/24", PortRange={"From": 22, "To": 22})
        entry(ec2, acl, 120, "1", False, "allow", CidrBlock="0.0.0.0/0", IcmpTypeCode={"Type": 8, "Code": -1})
        entry(ec2, acl, 100, "-1", True, "allow", CidrBlock="0.0.0.0/0")
        for subnet in subnet_ids(place, tier):
            filters = [{"Name": "association.subnet-id", "Values": [subnet]}]
            for found in ec2.describe_network_acls(Filters=filters)["NetworkAcls"]:
                for association in found["Associations"]:
                    if association["SubnetId"] == subnet:
                        known = association["NetworkAclAssociationId"]
                        ec2.replace_network_acl_association(AssociationId=known, NetworkAclId=acl)


def entry(ec2, acl, number, protocol, outward, action, **more):
    ec2.create_network_acl_entry(
        NetworkAclId=acl, RuleNumber=number, Protocol=protocol, Egress=outward, RuleAction=action, **more
    )


def interfaces(place):
    ec2 = place.client("ec2")
    group = place.id("AWS::EC2::SecurityGroup", place.name("app"))
    for what, subnet in zip(("proxy", "static"), subnet_ids(place, "private")):
        name = place.name(what)
        text = place.value("network-interface-description") if what == "proxy" else "a fixed address"
        made = ec2.create_network_interface(
            SubnetId=subnet, Description=text, Groups=[group], TagSpecifications=place.tagged("network-interface", name)
        )["NetworkInterface"]["NetworkInterfaceId"]
        place.made("AWS::EC2::NetworkInterface", name, made)
    interface = place.id("AWS::EC2::NetworkInterface", place.name("proxy"))
    ec2.modify_network_interface_attribute(NetworkInterfaceId=interface, SourceDestCheck={"Value": False})
    address = ec2.allocate_address(Domain="vpc", TagSpecifications=place.tagged("elastic-ip", place.name("proxy")))
    ec2.associate_address(AllocationId=address["AllocationId"], NetworkInterfaceId=interface)
    place.made("AWS::EC2::EIP", place.name("proxy"), address["AllocationId"])


def endpoints(place):
    """Gateways for S3 and DynamoDB, and interfaces with a policy."""
    tables = [place.id("AWS::EC2::RouteTable", place.name(f"private-{zone}")) for zone in "ab"]
    action = place.value("vpc-endpoint-policy")
    policy = document(allow([action, "s3:PutObject"], f"arn:aws:s3:::{place.name('*')}", principal="*"))
    endpoint(place, "s3", VpcEndpointType="Gateway", RouteTableIds=tables, PolicyDocument=policy)
    endpoint(place, "dynamodb", VpcEndpointType="Gateway", RouteTableIds=tables)
    group = place.id("AWS::EC2::SecurityGroup", place.name("app"))
    for service in ("secretsmanager", "ecr.api"):
        endpoint(
            place,
            service,
            VpcEndpointType="Interface",
            SubnetIds=subnet_ids(place, "private"),
            SecurityGroupIds=[group],
            PrivateDnsEnabled=place.value("vpc-endpoint-private-dns") if service == "ecr.api" else True,
            PolicyDocument=document(allow("*", "*", principal="*")),
        )


def endpoint(place, service, **more):
    name = place.name(service.replace(".", "-"))
    made = place.client("ec2").create_vpc_endpoint(
        VpcId=vpc(place),
        ServiceName=f"com.amazonaws.{place.region}.{service}",
        TagSpecifications=place.tagged("vpc-endpoint", name),
        **more,
    )["VpcEndpoint"]["VpcEndpointId"]
    place.made("AWS::EC2::VPCEndpoint", name, made)


def flow_logs(place):
    """Of the main VPC into a bucket, of the tools' into a log group: both are made before."""
    ec2 = place.client("ec2")
    bucket = f"arn:aws:s3:::{place.name('logs')}"
    role = place.id("AWS::IAM::Role", place.name("flow-logs"))
    targets = {
        "main": {"LogDestinationType": "s3", "LogDestination": bucket},
        "tools": {"LogGroupName": f"/vpc/{place.name('tools')}", "DeliverLogsPermissionArn": role},
    }
    for what, target in targets.items():
        name = place.name(what, "flow")
        made = ec2.create_flow_logs(
            ResourceIds=[vpc(place, what)],
            ResourceType="VPC",
            TrafficType=place.value("flow-log-traffic") if what == "main" else "ALL",
            MaxAggregationInterval=60,
            TagSpecifications=place.tagged("vpc-flow-log", name),
            **target,
        )
        if made["Unsuccessful"]:
            raise SystemExit(f"estate: flow log {name}: {made['Unsuccessful']}")
        place.made("AWS::EC2::FlowLog", name, made["FlowLogIds"][0])
