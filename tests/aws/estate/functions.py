"""Lambda functions and the state that they are fed from."""

import io
import zipfile

from .keys import key_arn
from .network import subnet_ids

SOURCE = "def handler(event, context):\n    return {'ok': True}\n"


def seed(place):
    functions(place)
    permissions(place)
    mappings(place)


def archive(text):
    """A zip that is the same each time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr(zipfile.ZipInfo("main.py", (2026, 1, 1, 0, 0, 0)), text)
    return packed.getvalue()


def functions(place):
    for what in ("orders", "thumbnails", "report"):
        function(place, what)
    lambdas = place.client("lambda")
    name = place.name("orders")
    version = lambdas.publish_version(FunctionName=name, Description="first")["Version"]
    place.made("AWS::Lambda::Version", name, version)
    made = lambdas.create_alias(FunctionName=name, Name="live", FunctionVersion=version, Description="what is used")
    place.made("AWS::Lambda::Alias", place.name("orders", "live"), made["AliasArn"])
    lambdas.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=25)


def function(place, what):
    name = place.name(what)
    level = place.value("function-environment") if what == "orders" else "info"
    variables = {"LOG_LEVEL": level, "SHOP_ENV": place.environment, "API_KEY": place.secret(f"key of function {what}")}
    more = {}
    if what != "report":
        groups = [place.id("AWS::EC2::SecurityGroup", place.name("app"))]
        more["VpcConfig"] = {"SubnetIds": subnet_ids(place, "private"), "SecurityGroupIds": groups}
        more["DeadLetterConfig"] = {"TargetArn": place.arn("sqs", place.name("orders-dlq"))}
    made = place.client("lambda").create_function(
        FunctionName=name,
        Runtime=place.value("function-runtime") if what == "report" else "python3.12",
        Role=place.id("AWS::IAM::Role", place.name("lambda")),
        Handler="main.handler",
        Code={"ZipFile": archive(SOURCE + f"# {what}\n")},
        Description=f"{what} of {place.environment}",
        MemorySize=place.value("function-memory") if what == "orders" else 256,
        Timeout=place.value("function-timeout") if what == "thumbnails" else 30,
        Environment={"Variables": variables},
        KMSKeyArn=key_arn(place, "secrets"),
        TracingConfig={"Mode": "Active"},
        Architectures=["arm64"],
        EphemeralStorage={"Size": 1024},
        LoggingConfig={"LogFormat": "JSON", "ApplicationLogLevel": "INFO", "SystemLogLevel": "WARN"},
        Tags=place.tag_map(name),
        **more,
    )
    place.made("AWS::Lambda::Function", name, made["FunctionArn"])


def permissions(place):
    account = place.value("function-permission-account") or place.account
    for what, service, source in (
        ("thumbnails", "s3", f"arn:aws:s3:::{place.name('uploads')}"),
        ("report", "events", place.arn("events", f"rule/{place.name('nightly')}")),
    ):
        place.client("lambda").add_permission(
            FunctionName=place.name(what),
            StatementId=f"from-{service}",
            Action="lambda:InvokeFunction",
            Principal=f"{service}.amazonaws.com",
            SourceArn=source,
            SourceAccount=account if what == "report" else place.account,
        )
        place.made("AWS::Lambda::Permission", f"{place.name(what)} from-{service}", f"from-{service}")


def mappings(place):
    """From the queue, and from the stream of a table."""
    lambdas = place.client("lambda")
    stream = place.client("dynamodb").describe_table(TableName=place.name("orders"))["Table"]["LatestStreamArn"]
    sources = {
        "orders": {"EventSourceArn": place.arn("sqs", place.name("orders")), "BatchSize": place.value("mapping-batch-size")},
        "report": {"EventSourceArn": stream, "StartingPosition": "LATEST", "BatchSize": 100},
    }
    for what, source in sources.items():
        made = lambdas.create_event_source_mapping(
            FunctionName=place.name(what), Enabled=True, MaximumBatchingWindowInSeconds=5, **source
        )
        place.made("AWS::Lambda::EventSourceMapping", place.name(what), made["UUID"])
