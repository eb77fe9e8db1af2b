"""The bytes of a file on their way: no thread waits for a client, and what breaks off does not look whole."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from phaen.endpoint.errors import EngineError
from phaen.endpoint.releases.conditions import Span
from phaen.endpoint.releases.opening import OpenFile
from phaen.endpoint.releases.sending import FileBody

CONTENT = bytes(range(256)) * 4096


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    return path


def opened(path: Path) -> OpenFile:
    found = OpenFile.below(path.parent, path.name)
    assert found is not None
    return found


def test_a_hundred_clients_that_wait_leave_the_one_thread_to_the_next(file: Path) -> None:
    async def downloads() -> bytes:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        slow = [FileBody(opened(file), Span(0, len(CONTENT))).pieces() for _ in range(100)]
        firsts = [await anext(pieces) for pieces in slow]
        assert set(map(len, firsts)) == {256 * 1024}
        return b"".join([piece async for piece in FileBody(opened(file), Span(7, 900_000)).pieces()])

    assert asyncio.run(downloads()) == CONTENT[7:900_000]


def test_a_file_that_becomes_shorter_breaks_off(file: Path) -> None:
    async def download() -> None:
        pieces = FileBody(opened(file), Span(0, len(CONTENT))).pieces()
        await anext(pieces)
        await asyncio.to_thread(file.write_bytes, b"")
        await anext(pieces)

    with pytest.raises(EngineError, match="shorter"):
        asyncio.run(download())


def test_a_file_that_is_removed_while_it_is_sent_is_sent_to_its_end(file: Path) -> None:
    body = FileBody(opened(file), Span(0, len(CONTENT)))
    file.unlink()
    assert b"".join(body) == CONTENT


def test_a_body_that_is_given_up_closes_its_file(file: Path) -> None:
    body = FileBody(opened(file), Span(0, len(CONTENT)))
    links = [path for path in Path("/proc/self/fd").iterdir() if path.is_symlink() and path.resolve() == file]
    assert len(links) == 1
    body.close()
    assert not links[0].exists() or links[0].resolve() != file
    assert list(body) == []


@pytest.mark.parametrize("path", ["../file", "/etc/passwd", "folder/../file", "", ".", "folder//file", "a/" * 3000])
def test_nothing_outside_of_a_folder_is_opened(file: Path, path: str) -> None:
    (file.parent / "folder").mkdir()
    (file.parent / "folder" / "file").write_bytes(b"")
    assert OpenFile.below(file.parent / "folder" if path.startswith("..") else file.parent, path) is None
