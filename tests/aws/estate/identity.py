"""IAM: roles, users, groups, policies and instance profiles. Global in an account."""

from .place import allow, document

MANAGED = "arn:aws:iam::aws:policy/"


def trust(service, **condition):
    """That a service may take the role."""
    return allow("sts:AssumeRole", None, principal={"Service": service}, condition=condition or None)


def seed(place):
    policies(place)
    provider(place)
    roles(place)
    cluster_roles(place)
    profiles(place)
    groups(place)
    users(place)
    account(place)


def policies(place):
    """Customer managed: each has two versions, of which the second is the default."""
    iam = place.client("iam")
    action = place.value("managed-policy-action")
    documents = {
        "read-assets": allow(["s3:GetObject", action], f"arn:aws:s3:::{place.name('assets')}/*", sid="Read"),
        "write-queues": allow("sqs:SendMessage", place.arn("sqs", place.name("*")), sid="Send"),
        "boundary": allow(["s3:*", "sqs:*", "dynamodb:*", "logs:*"], "*", sid="Boundary"),
    }
    for what, second in documents.items():
        name = place.name(what)
        first = document(allow("s3:ListAllMyBuckets", "*"))
        arn = iam.create_policy(
            PolicyName=name,
            Path="/shop/",
            Description=f"{what} of {place.environment}",
            PolicyDocument=first,
            Tags=place.tags(name),
        )["Policy"]["Arn"]
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=document(second), SetAsDefault=True)
        place.made("AWS::IAM::ManagedPolicy", name, arn)


def policy(place, what):
    return place.id("AWS::IAM::ManagedPolicy", place.name(what))


def provider(place):
    """What the cluster's service accounts are known by."""
    for what, hexadecimal in (("main", place.digest[:32].upper()), ("batch", place.digest[32:].upper())):
        url = f"https://oidc.eks.{place.region}.amazonaws.com/id/{hexadecimal}"
        arn = place.client("iam").create_open_id_connect_provider(
            Url=url,
            ClientIDList=["sts.amazonaws.com"],
            ThumbprintList=["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"],
            Tags=place.tags(place.name(what)),
        )["OpenIDConnectProviderArn"]
        place.made("AWS::IAM::OIDCProvider", place.name(what), arn)


def role(place, what, trusted, inline=None, attached=(), managed=(), **more):
    iam = place.client("iam")
    name = place.name(what)
    arn = iam.create_role(
        RoleName=name,
        Path="/shop/",
        AssumeRolePolicyDocument=document(trusted),
        Description=f"{what} of {place.environment}",
        Tags=place.tags(name),
        **more,
    )["Role"]["Arn"]
    place.made("AWS::IAM::Role", name, arn)
    if inline:
        iam.put_role_policy(RoleName=name, PolicyName="inline", PolicyDocument=document(inline))
    for one in attached:
        iam.attach_role_policy(RoleName=name, PolicyArn=policy(place, one))
    if place.aws_managed:
        for one in managed:
            iam.attach_role_policy(RoleName=name, PolicyArn=MANAGED + one)


def roles(place):
    """The application's, and one for each service that acts by itself."""
    boundary = {"PermissionsBoundary": policy(place, "boundary")} if place.value("role-boundary") else {}
    inline = allow(place.value("role-inline-action"), place.arn("dynamodb", f"table/{place.name('orders')}"), sid="Orders")
    role(
        place,
        "worker",
        trust("ec2.amazonaws.com"),
        inline,
        ["read-assets", "write-queues"],
        ["AmazonSSMManagedInstanceCore"],
        MaxSessionDuration=place.value("role-session-duration"),
        **boundary,
    )
    caller = trust("lambda.amazonaws.com", StringEquals={"aws:SourceAccount": place.account})
    role(place, "lambda", caller, None, ["write-queues"], ["service-role/AWSLambdaBasicExecutionRole"])
    deliver = allow(["logs:CreateLogStream", "logs:PutLogEvents"], "*")
    role(place, "flow-logs", trust(place.value("role-trusted-service")), deliver)
    for what, service in (("ecs", "ecs-tasks"), ("eks", "eks"), ("node", "ec2"), ("rds", "monitoring.rds")):
        role(place, what, trust(f"{service}.amazonaws.com"), None, ["read-assets"])


def cluster_roles(place):
    """One for a service account, through the provider (IRSA); one for pod identity."""
    arn = place.id("AWS::IAM::OIDCProvider", place.name("main"))
    issuer = arn.split("oidc-provider/")[1]
    account = place.value("role-service-account")
    condition = {
        "StringEquals": {
            f"{issuer}:sub": f"system:serviceaccount:shop:{account}",
            f"{issuer}:aud": "sts.amazonaws.com",
        }
    }
    trusted = allow("sts:AssumeRoleWithWebIdentity", None, principal={"Federated": arn}, condition=condition)
    role(place, "checkout-irsa", trusted, None, ["write-queues"])
    pods = allow(["sts:AssumeRole", "sts:TagSession"], None, principal={"Service": "pods.eks.amazonaws.com"})
    role(place, "catalog-pod", pods, None, ["read-assets"])


def profiles(place):
    iam = place.client("iam")
    other = place.value("instance-profile-role")
    for what, whose in (("worker", "worker"), ("node", other)):
        name = place.name(what)
        arn = iam.create_instance_profile(InstanceProfileName=name, Path="/shop/", Tags=place.tags(name))
        iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=place.name(whose))
        place.made("AWS::IAM::InstanceProfile", name, arn["InstanceProfile"]["Arn"])


def groups(place):
    iam = place.client("iam")
    for what in ("developers", "operators"):
        name = place.name(what)
        arn = iam.create_group(GroupName=name, Path="/people/")["Group"]["Arn"]
        place.made("AWS::IAM::Group", name, arn)
        action = place.value("group-inline-action") if what == "operators" else "s3:ListBucket"
        iam.put_group_policy(GroupName=name, PolicyName="inline", PolicyDocument=document(allow(action, "*")))
        iam.attach_group_policy(GroupName=name, PolicyArn=policy(place, "read-assets"))


def users(place):
    """Two people and a machine with an access key."""
    iam = place.client("iam")
    people = {"ada": ["developers", "operators"], "grace": ["developers"], "ci": []}
    for what, groups_of in people.items():
        name = place.name(what)
        more = {"role": place.value("user-tag")} if what == "grace" else {}
        made = iam.create_user(
            UserName=name,
            Path="/people/",
            Tags=place.tags(name, **more),
            PermissionsBoundary=policy(place, "boundary"),
        )["User"]["Arn"]
        place.made("AWS::IAM::User", name, made)
        for group in groups_of:
            iam.add_user_to_group(UserName=name, GroupName=place.name(group))
    name = place.name("ci")
    inline = allow("ecr:PutImage", place.arn("ecr", f"repository/{place.name('*')}"))
    iam.put_user_policy(UserName=name, PolicyName="push", PolicyDocument=document(inline))
    iam.attach_user_policy(UserName=name, PolicyArn=policy(place, "read-assets"))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    place.made("AWS::IAM::AccessKey", name, key["AccessKeyId"])
    place.secrets["access key of ci"] = key["SecretAccessKey"]
    password = place.secret("password of ada")
    iam.create_login_profile(UserName=place.name("ada"), Password=password, PasswordResetRequired=False)


def account(place):
    iam = place.client("iam")
    iam.create_account_alias(AccountAlias=place.name("account"))
    iam.update_account_password_policy(
        MinimumPasswordLength=place.value("password-length"), RequireSymbols=True, MaxPasswordAge=90
    )
