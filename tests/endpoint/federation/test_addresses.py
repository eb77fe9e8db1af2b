"""Where the address of a service may lead."""

import socket
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import pytest

from phaen.endpoint.federation.addresses import is_local_name, is_public, places, target_of
from phaen.endpoint.federation.client import Call, send
from phaen.endpoint.federation.errors import RemoteError
from tests.endpoint.federation.remotes import Counter, Remote
from tests.patience import once_in_three


def soon() -> float:
    return time.monotonic() + 30


class Resolver:
    """Stands for the system's resolver: gives one answer after another, the last one again and again."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, **_: object) -> list[Any]:
        self.asked.append(host)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            (socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in answer
        ]


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Resolver]:
    def install(*answers: tuple[str, ...]) -> Resolver:
        resolver = Resolver(*answers)
        monkeypatch.setattr(socket, "getaddrinfo", resolver)
        return resolver

    return install


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "0.0.0.0",
        "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "203.0.113.5",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "100::1",
        "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::808:808",
        "2002:7f00:1::1", "2002:a00:1::1", "2001::1", "4000::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_of_the_public_internet(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "203.150.1.1", "2606:4700::1111", "2001:4860:4860::8888", "64:ff9b::808:808", "2002:808:808::1"],
)
def test_addresses_of_the_public_internet(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    ["localhost", "fuseki", "db.localhost", "printer.local", "x.svc.cluster.local", "db.internal", "a.home.arpa"],
)
def test_names_that_the_public_dns_cannot_hold(host: str) -> None:
    assert is_local_name(host)
    assert is_local_name(host.upper() + ".")


@pytest.mark.parametrize("host", ["example.org", "localhost.example.org", "local.example", "notlocal.com", "10.0.0.1"])
def test_names_that_the_public_dns_can_hold(host: str) -> None:
    assert not is_local_name(host)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "100.64.0.1"])
def test_a_public_name_that_leads_into_a_private_network_is_refused(
    resolve: Callable[..., Resolver], address: str
) -> None:
    resolve((address,))
    with pytest.raises(RemoteError, match=r"data\.example\.org leads into a private network"):
        places(target_of("https://data.example.org/sparql"), soon())


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "192.168.0.9", "::1", "fd00::1"])
def test_a_local_name_may_lead_into_a_private_network(resolve: Callable[..., Resolver], address: str) -> None:
    resolve((address,))
    assert [place[0] for _, place in places(target_of("http://fuseki:3030/ds"), soon())] == [address]


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1", "::ffff:169.254.169.254"])
def test_a_local_name_may_not_lead_to_the_link_or_to_everybody(resolve: Callable[..., Resolver], address: str) -> None:
    resolve((address,))
    with pytest.raises(RemoteError, match="private network"):
        places(target_of("http://metadata.internal/"), soon())


@pytest.mark.parametrize("host", ["10.0.0.5", "127.0.0.1", "[::1]", "169.254.1.1"])
def test_an_address_in_figures_is_what_the_operator_means(host: str) -> None:
    found = places(target_of(f"http://{host}:3030/ds/sparql"), soon())
    assert {place[0] for _, place in found} == {host.strip("[]")}


def test_of_the_addresses_of_a_name_only_public_ones_are_used(resolve: Callable[..., Resolver]) -> None:
    resolve(("10.0.0.1", "8.8.8.8", "::1", "2606:4700::1111"))
    found = [place[0] for _, place in places(target_of("http://example.org/"), soon())]
    assert found == ["8.8.8.8", "2606:4700::1111"]


def test_a_name_is_resolved_once_and_what_was_checked_is_what_is_called(
    resolve: Callable[..., Resolver], monkeypatch: pytest.MonkeyPatch, counter: Counter
) -> None:
    port = int(counter.origin.rpartition(":")[2])
    resolver = resolve(("8.8.8.8",), ("127.0.0.1",))  # public when it is checked, then private
    called: list[Any] = []

    def connect(_: socket.socket, place: Any) -> None:  # noqa: ANN401 - an address of any family
        called.append(place)
        raise OSError(113, "No route to host")

    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(RemoteError, match="cannot be reached: No route to host"):
        send(Call(f"http://rebinding.example.org:{port}/", "*/*"), soon(), 100)
    monkeypatch.undo()
    assert called == [("8.8.8.8", port)]
    assert resolver.asked == ["rebinding.example.org"]
    assert counter.number == 0


def test_the_next_call_checks_the_name_again(resolve: Callable[..., Resolver], remote: Remote) -> None:
    resolve(("127.0.0.1",), ("169.254.169.254",))
    address = f"http://store.internal:{remote.port}/sparql"
    with send(Call(address, "*/*", b"q"), soon(), 1000).body as body:
        assert body.read() == remote.body
    with pytest.raises(RemoteError, match="private network"):
        send(Call(address, "*/*", b"q"), soon(), 1000)
    assert len(remote.asked) == 1


def test_the_next_address_is_tried_when_one_does_not_answer(resolve: Callable[..., Resolver], remote: Remote) -> None:
    resolve(("127.0.0.2", "127.0.0.1"))
    with send(Call(f"http://two:{remote.port}/", "*/*"), soon(), 1000).body as body:
        assert body.read() == remote.body


def test_a_resolver_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def wait(*_: object, **__: object) -> list[object]:
        time.sleep(3)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", wait)

    def claim() -> None:
        began = time.monotonic()
        with pytest.raises(RemoteError, match="not found in time"):
            places(target_of("http://example.org/"), began + 0.2)
        assert time.monotonic() - began < 1.5

    once_in_three(claim)


@pytest.mark.parametrize("error", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")])
def test_a_name_that_is_not_known_is_said(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(RemoteError, match=r"the name nowhere\.example is not known"):
        places(target_of("http://nowhere.example/"), soon())


def test_an_iri_becomes_the_address_of_a_request() -> None:
    target = target_of("https://ข้อมูล.ไทย/ชุด 1?q=ก&a=%2F[1]")
    assert (target.scheme, target.host, target.port) == ("https", "xn--22c6dm4a2dze.xn--o3cw4h", 443)
    assert target.path == "/%E0%B8%8A%E0%B8%B8%E0%B8%94%201?q=%E0%B8%81&a=%2F%5B1%5D"
    assert target_of("http://example.org").path == "/"
    assert target_of("http://[::1]:3030/x").host == "::1"


@pytest.mark.parametrize(
    "iri", ["http://example.org:99999/", "ftp://example.org/", "http://[::1/", "urn:x:y", "file:///etc/passwd"]
)
def test_what_is_no_address_of_http_is_not_called(iri: str) -> None:
    with pytest.raises(RemoteError, match="no http or https address"):
        target_of(iri)
