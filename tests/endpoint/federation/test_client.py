"""One request to a service on the list: what it says of us, and when it ends."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from phaen.endpoint.federation import addresses, client
from phaen.endpoint.federation.client import Call, send
from phaen.endpoint.federation.errors import RemoteError
from tests.endpoint.federation.remotes import Asked, Counter, Handler, Remote, Server, drip
from tests.patience import once_in_three


def fetch(address: str, body: bytes | None = b"ASK {}", seconds: float = 5, limit: int = 10_000) -> tuple[str, bytes]:
    reply = send(Call(address, "text/turtle", body), time.monotonic() + seconds, limit)
    with reply.body as source:
        data = source.read()
    assert len(data) == reply.size
    return reply.media_type, data


def test_a_request_says_nothing_but_what_is_needed(remote: Remote) -> None:
    assert fetch(remote.address) == ("application/sparql-results+json", remote.body)
    (asked,) = remote.asked
    version = asked.headers.pop("user-agent")
    assert version.startswith("phaen/")
    assert (asked.method, asked.path, asked.body) == ("POST", "/sparql", b"ASK {}")
    assert asked.headers == {
        "host": f"127.0.0.1:{remote.port}",
        "accept": "text/turtle",
        "accept-encoding": "identity",
        "connection": "close",
        "content-type": "application/sparql-query",
        "content-length": "6",
    }


def test_a_document_is_got_without_a_body(remote: Remote) -> None:
    fetch(f"{remote.origin}/a.ttl?v=1", None)
    assert (remote.asked[0].method, remote.asked[0].path, remote.asked[0].body) == ("GET", "/a.ttl?v=1", b"")
    assert "content-type" not in remote.asked[0].headers


def test_a_cookie_is_not_sent_back(remote: Remote) -> None:
    remote.headers["Set-Cookie"] = "who=you; Path=/"
    fetch(remote.address)
    fetch(remote.address)
    assert "cookie" not in remote.asked[1].headers


def test_a_proxy_of_the_environment_is_not_used(
    remote: Remote, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, counter.origin)
    fetch(remote.address)
    assert counter.number == 0


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_no_redirect_is_followed(remote: Remote, counter: Counter, status: int) -> None:
    remote.says(b"", status=status).headers["Location"] = f"{counter.origin}/sparql"
    with pytest.raises(RemoteError, match=rf"redirect \({status}\), which is not followed"):
        fetch(remote.address)
    assert counter.number == 0
    assert len(remote.asked) == 1


@pytest.mark.parametrize("status", [201, 204, 206, 400, 401, 404, 500, 503])
def test_anything_but_200_is_an_error_with_its_status(remote: Remote, status: int) -> None:
    remote.says(b"" if status == 204 else b"<h1>no</h1>", "text/html", status)
    with pytest.raises(RemoteError, match=rf"{remote.address} answers with status {status}$"):
        fetch(remote.address)


def test_the_first_line_of_a_plain_explanation_is_passed_on(remote: Remote) -> None:
    remote.says("ไม่พบ\x1b[31m prefix ex:\nat org.example.Stack".encode(), "text/plain; charset=utf-8", 400)
    with pytest.raises(RemoteError, match=r"answers with status 400: ไม่พบ \[31m prefix ex:$"):
        fetch(remote.address)


def test_a_port_where_nobody_listens_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(RemoteError, match="cannot be reached: Connection refused"):
        fetch(f"http://127.0.0.1:{port}/")


def test_a_compressed_body_is_not_taken(remote: Remote) -> None:
    remote.headers["Content-Encoding"] = "gzip"
    with pytest.raises(RemoteError, match="content coding gzip"):
        fetch(remote.address)


def test_a_body_that_ends_too_early_is_no_answer(remote: Remote) -> None:
    remote.streams(lambda: iter([b"abc"])).headers["Content-Length"] = "10"
    with pytest.raises(RemoteError, match="cannot be read"):
        fetch(remote.address)


def test_a_chunked_body_that_ends_too_early_is_no_answer(remote: Remote) -> None:
    remote.streams(lambda: iter([b"3\r\nabc\r\n"])).headers["Transfer-Encoding"] = "chunked"
    with pytest.raises(RemoteError, match="cannot be read"):
        fetch(remote.address)


def test_a_whole_chunked_body_is(remote: Remote) -> None:
    remote.streams(lambda: iter([b"3\r\nabc\r\n", b"0\r\n\r\n"])).headers["Transfer-Encoding"] = "chunked"
    assert fetch(remote.address)[1] == b"abc"


@pytest.mark.parametrize("coded", [True, False])
def test_a_body_without_end_is_cut_at_the_limit(remote: Remote, coded: bool) -> None:  # noqa: FBT001 - a case of the test
    piece = b"x" * 4096
    remote.streams(lambda: drip(b"1000\r\n" + piece + b"\r\n" if coded else piece, 0))
    if coded:
        remote.headers["Transfer-Encoding"] = "chunked"
    with pytest.raises(RemoteError, match="more than the 10000 bytes"):
        fetch(remote.address, limit=10_000)


def test_a_body_of_just_the_limit_is_taken(remote: Remote) -> None:
    assert fetch(remote.says(b"x" * 10_000).address, limit=10_000)[1] == b"x" * 10_000


def _silence(_: Asked) -> bytes:
    time.sleep(4)
    return b""


def test_a_service_that_says_nothing_is_left_at_the_deadline(remote: Remote) -> None:
    _ends_in_time(remote.says(_silence).address)


def test_a_body_that_drips_is_left_at_the_deadline(remote: Remote) -> None:
    _ends_in_time(remote.streams(drip).address)


def test_a_head_that_drips_is_left_at_the_deadline() -> None:
    def claim() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:

            def run() -> None:
                connected, _ = listening.accept()
                with connected, suppress(OSError):
                    for piece in [b"HTTP/1.1 200 OK\r\n", *[b"X-A: b\r\n"] * 200]:
                        connected.sendall(piece)
                        time.sleep(0.05)

            threading.Thread(target=run, daemon=True).start()
            _end_in_time(f"http://127.0.0.1:{listening.getsockname()[1]}/")

    once_in_three(claim)


def _ends_in_time(address: str) -> None:
    once_in_three(lambda: _end_in_time(address))


def _end_in_time(address: str) -> None:
    began = time.monotonic()
    with pytest.raises(RemoteError, match="did not answer in time"):
        fetch(address, seconds=0.4)
    assert 0.3 < time.monotonic() - began < 2


@pytest.mark.parametrize("noise", [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\0\0\0", b""])
def test_what_is_not_http_is_an_error(noise: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def run() -> None:
            connected, _ = listening.accept()
            with connected:
                connected.recv(65536)
                connected.sendall(noise)

        threading.Thread(target=run, daemon=True).start()
        with pytest.raises(RemoteError, match="cannot be read"):
            fetch(f"http://127.0.0.1:{listening.getsockname()[1]}/")


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Remote]]:
    """Start a service with a certificate for good.internal, which we trust; all names lead to it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("makes a certificate with openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=good.internal", "-addext", "subjectAltName=DNS:good.internal", "-keyout", key,
         "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    client._tls.cache_clear()
    remote = Remote()
    server = Server(("127.0.0.1", 0), type("_Handler", (Handler,), {"remote": remote}))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    remote.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    looked_up = addresses._look_up
    monkeypatch.setattr(
        addresses,
        "_look_up",
        lambda target: looked_up(addresses.Target(target.iri, target.scheme, "127.0.0.1", target.port, target.path)),
    )
    yield lambda: remote
    server.shutdown()
    server.server_close()
    client._tls.cache_clear()


def test_a_certificate_must_be_that_of_the_name(secure: Callable[[], Remote]) -> None:
    remote = secure()
    assert fetch(f"https://good.internal:{remote.port}/sparql")[1] == remote.body
    assert remote.asked[0].headers["host"] == f"good.internal:{remote.port}"
    with pytest.raises(RemoteError, match="its certificate is not accepted: Hostname mismatch"):
        fetch(f"https://other.internal:{remote.port}/sparql")
    assert len(remote.asked) == 1


def test_a_certificate_must_be_one_that_is_trusted(
    secure: Callable[[], Remote], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    client._tls.cache_clear()
    remote = secure()
    with pytest.raises(RemoteError, match="its certificate is not accepted: self-signed certificate"):
        fetch(f"https://good.internal:{remote.port}/sparql")
    assert remote.asked == []


def test_a_slow_secure_service_is_left_at_the_deadline(secure: Callable[[], Remote]) -> None:
    remote = secure().streams(drip)
    _ends_in_time(f"https://good.internal:{remote.port}/sparql")
