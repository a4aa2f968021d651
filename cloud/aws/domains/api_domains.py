"""Domains of your own for REST and the socket interface: the DNS records they need, and what each leads to.

CloudFormation makes the domains; their DNS is the operator's. A domain is used once its DNS leads to API Gateway. Until
then the stage answers at the address that API Gateway gave it, which goes on answering afterwards.
"""

import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloud.stack import stack
from cloud.stack.target import API_STAGE, Target

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2.client import ApiGatewayV2Client

# Parameters of the template, and what the interfaces behind them are called.
INTERFACES = {"RestDomain": "REST", "SocketDomain": "the sockets"}
HTTPS = 443
Resolve = Callable[[str], frozenset[str]]


@dataclass(frozen=True)
class ApiDomain:
    """`parameter` is the template's, `target` is where the name's CNAME must lead."""

    parameter: str
    name: str
    target: str


def names_of(host: str) -> frozenset[str]:
    """The addresses of a host and its canonical name, at which its CNAMEs end; empty if DNS does not know it."""
    try:
        entries = socket.getaddrinfo(host, HTTPS, type=socket.SOCK_STREAM, flags=socket.AI_CANONNAME)
    except OSError:
        return frozenset()
    return frozenset(word for entry in entries for word in (entry[3].lower(), str(entry[4][0])) if word)


def of_interfaces(outputs: Mapping[str, str], chosen: Mapping[str, str]) -> Iterator[ApiDomain]:
    """The domains that the stage has."""
    for parameter in INTERFACES:
        target = outputs.get(f"{parameter}Target")
        if target is not None:
            yield ApiDomain(parameter, chosen[parameter], target)


def in_use(outputs: Mapping[str, str], chosen: Mapping[str, str], resolve: Resolve = names_of) -> dict[str, str]:
    """Outputs that also name each domain to which DNS leads: `Target.rest_url` and `socket_url` then take it."""
    leading = {
        domain.parameter: domain.name
        for domain in of_interfaces(outputs, chosen)
        if resolve(domain.name) & resolve(domain.target)
    }
    return {**outputs, **leading}


def origins(target: Target, outputs: Mapping[str, str]) -> list[str]:
    """Where REST and the sockets answer now or after the next deploy, whichever address that uses.

    Functions learn of another address some minutes before the page does, and a page may stay open for days.
    """
    given = {name: value for name, value in outputs.items() if name not in INTERFACES}
    both = [given, given | {name: target.chosen[name] for name in INTERFACES if target.chosen.get(name)}]
    urls = [url for outputs_ in both for url in (target.rest_url(outputs_), target.socket_url(outputs_))]
    return list(dict.fromkeys(url.removesuffix(f"/{API_STAGE}") for url in urls))


def lines(outputs: Mapping[str, str], chosen: Mapping[str, str]) -> Iterator[str]:
    """What the deploy command says of the domains; `outputs` are those of `in_use`."""
    for domain in of_interfaces(outputs, chosen):
        interface = INTERFACES[domain.parameter]
        if domain.parameter in outputs:
            yield f"The domain {domain.name} of {interface} is in use."
            continue
        yield f"The domain {domain.name} of {interface} is not used yet: DNS does not lead there. It needs this record:"
        yield f"  {domain.name}. CNAME {domain.target}."
        yield "  Deploy again when the record is there. Until then API Gateway's own address is used."


def map_sockets(target: Target, outputs: Mapping[str, str], chosen: Mapping[str, str]) -> None:
    """Have the sockets' domain lead to the socket interface, whose stage must be there."""
    if "SocketDomainTarget" not in outputs:
        return
    client, name, api = target.client("apigatewayv2"), chosen["SocketDomain"], outputs["SocketApiId"]
    for mapping in mappings(client, name):
        if mapping.get("ApiMappingKey") == API_STAGE:
            if (mapping["ApiId"], mapping["Stage"]) != (api, API_STAGE):
                client.update_api_mapping(
                    DomainName=name, ApiMappingId=mapping["ApiMappingId"], ApiId=api, Stage=API_STAGE
                )
            return
    client.create_api_mapping(DomainName=name, ApiId=api, Stage=API_STAGE, ApiMappingKey=API_STAGE)


def unmap_sockets(target: Target, keep: str = "") -> None:
    """Take the mappings from the domain that the stage's sockets have now, unless it is the one to keep.

    API Gateway deletes no interface that a domain leads to, and the mapping is not CloudFormation's.
    """
    now = stack.parameters(target.client("cloudformation"), target.stage).get("SocketDomain", "")
    if now and now != keep:
        client = target.client("apigatewayv2")
        for mapping in mappings(client, now):
            client.delete_api_mapping(DomainName=now, ApiMappingId=mapping["ApiMappingId"])


def mappings(client: "ApiGatewayV2Client", name: str) -> list[dict[str, str]]:
    """A domain's mappings; none where there is no such domain."""
    try:
        mappings = client.get_api_mappings(DomainName=name)["Items"]
    except client.exceptions.NotFoundException:
        return []
    return [{key: str(value) for key, value in mapping.items()} for mapping in mappings]
