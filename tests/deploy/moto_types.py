"""Resource types that moto's CloudFormation lacks or makes by half, made by the calls that CloudFormation itself makes.

The calls go to moto by boto3, so botocore checks each property by the service's own model, and moto stores it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3
from moto.cloudformation import parsing
from moto.core.common_models import CloudFormationModel

Json = dict[str, Any]


@dataclass
class Made:
    """A resource that was made: what Ref gives, what GetAtt gives, and how it is deleted again."""

    physical_resource_id: str
    attributes: Json = field(default_factory=dict)
    remove: Callable[[], Any] | None = None
    type: str = ""

    def get_cfn_attribute(self, name: str) -> Any:
        return self.attributes[name]

    def is_created(self) -> bool:
        return True

    def delete(self, account_id: str, region: str) -> None:
        if self.remove is not None:
            self.remove()


Make = Callable[["Clients", str, Json], Made]


@dataclass(frozen=True)
class Clients:
    """Clients of one region, all at the server that makes the stack."""

    endpoint: str
    region: str
    account: str

    def of(self, service: str) -> Any:
        return _client(self.endpoint, self.region, service)


@cache
def _client(endpoint: str, region: str, service: str) -> Any:
    session = boto3.Session("test", "test", region_name=region)
    return session.client(service, endpoint_url=endpoint)  # type: ignore[call-overload]


def install(endpoint: str) -> None:
    """Teach moto's CloudFormation the types."""
    for kind, make in MAKERS.items():
        _add(endpoint, kind, make)
    _retain()


def _add(endpoint: str, kind: str, make: Make) -> None:
    def create(
        cls: Any, /, resource_name: str, cloudformation_json: Json, account_id: str, region_name: str, **__: Any
    ) -> Made:
        made = make(Clients(endpoint, region_name, account_id), resource_name, cloudformation_json["Properties"])
        made.type = kind
        return made

    members = {
        "cloudformation_type": staticmethod(lambda: kind),
        "cloudformation_name_type": staticmethod(lambda: ""),
        "has_cfn_attr": classmethod(lambda *_: True),
        "create_from_cloudformation_json": classmethod(create),
    }
    KEPT.append(type(kind.replace("::", ""), (CloudFormationModel,), members))


KEPT: list[type] = []  # Moto finds types as subclasses, which Python would forget.


def _retain() -> None:
    """Moto knows the deletion policy Retain alone, and would delete the stores with their stack."""
    delete = parsing.ResourceMap.delete

    def keep_stores(resources: Any) -> None:
        for resource in resources._resource_json_map.values():
            if resource.get("DeletionPolicy") == "RetainExceptOnCreate":
                resource["DeletionPolicy"] = "Retain"
        delete(resources)

    parsing.ResourceMap.delete = keep_stores  # type: ignore[method-assign, assignment]


def _table(clients: Clients, _: str, properties: Json) -> Made:
    """Moto has this type, and drops when rows go by themselves and that a table can be restored."""
    client, wanted, name = clients.of("dynamodb"), dict(properties), properties["TableName"]
    ttl, restore = wanted.pop("TimeToLiveSpecification", None), wanted.pop("PointInTimeRecoverySpecification", None)
    arn = client.create_table(**wanted)["TableDescription"]["TableArn"]
    if ttl:
        client.update_time_to_live(TableName=name, TimeToLiveSpecification=ttl)
    if restore:
        client.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=restore)
    return Made(name, {"Arn": arn}, lambda: client.delete_table(TableName=name))


def _bucket(clients: Clients, _: str, properties: Json) -> Made:
    """Moto has this type, and drops all that a bucket is told but its encryption."""
    client, name = clients.of("s3"), {"Bucket": properties["BucketName"]}
    client.create_bucket(**name, CreateBucketConfiguration={"LocationConstraint": clients.region})
    client.put_public_access_block(**name, PublicAccessBlockConfiguration=properties["PublicAccessBlockConfiguration"])
    (rule,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    encryption = {"Rules": [{"ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"]}]}
    client.put_bucket_encryption(**name, ServerSideEncryptionConfiguration=encryption)
    rules = [_lifecycle_rule(rule) for rule in properties["LifecycleConfiguration"]["Rules"]]
    client.put_bucket_lifecycle_configuration(**name, LifecycleConfiguration={"Rules": rules})
    if versioning := properties.get("VersioningConfiguration"):
        client.put_bucket_versioning(**name, VersioningConfiguration=versioning)
    if cors := properties.get("CorsConfiguration"):
        named = {"ExposedHeaders": "ExposeHeaders", "MaxAge": "MaxAgeSeconds"}
        allowed = [{named.get(key, key): value for key, value in rule.items()} for rule in cors["CorsRules"]]
        client.put_bucket_cors(**name, CORSConfiguration={"CORSRules": allowed})
    arn = f"arn:aws:s3:::{name['Bucket']}"
    return Made(name["Bucket"], {"Arn": arn}, lambda: client.delete_bucket(**name))


def _lifecycle_rule(rule: Json) -> Json:
    """A rule as PutBucketLifecycleConfiguration names its members."""
    wanted = dict(rule)
    expiration = {"Days": wanted.pop("ExpirationInDays", None)}
    expiration["ExpiredObjectDeleteMarker"] = wanted.pop("ExpiredObjectDeleteMarker", None)
    expiration = {key: value for key, value in expiration.items() if value is not None}
    wanted |= {"Expiration": expiration} if expiration else {}
    return {"ID": wanted.pop("Id"), "Filter": {"Prefix": wanted.pop("Prefix", "")}, **wanted}


def _user_pool(clients: Clients, _: str, properties: Json) -> Made:
    client, wanted = clients.of("cognito-idp"), dict(properties)
    factors, mfa = wanted.pop("EnabledMfas"), wanted.pop("MfaConfiguration")
    assert factors == ["SOFTWARE_TOKEN_MFA"], factors
    pool = client.create_user_pool(PoolName=wanted.pop("UserPoolName"), **wanted)["UserPool"]
    client.set_user_pool_mfa_config(
        UserPoolId=pool["Id"], MfaConfiguration=mfa, SoftwareTokenMfaConfiguration={"Enabled": True}
    )
    return Made(pool["Id"], {"Arn": pool["Arn"]}, lambda: client.delete_user_pool(UserPoolId=pool["Id"]))


def _user_pool_client(clients: Clients, _: str, properties: Json) -> Made:
    made = clients.of("cognito-idp").create_user_pool_client(**properties)["UserPoolClient"]
    return Made(made["ClientId"])  # It goes with its pool.


def _repository(clients: Clients, _: str, properties: Json) -> Made:
    """Moto has this type, and drops the rule on old images and that the images go with the repository."""
    client, name = clients.of("ecr"), properties["RepositoryName"]
    made = client.create_repository(
        repositoryName=name,
        imageTagMutability=properties["ImageTagMutability"],
        imageScanningConfiguration=small(properties["ImageScanningConfiguration"]),
    )["repository"]
    lifecycle, access = properties["LifecyclePolicy"]["LifecyclePolicyText"], properties["RepositoryPolicyText"]
    client.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=lifecycle)
    client.set_repository_policy(repositoryName=name, policyText=json.dumps(access))
    empty = properties.get("EmptyOnDelete", False)
    attributes = {"RepositoryUri": made["repositoryUri"], "Arn": made["repositoryArn"]}
    return Made(name, attributes, lambda: client.delete_repository(repositoryName=name, force=empty))


def _rest_api(clients: Clients, _: str, properties: Json) -> Made:
    """Moto has this type, and drops its endpoint configuration."""
    client = clients.of("apigateway")
    api = client.create_rest_api(**small(properties))["id"]
    return Made(api, {}, lambda: client.delete_rest_api(restApiId=api))


def _socket_api(clients: Clients, _: str, properties: Json) -> Made:
    client = clients.of("apigatewayv2")
    api = client.create_api(**properties)["ApiId"]
    return Made(api, {}, lambda: client.delete_api(ApiId=api))


def _alarm(clients: Clients, _: str, properties: Json) -> Made:
    client, name = clients.of("cloudwatch"), properties["AlarmName"]
    client.put_metric_alarm(**properties)
    return Made(name, {}, lambda: client.delete_alarms(AlarmNames=[name]))


def _metric_filter(clients: Clients, name: str, properties: Json) -> Made:
    client, wanted = clients.of("logs"), {"filterName": name, **small(properties)}
    client.put_metric_filter(**wanted)
    of_filter = {"filterName": name, "logGroupName": wanted["logGroupName"]}
    return Made(name, {}, lambda: client.delete_metric_filter(**of_filter))


def _bucket_policy(_: Clients, name: str, __: Json) -> Made:
    """Not put: moto knows no conditions, so "deny what does not come over TLS" would deny everything."""
    return Made(name)


def _topic_policy(clients: Clients, name: str, properties: Json) -> Made:
    policy = json.dumps(properties["PolicyDocument"])
    for topic in properties["Topics"]:
        clients.of("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    return Made(name)  # It goes with its topic.


def _budget(clients: Clients, _: str, properties: Json) -> Made:
    client, budget = clients.of("budgets"), dict(properties["Budget"])
    budget["BudgetLimit"] = {**budget["BudgetLimit"], "Amount": str(budget["BudgetLimit"]["Amount"])}
    client.create_budget(
        AccountId=clients.account,
        Budget=budget,
        NotificationsWithSubscribers=properties["NotificationsWithSubscribers"],
    )
    name = {"AccountId": clients.account, "BudgetName": budget["BudgetName"]}
    return Made(budget["BudgetName"], {}, lambda: client.delete_budget(**name))


def _build_project(clients: Clients, _: str, properties: Json) -> Made:
    client, wanted = clients.of("codebuild"), small(properties)
    wanted["source"]["buildspec"] = wanted["source"].pop("buildSpec")
    client.create_project(**wanted)
    return Made(wanted["name"], {}, lambda: client.delete_project(name=wanted["name"]))


def _amplify(_: Clients, name: str, __: Json) -> Made:
    """Moto has no Amplify at all: nothing is made, but for the names that other resources take."""
    return Made(name, {"AppId": "d1second", "DefaultDomain": "d1second.amplifyapp.com", "BranchName": "main"})


def small(value: Any) -> Any:
    """A template's members as services name them that begin them with a small letter."""
    match value:
        case dict():
            return {key[0].lower() + key[1:]: small(entry) for key, entry in value.items()}
        case list():
            return [small(entry) for entry in value]
    return value


MAKERS: dict[str, Make] = {
    "AWS::DynamoDB::Table": _table,
    "AWS::S3::Bucket": _bucket,
    "AWS::Cognito::UserPool": _user_pool,
    "AWS::Cognito::UserPoolClient": _user_pool_client,
    "AWS::ECR::Repository": _repository,
    "AWS::ApiGateway::RestApi": _rest_api,
    "AWS::ApiGatewayV2::Api": _socket_api,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::Logs::MetricFilter": _metric_filter,
    "AWS::S3::BucketPolicy": _bucket_policy,
    "AWS::SNS::TopicPolicy": _topic_policy,
    "AWS::Budgets::Budget": _budget,
    "AWS::CodeBuild::Project": _build_project,
    "AWS::Amplify::App": _amplify,
    "AWS::Amplify::Branch": _amplify,
}
