"""Files of the cache are read without waiting where they are in memory, and all the same where that cannot be told."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.endpoint.cache.answers import KeptAnswer
from phaen.endpoint.cache.entries import HEAD_SIZE, Head
from phaen.endpoint.cache.handles import Handle
from phaen.endpoint.cache.shelf import Filed
from phaen.endpoint.formats import Form

BODY = bytes(range(256)) * 3000


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("handles") / "body"
    path.write_bytes(BODY)
    return path


@given(begin=st.integers(0, len(BODY) + 10), size=st.integers(1, len(BODY)))
def test_what_is_read_at_once_is_what_is_read(body: Path, begin: int, size: int) -> None:
    handle = Handle(body)
    found = handle.read_at_once(begin, size)
    assert found is None or BODY[begin:].startswith(found)
    assert found is None or bool(found) == (begin < len(BODY))
    handle.close()


def test_a_closed_file_is_not_read_at_once(body: Path) -> None:
    handle = Handle(body)
    handle.close()
    assert handle.read_at_once(0, 10) is None


def test_an_answer_from_a_file_is_whole_whether_it_is_in_memory_or_not(tmp_path: Path) -> None:
    class Cold(Handle):
        """A file of which every second piece would have to be waited for, and others come in parts."""

        asked = 0

        def read_at_once(self, begin: int, size: int) -> bytes | None:
            self.asked += 1
            return self.read(begin, size // 7) if self.asked % 2 else None

    (tmp_path / "filed").write_bytes(b" " * HEAD_SIZE + BODY)
    head = Head("x", Form.ROWS, "json", "s", None, "c", len(BODY), "d")

    async def taken(answer: KeptAnswer) -> bytes:
        return b"".join([piece async for piece in answer.pieces()])

    for kind in (Handle, Cold):
        assert asyncio.run(taken(KeptAnswer(Filed(head, kind(tmp_path / "filed"))))) == BODY
