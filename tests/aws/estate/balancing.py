"""ELBv2 load balancers and Route 53."""

from .network import subnet_ids, vpc


def seed(place):
    load_balancers(place)
    target_groups(place)
    listeners(place)
    rules(place)
    zones(place)
    records(place)


def load_balancers(place):
    elb = place.client("elbv2")
    groups = {"SecurityGroups": [place.id("AWS::EC2::SecurityGroup", place.name("alb"))]}
    kinds = {
        "web": {"Type": "application", "Scheme": "internet-facing", "IpAddressType": "ipv4", **groups},
        "admin": {"Type": "application", "Scheme": "internal", **groups},
        "tcp": {"Type": "network", "Scheme": "internal"},
    }
    for what, more in kinds.items():
        name = place.name(what)
        tier = "public" if more["Scheme"] == "internet-facing" else "private"
        made = elb.create_load_balancer(Name=name, Subnets=subnet_ids(place, tier), Tags=place.tags(name), **more)
        arn = made["LoadBalancers"][0]["LoadBalancerArn"]
        place.made("AWS::ElasticLoadBalancingV2::LoadBalancer", name, arn)
        attributes = {"deletion_protection.enabled": "true" if what == "web" else "false"}
        if what == "tcp":
            attributes["load_balancing.cross_zone.enabled"] = place.value("network-load-balancer-cross-zone")
        else:
            attributes["idle_timeout.timeout_seconds"] = place.value("load-balancer-idle-timeout") if what == "web" else "60"
            attributes["routing.http.drop_invalid_header_fields.enabled"] = "true"
            logs = {"enabled": "true", "bucket": place.name("logs"), "prefix": what}
            attributes |= {f"access_logs.s3.{key}": value for key, value in logs.items()}
        set_attributes(elb.modify_load_balancer_attributes, "LoadBalancerArn", arn, attributes)


def set_attributes(call, key, arn, attributes):
    call(**{key: arn, "Attributes": [{"Key": name, "Value": value} for name, value in attributes.items()]})


def target_groups(place):
    elb = place.client("elbv2")
    for what, protocol, port, kind in (
        ("api", "HTTP", 8080, "ip"),
        ("front", "HTTP", 8081, "instance"),
        ("raw", "TCP", 5000, "ip"),
    ):
        name = place.name(what)
        health = {"HealthCheckProtocol": protocol, "HealthyThresholdCount": 3, "HealthCheckIntervalSeconds": 15}
        if protocol == "HTTP":
            path = place.value("target-group-health-path") if what == "api" else "/ready"
            health |= {"HealthCheckPath": path, "Matcher": {"HttpCode": "200-299"}, "HealthCheckTimeoutSeconds": 5}
        arn = elb.create_target_group(
            Name=name, Protocol=protocol, Port=port, VpcId=vpc(place), TargetType=kind, Tags=place.tags(name), **health
        )["TargetGroups"][0]["TargetGroupArn"]
        place.made("AWS::ElasticLoadBalancingV2::TargetGroup", name, arn)
        attributes = {"deregistration_delay.timeout_seconds": "60"}
        if what == "front":
            attributes["deregistration_delay.timeout_seconds"] = place.value("target-group-deregistration-delay")
            sticky = {"enabled": "true", "type": "lb_cookie", "lb_cookie.duration_seconds": "3600"}
            attributes |= {f"stickiness.{key}": value for key, value in sticky.items()}
        set_attributes(elb.modify_target_group_attributes, "TargetGroupArn", arn, attributes)
    worker = place.id("AWS::EC2::Instance", place.name("worker-1"))
    elb.register_targets(TargetGroupArn=target(place, "front"), Targets=[{"Id": worker, "Port": 8081}])


def target(place, what):
    return place.id("AWS::ElasticLoadBalancingV2::TargetGroup", place.name(what))


def listeners(place):
    domain = f"www.{place.environment}.shop.example"
    certificate = {"CertificateArn": place.id("AWS::CertificateManager::Certificate", domain)}
    secure = {"Protocol": "HTTPS", "Port": 443, "SslPolicy": place.value("listener-ssl-policy"), "Certificates": [certificate]}
    redirect = {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}
    split = [{"TargetGroupArn": target(place, "api"), "Weight": 90}, {"TargetGroupArn": target(place, "front"), "Weight": 10}]
    forward = {"Type": "forward", "ForwardConfig": {"TargetGroups": split}}
    listener(place, "web", forward, **secure)
    listener(place, "web", {"Type": "redirect", "RedirectConfig": redirect}, Protocol="HTTP", Port=80)
    text = {"ContentType": "text/plain", "StatusCode": "404", "MessageBody": "nothing here"}
    listener(place, "admin", {"Type": "fixed-response", "FixedResponseConfig": text}, Protocol="HTTP", Port=80)
    port = place.value("listener-port")
    listener(place, "tcp", {"Type": "forward", "TargetGroupArn": target(place, "raw")}, 5000, Protocol="TCP", Port=port)


def listener(place, balancer, action, called=None, **more):
    """Its tag keeps the usual port where that is changed, so that a change is one."""
    name = f"{place.name(balancer)}:{called or more['Port']}"
    arn = place.client("elbv2").create_listener(
        LoadBalancerArn=place.id("AWS::ElasticLoadBalancingV2::LoadBalancer", place.name(balancer)),
        DefaultActions=[action],
        Tags=place.tags(name),
        **more,
    )["Listeners"][0]["ListenerArn"]
    place.made("AWS::ElasticLoadBalancingV2::Listener", name, arn)


def rules(place):
    to_front = [{"Type": "forward", "TargetGroupArn": target(place, "front")}]
    prefix = place.value("listener-rule-path")
    path = {"Field": "path-pattern", "PathPatternConfig": {"Values": [prefix, "/health"]}}
    host = {"Field": "host-header", "HostHeaderConfig": {"Values": [f"api.{place.environment}.shop.example"]}}
    header = {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "X-Beta", "Values": ["1"]}}
    rule(place, "path", 10, [path], to_front)
    rule(place, "beta", 20, [host, header], to_front)


def rule(place, what, priority, conditions, actions):
    listener_arn = place.id("AWS::ElasticLoadBalancingV2::Listener", f"{place.name('web')}:443")
    arn = place.client("elbv2").create_rule(
        ListenerArn=listener_arn,
        Priority=priority,
        Conditions=conditions,
        Actions=actions,
        Tags=place.tags(place.name(what)),
    )["Rules"][0]["RuleArn"]
    place.made("AWS::ElasticLoadBalancingV2::ListenerRule", place.name(what), arn)


def zones(place):
    route53 = place.client("route53")
    domains = {f"{place.environment}.shop.example.": False, f"{place.environment}.shop.internal.": True}
    for domain, private in domains.items():
        comment = place.value("zone-comment") if private else "for everyone"
        network = {"VPC": {"VPCRegion": place.region, "VPCId": vpc(place)}} if private else {}
        zone = route53.create_hosted_zone(
            Name=domain,
            CallerReference=f"{place.seed}-{domain}",
            HostedZoneConfig={"Comment": comment, "PrivateZone": private},
            **network,
        )["HostedZone"]["Id"].removeprefix("/hostedzone/")
        place.made("AWS::Route53::HostedZone", domain, zone)
        tags = place.tags(domain.rstrip("."))
        route53.change_tags_for_resource(ResourceType="hostedzone", ResourceId=zone, AddTags=tags)


def records(place):
    """A, CNAME, alias, weighted and TXT in the public zone; A and CNAME in the private one."""
    elb = place.client("elbv2")
    domain = f"{place.environment}.shop.example."
    arn = place.id("AWS::ElasticLoadBalancingV2::LoadBalancer", place.name("web"))
    balancer = elb.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"][0]
    alias = {"HostedZoneId": balancer["CanonicalHostedZoneId"], "DNSName": balancer["DNSName"], "EvaluateTargetHealth": True}
    weight = place.value("record-weight")
    put(
        place,
        domain,
        [
            {"Name": domain, "Type": "A", "AliasTarget": alias},
            plain(f"legacy.{domain}", "A", place.value("record-ttl"), "203.0.113.10", "203.0.113.11"),
            plain(f"www.{domain}", "CNAME", 300, domain),
            plain(domain, "TXT", 3600, '"v=spf1 -all"', f'"site={place.environment}"'),
            {**plain(f"api.{domain}", "CNAME", 60, "blue.shop.example"), "SetIdentifier": "blue", "Weight": weight},
            {**plain(f"api.{domain}", "CNAME", 60, "green.shop.example"), "SetIdentifier": "green", "Weight": 10},
        ],
    )
    inner = f"{place.environment}.shop.internal."
    database = place.value("record-value")
    put(place, inner, [plain(f"db.{inner}", "CNAME", 30, database), plain(f"cache.{inner}", "A", 30, "10.0.0.9")])


def plain(name, kind, ttl, *values):
    return {"Name": name, "Type": kind, "TTL": ttl, "ResourceRecords": [{"Value": value} for value in values]}


def put(place, domain, sets):
    place.client("route53").change_resource_record_sets(
        HostedZoneId=place.id("AWS::Route53::HostedZone", domain),
        ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": one} for one in sets]},
    )
    for one in sets:
        name = " ".join(filter(None, (one["Name"], one["Type"], one.get("SetIdentifier"))))
        place.made("AWS::Route53::RecordSet", name, name)
