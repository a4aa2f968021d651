"""The stage's stores, accounts, alarms and images."""

import json

from cloud.stack import stack
from cloud.stack.target import Target
from tests.deploy.second_account.stage import STAGE

TTL_TABLES = {"connections", "tickets", "messages", "edge"}


def test_tables_forget_by_ttl_and_can_be_restored(target: Target, outputs: dict[str, str]) -> None:
    client = target.client("dynamodb")
    names = client.list_tables()["TableNames"]
    assert set(names) == set(stack.names_of("TableName", STAGE))
    forgetting, restorable = set(), set()
    for name in names:
        assert client.describe_table(TableName=name)["Table"]["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
        ttl = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        if ttl["TimeToLiveStatus"] == "ENABLED":
            assert ttl["AttributeName"] == "ttl"
            forgetting.add(name.removeprefix(f"grail-{STAGE}-"))
        backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        if backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED":
            restorable.add(name.removeprefix(f"grail-{STAGE}-"))
    assert forgetting == TTL_TABLES
    assert restorable == {"documents", "conversations", "messages"}


def test_buckets_are_private_and_keep_deleted_files(target: Target, outputs: dict[str, str]) -> None:
    client = target.client("s3")
    for store in ("DocumentsBucket", "VectorsBucket", "DeployBucket"):
        bucket = outputs[store]
        blocked = client.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        assert all(blocked.values()), bucket
        rules = client.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        assert rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    documents = outputs["DocumentsBucket"]
    assert client.get_bucket_versioning(Bucket=documents)["Status"] == "Enabled"
    lifecycle = {rule["ID"]: rule for rule in client.get_bucket_lifecycle_configuration(Bucket=documents)["Rules"]}
    assert lifecycle["older-versions"]["NoncurrentVersionExpiration"]["NoncurrentDays"] == 7
    (cors,) = client.get_bucket_cors(Bucket=documents)["CORSRules"]
    assert cors["AllowedOrigins"] == [outputs["PageOrigins"]]


def test_accounts_ignore_case_offer_mfa_and_are_invited(target: Target, outputs: dict[str, str]) -> None:
    client, pool_id = target.client("cognito-idp"), outputs["UserPoolId"]
    pool = client.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}
    assert pool["UsernameAttributes"] == ["email"]
    assert pool["UserAttributeUpdateSettings"] == {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    mfa = client.get_user_pool_mfa_config(UserPoolId=pool_id)
    assert mfa["MfaConfiguration"] == "OPTIONAL"
    assert mfa["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
    invitation = pool["AdminCreateUserConfig"]
    assert invitation["AllowAdminCreateUserOnly"] is True
    message = invitation["InviteMessageTemplate"]["EmailMessage"]
    assert "{username}" in message
    assert "{####}" in message
    assert outputs["PageOrigins"] in message
    page = client.describe_user_pool_client(UserPoolId=pool_id, ClientId=outputs["UserPoolClientId"])["UserPoolClient"]
    assert "ClientSecret" not in page
    assert page["PreventUserExistenceErrors"] == "ENABLED"


def test_every_alarm_tells_the_topic_which_has_no_key(target: Target, outputs: dict[str, str]) -> None:
    sns = target.client("sns")
    (topic,) = [topic["TopicArn"] for topic in sns.list_topics()["Topics"]]
    attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert not attributes.get("KmsMasterKeyId"), "CloudWatch may not use SNS's own key"
    (statement,) = json.loads(attributes["Policy"])["Statement"]
    assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert statement["Resource"] == topic
    (subscribed,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert (subscribed["Protocol"], subscribed["Endpoint"]) == ("email", "ops@example.org")
    found = {alarm["AlarmName"]: alarm for alarm in target.client("cloudwatch").describe_alarms()["MetricAlarms"]}
    assert found.keys() == set(stack.names_of("AlarmName", STAGE))
    for name, alarm in found.items():
        assert alarm["AlarmActions"] == [topic], name


def test_images_are_kept_and_never_overwritten(target: Target, outputs: dict[str, str]) -> None:
    client, name = target.client("ecr"), f"grail-{STAGE}"
    (repository,) = client.describe_repositories(repositoryNames=[name])["repositories"]
    assert repository["imageTagMutability"] == "IMMUTABLE"
    (rule,) = json.loads(client.get_lifecycle_policy(repositoryName=name)["lifecyclePolicyText"])["rules"]
    assert rule["selection"]["countNumber"] == 30
