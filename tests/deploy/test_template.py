"""The CloudFormation template: valid, safe, and agreed with what else names its parts."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
from cfnlint.decode import cfn_yaml

from chalicelib.accounts.export import KEPT_SECONDS
from chalicelib.adapters.archives import FOLDER
from chalicelib.adapters.tokens import SCOPE_PREFIX
from chalicelib.config import REQUIRED
from chalicelib.models import Scope
from cloud import PROJECT
from cloud.aws import cost
from cloud.aws.deploy import parameters
from cloud.stack import stack
from cloud.stack.target import Target

TEMPLATE: dict[str, Any] = cfn_yaml.load(str(stack.TEMPLATE))  # type: ignore[no-untyped-call]
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]

# What is deleted has to be gone: a bucket that keeps versions would keep deleted documents and their passages.
NO_VERSIONS = {"DocumentsBucket", "VectorsBucket"}


def test_it_is_valid() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("cfn-lint")), str(stack.TEMPLATE)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_a_company_signs_in_by_one_provider() -> None:
    details = RESOURCES["CompanyProvider"]["Properties"]["ProviderDetails"]["Fn::If"][1]
    assert details["client_secret"]["Fn::Sub"].startswith("{{resolve:secretsmanager:${OidcClientSecretArn}:")
    assert "email_verified" not in RESOURCES["CompanyProvider"]["Properties"]["AttributeMapping"]
    client = RESOURCES["UserPoolClient"]["Properties"]
    assert client["AllowedOAuthFlows"]["Fn::If"][:2] == ["HasCompany", ["code"]]
    assert client["CallbackURLs"] == client["LogoutURLs"]


def test_programs_sign_in_by_a_client_of_their_own() -> None:
    """Without a secret, by code alone, for the scopes that the service knows; the page's client cannot have them."""
    scopes = {f"grail/{scope['ScopeName']}" for scope in RESOURCES["ProgramScopes"]["Properties"]["Scopes"]}
    client = RESOURCES["ProgramClient"]["Properties"]
    assert {scope.removeprefix(SCOPE_PREFIX) for scope in scopes} == set(get_args(Scope))
    assert scopes == set(client["AllowedOAuthScopes"]) - {"openid"}
    assert (client["AllowedOAuthFlows"], client["GenerateSecret"]) == (["code"], False)
    assert not scopes & set(RESOURCES["UserPoolClient"]["Properties"]["AllowedOAuthScopes"]["Fn::If"][1])


def test_a_security_lint_finds_nothing_but_what_is_meant() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("cfripper")), str(stack.TEMPLATE), "--format", "txt"],
        capture_output=True,
        text=True,
    )
    assert "Valid:" in done.stdout, done.stderr
    found = re.findall(r"- (\w+): S3 Bucket (\w+)|- (\w+: .*)", done.stdout)
    assert {(rule, bucket) for rule, bucket, _ in found} == {
        ("S3ObjectVersioningRule", version) for version in NO_VERSIONS
    }
    assert not [other for _, _, other in found if other]


def test_buckets_are_private_encrypted_and_over_tls_alone() -> None:
    buckets = {name for name, resource in RESOURCES.items() if resource["Type"] == "AWS::S3::Bucket"}
    assert buckets == {"DocumentsBucket", "VectorsBucket"}
    for name in buckets:
        properties = RESOURCES[name]["Properties"]
        assert all(properties["PublicAccessBlockConfiguration"].values())
        assert len(properties["PublicAccessBlockConfiguration"]) == 4
        assert properties["BucketEncryption"]
        statement = RESOURCES[f"{name}Policy"]["Properties"]["PolicyDocument"]["Statement"][0]
        assert statement["Effect"] == "Deny"
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_archives_are_removed_when_their_links_end() -> None:
    rules = RESOURCES["DocumentsBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    (rule,) = (one for one in rules if one.get("Prefix") == FOLDER)
    assert rule["Status"] == "Enabled"
    assert rule["ExpirationInDays"] * 24 * 3600 == KEPT_SECONDS


def test_stored_data_outlives_the_stack() -> None:
    made_anew = ("AWS::Cognito::UserPoolClient", "AWS::Cognito::UserPoolGroup")  # Then nobody is an admin at first.
    for name, resource in RESOURCES.items():
        keeps = (
            resource.get("DeletionPolicy") == "RetainExceptOnCreate" and resource.get("UpdateReplacePolicy") == "Retain"
        )
        holds = "Condition" not in resource and resource["Type"].split("::")[1] in ("S3", "DynamoDB", "Cognito")
        assert keeps == (holds and resource["Type"] not in made_anew), name


def test_tables_are_paid_by_use_and_what_matters_can_be_restored() -> None:
    tables = {
        name: resource["Properties"]
        for name, resource in RESOURCES.items()
        if resource["Type"] == "AWS::DynamoDB::Table"
    }
    assert len(tables) == 7
    assert all(table["BillingMode"] == "PAY_PER_REQUEST" for table in tables.values())
    restorable = {name for name, table in tables.items() if "PointInTimeRecoverySpecification" in table}
    assert restorable == {"DocumentsTable", "ConversationsTable", "MessagesTable"}


def test_a_message_stays_hidden_for_six_times_the_functions_time() -> None:
    config = json.loads((PROJECT / ".chalice" / "config.json").read_text())
    visible_after = RESOURCES["IngestQueue"]["Properties"]["VisibilityTimeout"]
    assert visible_after >= 6 * config["lambda_functions"]["embed"]["lambda_timeout"]


def test_every_required_setting_is_given_by_stack_or_deploy() -> None:
    outputs = stack.environment(dict.fromkeys(TEMPLATE["Outputs"], "x"))
    given = {"GRAIL_STAGE", "WEBSOCKET_URL", "ANSWER_FUNCTION"}
    assert set(REQUIRED) - given <= set(outputs)
    assert set(TEMPLATE["Outputs"]) >= stack.OF_DEPLOYING


def test_functions_have_log_groups_and_alarms_have_docs() -> None:
    logs = [resource["Properties"] for resource in RESOURCES.values() if resource["Type"] == "AWS::Logs::LogGroup"]
    groups = {_sub(log["LogGroupName"]) for log in logs if "RetentionInDays" in log}
    functions = ("", *(f"-{name}" for name in FUNCTIONS))
    assert {f"/aws/lambda/grail-${{Stage}}{name}" for name in functions} <= groups
    operations = (PROJECT / "docs" / "operations.md").read_text()
    alarms = [
        resource["Properties"]["AlarmName"]
        for resource in RESOURCES.values()
        if resource["Type"] == "AWS::CloudWatch::Alarm"
    ]
    assert [_sub(alarm) for alarm in alarms] == stack.names_of("AlarmName", "${Stage}")
    table = operations.split("## Alarms")[1].split("## ")[0]
    rows = re.findall(r"^\| `([\w-]+)` \| .+ \| .+ \|$", table, re.M)
    assert sorted(f"grail-x-{row}" for row in rows) == sorted(stack.names_of("AlarmName", "x"))


def test_alarms_reach_their_topic() -> None:
    """CloudWatch may not use the account's key for SNS, and no linter says so: the message is dropped."""
    assert "alias/aws/sns" not in re.sub(r"^\s*#.*$", "", stack.TEMPLATE.read_text(), flags=re.M)
    topics = [resource for resource in RESOURCES.values() if resource["Type"] == "AWS::SNS::Topic"]
    assert [topic["Properties"].get("KmsMasterKeyId") for topic in topics] == [None]
    statement = RESOURCES["AlarmsPolicy"]["Properties"]["PolicyDocument"]["Statement"][0]
    assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert (statement["Effect"], statement["Action"]) == ("Allow", "sns:Publish")
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    for resource in RESOURCES.values():
        if resource["Type"] == "AWS::CloudWatch::Alarm":
            assert resource["Properties"]["AlarmActions"] == [{"Ref": "Alarms"}]


def test_the_errors_alarm_watches_every_function() -> None:
    metrics = RESOURCES["ErrorsAlarm"]["Properties"]["Metrics"]
    dimensions = [metric["MetricStat"]["Metric"].get("Dimensions") for metric in metrics if "MetricStat" in metric]
    watched = {_sub(dimension[0]["Value"]) for dimension in dimensions if dimension}
    assert watched == {"grail-${Stage}", *(f"grail-${{Stage}}-{name}" for name in FUNCTIONS)}


def test_the_estimate_counts_every_metric_that_an_alarm_watches() -> None:
    alarms = [resource["Properties"] for resource in RESOURCES.values() if resource["Type"] == "AWS::CloudWatch::Alarm"]
    watched = sum(sum("MetricStat" in metric for metric in alarm.get("Metrics", [])) or 1 for alarm in alarms)
    assert cost.IDLE["CloudWatch, alarms"] == watched
    assert f"Alarms watch {watched} metrics." in (PROJECT / "docs" / "operations.md").read_text()


def exists(name: str, **chosen: str) -> bool:
    """Whether the template makes a resource, with these parameters and else its defaults."""
    values = {name: str(parameter.get("Default", "")) for name, parameter in TEMPLATE["Parameters"].items()} | chosen

    def holds(condition: Any) -> bool:
        ((kind, parts),) = condition.items()
        match kind:
            case "Condition":
                return holds(TEMPLATE["Conditions"][parts])
            case "Fn::Not":
                return not holds(parts[0])
            case "Fn::And":
                return all(holds(part) for part in parts)
            case "Fn::Equals":
                left, right = (values[part["Ref"]] if isinstance(part, dict) else str(part) for part in parts)
                return bool(left == right)
        raise AssertionError(kind)

    condition = RESOURCES[name].get("Condition")
    return condition is None or holds({"Condition": condition})


def test_the_pages_address_outlives_a_destroy_that_keeps_data() -> None:
    names = ("PageApp", "PageBranch", "PageDomain")
    for running in ("true", "false"):
        assert [exists(name, Running=running, Domain="chat.example.org") for name in names] == [True] * 3
        assert not any(exists(name, Running=running, Cloud="laptop") for name in names)
    assert not exists("PageDomain")
    assert exists("RestApi")
    assert not exists("RestApi", Running="false")


def test_domains_outlive_a_destroy_that_keeps_data() -> None:
    """DNS leads to the domains. The mapping goes with its interface, or API Gateway would not delete that."""
    own = {"RestDomain": "api.example.org", "SocketDomain": "ws.example.org", "CertificateArn": "arn:c"}
    names = ("RestDomainName", "SocketDomainName")
    for running in ("true", "false"):
        assert [exists(name, Running=running, **own) for name in names] == [True] * 2
        assert exists("RestDomainMapping", Running=running, **own) == (running == "true")
        assert not any(exists(name, Running=running, Cloud="laptop", **own) for name in names)
    assert not any(exists(name) for name in (*names, "RestDomainMapping"))
    assert "Stage" not in RESOURCES["RestDomainMapping"]["Properties"], "Chalice makes it later"


FUNCTIONS = (
    "websocket_connect",
    "websocket_message",
    "websocket_disconnect",
    "on_s3_event",
    "embed",
    "answer",
    "upkeep",
)


def _sub(value: Any) -> str:
    return str(value["Fn::Sub"] if isinstance(value, dict) else value)


def test_a_stage_may_choose_any_parameter_and_no_other() -> None:
    assert set(parameters(Target("x"))) == set(TEMPLATE["Parameters"]) - {"Stage"}
    assert parameters(Target("x", {"LogDays": "7"}))["LogDays"] == "7"
    with pytest.raises(Exception, match="LogDay"):
        parameters(Target("x", {"LogDay": "7"}))


def test_the_user_pool_has_what_cannot_be_changed_later() -> None:
    pool = RESOURCES["UserPool"]["Properties"]
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}
    assert pool["UsernameAttributes"] == ["email"]
    assert not {"AliasAttributes", "Schema"} & set(pool)
    decision = (PROJECT / "docs" / "decisions" / "0023-accounts.md").read_text()
    assert all(f"`{name}" in decision for name in ("UsernameConfiguration", "UsernameAttributes", "AliasAttributes"))


def test_accounts_are_by_invitation_unless_a_stage_opens_sign_up() -> None:
    assert TEMPLATE["Parameters"]["SignUp"]["Default"] == "invited"
    closed = RESOURCES["UserPool"]["Properties"]["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"]
    assert closed == {"Fn::If": ["IsOpen", False, True]}
    assert {"Condition": "IsRunning"} in TEMPLATE["Conditions"]["IsOpen"]["Fn::And"]


def test_an_invitation_names_the_page_and_the_temporary_password() -> None:
    message, values = RESOURCES["UserPool"]["Properties"]["AdminCreateUserConfig"]["InviteMessageTemplate"][
        "EmailMessage"
    ]["Fn::Sub"]
    assert all(part in message for part in ('href="${Page}"', "{username}", "{####}"))
    assert "PageApp.DefaultDomain" in json.dumps(values["Page"])


def test_mail_is_sent_by_ses_where_an_identity_is_named() -> None:
    own, cognitos = RESOURCES["UserPool"]["Properties"]["EmailConfiguration"]["Fn::If"][1:]
    assert own["EmailSendingAccount"] == "DEVELOPER"
    assert own["SourceArn"] == {"Ref": "MailFromArn"}
    assert own["From"] == {"Ref": "MailFrom"}
    assert cognitos == {"EmailSendingAccount": "COGNITO_DEFAULT"}
    pattern = TEMPLATE["Parameters"]["MailFromArn"]["AllowedPattern"]
    for arn in ("", "arn:aws:ses:eu-central-1:123456789012:identity/example.org"):
        assert re.fullmatch(pattern, arn)
    assert not re.fullmatch(pattern, "no-reply@example.org")


def test_a_budget_of_the_stage_counts_what_carries_its_tag() -> None:
    """Of a tag that Billing does not know yet it would count nothing, so the account's is the default."""
    filters = RESOURCES["Budget"]["Properties"]["Budget"]["CostFilters"]["Fn::If"]
    assert filters[:2] == ["IsBudgetOfStage", {"TagKeyValue": [{"Fn::Sub": "user:grail-stage$${Stage}"}]}]
    assert TEMPLATE["Parameters"]["BudgetOf"]["Default"] == "account"


def test_older_versions_of_files_go_after_the_chosen_days() -> None:
    """Also where they are kept no more: without a rule what was kept would stay for ever."""
    properties = RESOURCES["DocumentsBucket"]["Properties"]
    versioning = properties["VersioningConfiguration"]["Fn::If"]
    assert versioning == ["KeepsVersions", {"Status": "Enabled"}, {"Ref": "AWS::NoValue"}]
    rules = {rule["Id"]: rule for rule in properties["LifecycleConfiguration"]["Rules"]}
    days = rules["older-versions"]["NoncurrentVersionExpiration"]["NoncurrentDays"]
    assert days["Fn::If"] == ["KeepsVersions", {"Ref": "KeepDeletedFilesDays"}, 1]
    assert rules["older-versions"]["Prefix"] == "", "files, and what was noted of them"
    assert rules["staged-parts-are-temporary"]["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}
    assert "VersioningConfiguration" not in RESOURCES["VectorsBucket"]["Properties"]
