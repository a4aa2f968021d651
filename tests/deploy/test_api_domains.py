"""Domains of REST and of the sockets: used once DNS leads there, mapped after the functions, released in time."""

import socket
from collections.abc import Mapping
from typing import Any

import pytest
from moto import mock_aws

from chalicelib.config import REQUIRED, Settings
from cloud.aws import deploy, destroy
from cloud.aws.checks import quotas
from cloud.aws.domains import api_domains, page
from cloud.aws.image import image
from cloud.aws.stores import adopt, remains, stored
from cloud.aws.stores.remains import Thing
from cloud.chalice import functions
from cloud.stack import stack
from cloud.stack.target import Target, TargetError
from tests.deploy.fake_aws import Answer, FakeAws, Json, refusal

CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/1f6a0b9c-0000-4000-8000-000000000000"
CHOSEN = {"RestDomain": "api.example.org", "SocketDomain": "ws.example.org", "CertificateArn": CERTIFICATE}
TARGETS = {
    "RestDomainTarget": "d-rest.execute-api.eu-west-1.amazonaws.com",
    "SocketDomainTarget": "d-sock.execute-api.eu-west-1.amazonaws.com",
}
OUTPUTS = {"RestApiId": "r1", "SocketApiId": "s1", "DocumentsBucket": "b", **TARGETS}
GIVEN_REST = "https://r1.execute-api.eu-west-1.amazonaws.com"
GIVEN_SOCKET = "wss://s1.execute-api.eu-west-1.amazonaws.com"


class Sockets:
    """The mappings of one domain, as API Gateway keeps them."""

    def __init__(self, mappings: list[Json], parameters: Mapping[str, str] = CHOSEN) -> None:
        self.mappings = {
            str(number): {**mapping, "ApiMappingId": str(number)} for number, mapping in enumerate(mappings)
        }
        stacks = {
            "Stacks": [{"StackName": "grail-dev", "StackStatus": "UPDATE_COMPLETE", "CreationTime": "2026-01-01"}]
        }
        stacks["Stacks"][0]["Parameters"] = [  # type: ignore[assignment]
            {"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()
        ]
        answers: dict[str, Answer | list[Answer]] = {
            "cloudformation.DescribeStacks": stacks,
            "s3.GetBucketVersioning": {},
            "apigatewayv2.GetApiMappings": lambda _: {"Items": list(self.mappings.values())},
            "apigatewayv2.CreateApiMapping": self._create,
            "apigatewayv2.UpdateApiMapping": self._update,
            "apigatewayv2.DeleteApiMapping": self._delete,
        }
        self.aws = FakeAws(answers)
        self.target = self.aws.target(**CHOSEN)

    def _create(self, asked: Json) -> Json:
        assert not any(mapping["ApiMappingKey"] == asked["ApiMappingKey"] for mapping in self.mappings.values())
        self.mappings["new"] = {**asked, "ApiMappingId": "new"}
        return {}

    def _update(self, asked: Json) -> Json:
        self.mappings[asked["ApiMappingId"]] |= asked
        return {}

    def _delete(self, asked: Json) -> Json:
        del self.mappings[asked["ApiMappingId"]]
        return {}

    def mapped(self) -> list[tuple[str, str, str]]:
        return [(mapping["ApiMappingKey"], mapping["ApiId"], mapping["Stage"]) for mapping in self.mappings.values()]

    def changes(self) -> list[str]:
        return [name for name, _ in self.aws.calls if ".Get" not in name and ".Describe" not in name]


OWN = {"ApiId": "s1", "Stage": "api", "ApiMappingKey": "api"}


def resolving(**hosts: set[str]) -> api_domains.Resolve:
    """DNS; `__` is the name's first dot."""
    known = {name.replace("_", "-"): frozenset(found) for name, found in hosts.items()}
    return lambda host: known.get(host.split(".")[0], frozenset())


def test_a_domain_is_used_once_dns_leads_there() -> None:
    dns = resolving(api={"192.0.2.1"}, d_rest={"192.0.2.1", "192.0.2.2"}, ws={"198.51.100.9"}, d_sock={"192.0.2.1"})
    outputs = api_domains.in_use(OUTPUTS, CHOSEN, dns)
    target = FakeAws({}).target(**CHOSEN)
    assert target.rest_url(outputs) == "https://api.example.org/api"
    assert target.socket_url(outputs) == f"{GIVEN_SOCKET}/api"
    assert list(api_domains.lines(outputs, CHOSEN)) == [
        "The domain api.example.org of REST is in use.",
        "The domain ws.example.org of the sockets is not used yet: DNS does not lead there. It needs this record:",
        "  ws.example.org. CNAME d-sock.execute-api.eu-west-1.amazonaws.com.",
        "  Deploy again when the record is there. Until then API Gateway's own address is used.",
    ]


def test_names_that_dns_does_not_know_lead_nowhere() -> None:
    """Neither name resolves in the minutes after the domain was made: two nothings are not the same place."""
    assert api_domains.in_use(OUTPUTS, CHOSEN, resolving()) == OUTPUTS
    assert api_domains.names_of("nothing.invalid") == frozenset()


def test_a_host_is_known_by_its_addresses_and_canonical_name(monkeypatch: pytest.MonkeyPatch) -> None:
    stream: Any = (socket.AF_INET, socket.SOCK_STREAM, 6)
    entries = [(*stream, "D-Rest.execute-api", ("192.0.2.1", 443)), (*stream, "", ("192.0.2.2", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)
    assert api_domains.names_of("api.example.org") == {"d-rest.execute-api", "192.0.2.1", "192.0.2.2"}


def test_a_stage_without_domains_asks_dns_nothing() -> None:
    plain = {"RestApiId": "r1", "SocketApiId": "s1"}
    assert api_domains.in_use(plain, {"RestDomain": "", "SocketDomain": ""}, lambda _: 1 / 0) == plain  # type: ignore[arg-type,return-value]
    sockets = Sockets([])
    api_domains.map_sockets(sockets.target, plain, {"SocketDomain": ""})
    assert sockets.aws.calls == []


def test_frames_are_posted_to_the_given_address() -> None:
    target = FakeAws({}).target(**CHOSEN)
    used = functions.environment(target, OUTPUTS | {"SocketDomain": "ws.example.org", "RestDomain": "api.example.org"})
    assert used["WEBSOCKET_URL"] == "wss://ws.example.org/api"
    assert used["WEBSOCKET_MANAGEMENT_URL"] == "https://s1.execute-api.eu-west-1.amazonaws.com/api"
    assert not {"REST_DOMAIN", "SOCKET_DOMAIN", "REST_DOMAIN_TARGET", "SOCKET_DOMAIN_TARGET"} & used.keys()
    assert "WEBSOCKET_MANAGEMENT_URL" not in functions.environment(target, OUTPUTS)
    settings = dict.fromkeys(REQUIRED, "x")
    assert Settings.from_env(settings | used).websocket_management_url == used["WEBSOCKET_MANAGEMENT_URL"]
    alone = settings | {"WEBSOCKET_URL": "wss://s1.example/api"}
    assert Settings.from_env(alone).websocket_management_url == "https://s1.example/api"


@pytest.mark.parametrize("used", [{}, {"RestDomain": "api.example.org", "SocketDomain": "ws.example.org"}])
def test_the_page_may_speak_to_given_and_own_addresses(used: dict[str, str]) -> None:
    """Functions name another socket address some minutes before the page's policy could follow."""
    policy = page.headers(FakeAws({}).target(**CHOSEN), OUTPUTS | used)["Content-Security-Policy"]
    allowed = policy.split("connect-src ")[1].split(";")[0].split()
    assert {GIVEN_REST, GIVEN_SOCKET, "https://api.example.org", "wss://ws.example.org"} <= set(allowed)
    plain = page.headers(FakeAws({}).target(), OUTPUTS)["Content-Security-Policy"]
    assert "example.org" not in plain


@pytest.mark.parametrize("before", [[], [{**OWN, "ApiId": "old"}], [{**OWN, "Stage": "old"}], [OWN]])
def test_the_sockets_domain_is_mapped_once(before: list[Json]) -> None:
    sockets = Sockets(before)
    api_domains.map_sockets(sockets.target, OUTPUTS, CHOSEN)
    assert sockets.mapped() == [("api", "s1", "api")]
    changed = len(sockets.changes())
    assert changed == (before != [OWN])
    api_domains.map_sockets(sockets.target, OUTPUTS, CHOSEN)
    assert len(sockets.changes()) == changed


def test_a_domain_that_changes_is_released_before_the_stack() -> None:
    sockets = Sockets([OWN])
    api_domains.unmap_sockets(sockets.target, keep="ws.example.org")
    assert sockets.mapped() == [("api", "s1", "api")]
    api_domains.unmap_sockets(sockets.target, keep="chat.example.org")
    assert sockets.mapped() == []
    assert sockets.aws.asked("apigatewayv2.GetApiMappings")[-1] == {"DomainName": "ws.example.org"}


def test_a_domain_that_is_gone_has_no_mappings() -> None:
    sockets = Sockets([OWN])
    sockets.aws.answers["apigatewayv2.GetApiMappings"] = refusal("NotFoundException")
    api_domains.unmap_sockets(sockets.target)
    assert sockets.changes() == []
    none = Sockets([OWN], parameters={"SocketDomain": ""})
    api_domains.unmap_sockets(none.target)
    assert [name for name, _ in none.aws.calls] == ["cloudformation.DescribeStacks"]


@pytest.mark.parametrize("data", [False, True])
def test_a_destroy_releases_the_domain_before_the_stack(data: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """API Gateway refuses to delete an interface that a domain leads to."""
    sockets = Sockets([OWN])
    order: list[str] = []
    monkeypatch.setattr(functions, "delete", lambda *_: order.append("functions"))
    monkeypatch.setattr(remains, "find", lambda _: [])
    monkeypatch.setattr(adopt, "adopt", lambda *_: [])
    monkeypatch.setattr(stored, "refuse_protected", lambda _: None)
    for name in ("delete", "apply"):
        monkeypatch.setattr(stack, name, lambda *_: order.append(f"stack, mapped: {sockets.mapped()}"))
    monkeypatch.setattr(Target, "outputs", lambda _: OUTPUTS)
    destroy.destroy(sockets.target, data=data)
    assert order == ["functions", "stack, mapped: []"]


def test_a_deploy_maps_domains_after_the_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    sockets = Sockets([{**OWN, "ApiId": "old"}], parameters={"SocketDomain": "old.example.org"})
    order: list[tuple[str, Any]] = []
    monkeypatch.setattr(adopt, "adopt", lambda *_: [])
    monkeypatch.setattr(stack, "apply", lambda *_: order.append(("stack", sockets.mapped())) or dict(OUTPUTS))  # type: ignore[func-returns-value]
    monkeypatch.setattr(image, "ensure", lambda *_: "uri")
    monkeypatch.setattr(quotas, "can_reserve", lambda _: True)
    monkeypatch.setattr(
        functions,
        "deploy",
        lambda target, outputs, *_, **__: order.append((target.socket_url(outputs), sockets.mapped())),
    )
    address: Any = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 443))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [address])
    outputs = deploy.backend(sockets.target, deploy.parameters(sockets.target))
    assert order == [("stack", []), ("wss://ws.example.org/api", [])]
    assert sockets.mapped() == [("api", "s1", "api")]
    assert sockets.target.rest_url(outputs) == "https://api.example.org/api"


def test_domains_that_are_left_are_found_by_their_tag() -> None:
    domains = [
        {"DomainName": "ws.example.org", "Tags": {"grail-stage": "dev"}},
        {"DomainName": "ws.example.net", "Tags": {"grail-stage": "dev-b"}},
        {"DomainName": "www.example.org"},
    ]
    aws = FakeAws({"apigatewayv2.GetDomainNames": {"Items": domains}})
    look = dict(remains._looks(aws.target()))["domain"]
    assert look() == ["ws.example.org"]
    left = [Thing("domain", "ws.example.org")]
    assert remains.left_over(left, data=False) == []
    assert remains.left_over(left, data=True) == left


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"RestDomain": "api.example.org"}, "need CertificateArn"),
        ({"SocketDomain": "ws.example.org"}, "need CertificateArn"),
        ({**CHOSEN, "SocketDomain": "api.example.org"}, "RestDomain must be another name"),
        ({**CHOSEN, "Domain": "api.example.org"}, "RestDomain must be another name"),
        ({**CHOSEN, "Domain": "ws.example.org"}, "SocketDomain must be another name"),
    ],
)
def test_domains_that_cannot_be_are_refused(chosen: dict[str, str], sentence: str) -> None:
    with pytest.raises(TargetError, match=sentence):
        deploy.parameters(Target("x", chosen))


def test_domains_that_can_be_are_taken() -> None:
    for chosen in ({}, CHOSEN, {"RestDomain": "api.example.org", "CertificateArn": CERTIFICATE}):
        assert deploy.parameters(Target("x", chosen)).items() >= chosen.items()


@mock_aws
def test_moto_maps_and_releases_a_domain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second implementation of API Gateway beside the one above."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    target = Target("dev", CHOSEN)
    client = target.client("apigatewayv2")
    api = client.create_api(Name="grail-dev", ProtocolType="WEBSOCKET", RouteSelectionExpression="a")["ApiId"]
    client.create_domain_name(
        DomainName="ws.example.org",
        DomainNameConfigurations=[{"CertificateArn": CERTIFICATE, "EndpointType": "REGIONAL"}],
        Tags={"grail-stage": "dev"},
    )
    for _ in range(2):
        api_domains.map_sockets(target, {**OUTPUTS, "SocketApiId": api}, CHOSEN)
        (mapping,) = client.get_api_mappings(DomainName="ws.example.org")["Items"]
        assert (mapping["ApiId"], mapping["ApiMappingKey"], mapping["Stage"]) == (api, "api", "api")
    assert remains._domains(target) == ["ws.example.org"]
    monkeypatch.setattr(stack, "parameters", lambda *_: CHOSEN)
    api_domains.unmap_sockets(target)
    assert client.get_api_mappings(DomainName="ws.example.org")["Items"] == []
