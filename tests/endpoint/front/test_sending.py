"""Answers leave at once as far as the system takes them, and the rest when it takes more: whole, and in their order."""

import http.client
import json
import socket
import time
from typing import Any
from urllib.parse import quote

from tests.endpoint.front.conftest import Service


def path(number: int, letters: int = 10) -> str:
    """Return the address of a query for a hundred rows of so many letters."""
    row = " ".join(map(str, range(100)))
    text = f'SELECT ?row ("{number}-{"x" * letters}" AS ?text) {{ VALUES ?row {{ {row} }} }}'
    return f"/sparql?query={quote(text)}"


def request(number: int, letters: int = 10) -> bytes:
    return f"GET {path(number, letters)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


class Taken:
    """A stream of answers for ``http.client``, which goes on with the next where one has ended."""

    def __init__(self, connection: socket.socket) -> None:
        self._file = connection.makefile("rb")

    def makefile(self, _mode: str) -> Any:  # noqa: ANN401 - as http.client has it
        return self

    def close(self) -> None:
        """Stay open for the next answer."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._file, name)


def test_a_slow_reader_of_many_answers_gets_each_whole_and_in_its_order(service: Service) -> None:
    count, letters = 14, 2000  # as much as waits is more than what the system holds, and a fifth of a megabyte each
    for number in range(count):
        service.ask("GET", path(number, letters))  # all of them are kept then
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", service.port))
        stream = Taken(connection)
        for _ in range(3):
            connection.sendall(b"".join(request(number, letters) for number in range(count)))
            for number in range(count):
                time.sleep(0.005)
                answer = http.client.HTTPResponse(stream)  # type: ignore[arg-type]
                answer.begin()
                body = answer.read()
                assert answer.status == 200
                assert len(body) == int(answer.headers["content-length"])
                rows = json.loads(body)["results"]["bindings"]
                assert [row["text"]["value"] for row in rows] == [f"{number}-{'x' * letters}"] * 100


def test_a_client_that_goes_before_its_answer_harms_nobody(service: Service) -> None:
    for number in range(50):
        with service.connect() as connection:
            connection.sendall(request(number))
            if number % 2:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # a reset, not an end
    assert service.ask("GET", path(1))[0] == 200
