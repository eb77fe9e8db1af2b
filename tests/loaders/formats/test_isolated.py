"""Work in a process of its own: its errors come back, it can be stopped, and its crash stops nothing else."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from phaen.loaders.errors import BrokenDocumentError, DocumentTooLargeError, ReaderKilledError
from phaen.loaders.formats import isolated as module
from phaen.loaders.formats.isolated import isolated, stop_worker


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    stop_worker()
    yield
    stop_worker()


def pages(data: bytes, path: str = "x.pdf", seconds: float = 60) -> object:
    return isolated("pdf_pages:read_pages", data, path, seconds)


def process() -> int:
    return module._worker()._process.pid


def test_an_error_comes_back_as_it_is() -> None:
    with pytest.raises(BrokenDocumentError, match=r"^x\.pdf: this PDF is damaged"):
        pages(b"%PDF-1.7 nothing")


def test_the_process_stays_for_the_next_document() -> None:
    for _ in range(2):
        with pytest.raises(BrokenDocumentError):
            pages(b"%PDF-1.7 nothing")
    first = process()
    with pytest.raises(BrokenDocumentError):
        pages(b"%PDF-1.7 nothing")
    assert process() == first
    assert module._worker().calls == 3


def test_it_is_replaced_after_many_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CALLS", 1)
    first = process()
    for _ in range(2):
        with pytest.raises(BrokenDocumentError):
            pages(b"%PDF-1.7 nothing")
    assert process() != first


def test_it_is_stopped_after_its_time_and_another_takes_over() -> None:
    started = time.monotonic()
    with pytest.raises(DocumentTooLargeError, match=r"x\.html: reading it takes over 1 s"):
        isolated("html:read_to_json", b"<html>" + b"<div>" * 400_000, "x.html", 1.0)
    assert time.monotonic() - started < 10
    assert isolated("html:read_to_json", b"<p>ok", "y.html", 60)


def test_a_crash_is_the_documents_error_and_the_next_one_is_read() -> None:
    isolated("html:read_to_json", b"<p>ok", "y.html", 60)
    crashed = module._worker()._process  # asked for again, it may be the next one already, which nothing ends
    crashed.kill()
    crashed.wait(60)
    assert isolated("html:read_to_json", b"<p>ok", "y.html", 60)


def test_a_document_that_always_crashes_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module._Worker, "_exchange", lambda *_: None)
    with pytest.raises(BrokenDocumentError, match=r"x\.pdf: the program that reads it broke down"):
        pages(b"%PDF-")


def test_running_out_of_memory_is_the_documents_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(module, "_function", lambda _: greedy)
    answer = module._answer("x:y", b"", "x.pdf", {})
    assert answer == {
        "error": "DocumentTooLargeError",
        "message": "x.pdf: reading it takes over 3 GB of memory; split the document",
    }


def test_the_memory_of_the_process_is_limited() -> None:
    program = (
        "from phaen.loaders.formats import isolated as m\nm._limit_memory()\n"
        "try:\n    bytearray(4 * 1024**3)\nexcept MemoryError:\n    print('limited')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "limited\n"


def test_it_ends_with_its_parent() -> None:
    program = (
        "import os, sys\nfrom phaen.loaders.formats import isolated as m\n"
        "m.isolated('html:read_to_json', b'<p>ok', 'y', 60)\n"
        "print(m._worker()._process.pid, flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert is_dead_soon(int(done.stdout))


BUSY = """
import re, sys, types
slow = types.ModuleType("phaen.loaders.formats.slow")

def work(_data, file):
    open(file, "w").close()
    re.match("(a+)+$", "a" * 80 + "b")  # for centuries, and no other thread can run

slow.work = work
sys.modules[slow.__name__] = slow
"""


def test_it_ends_with_its_parent_in_the_middle_of_a_document_though_no_thread_can_run(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(BUSY, encoding="utf-8")
    program = (
        "import sys\nfrom threading import Thread\nfrom phaen.loaders.formats import isolated as m\n"
        "starter = Thread(target=m._worker)\nstarter.start()\nstarter.join()\n"
        "print(m._worker()._process.pid, flush=True)\nm.isolated('slow:work', b'', sys.argv[1], 100)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "begun")]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        until((tmp_path / "begun").exists)
        assert is_alive(child)
        parent.kill()
    assert is_dead_soon(child)


def test_one_whose_parent_is_gone_before_it_begins_ends_at_once() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    program = f"from phaen.loaders.endings import tie\ntie({reading})\nprint('lives')\n"
    done = subprocess.run([sys.executable, "-c", program], pass_fds=[reading], capture_output=True, check=False)
    os.close(reading)
    assert (done.returncode, done.stdout) == (1, b"")


def test_one_that_somebody_kills_is_not_taken_for_a_damaged_document() -> None:
    def kill() -> None:
        until(lambda: worker.calls > 0)
        time.sleep(0.3)
        os.kill(worker._process.pid, signal.SIGKILL)

    worker = module._worker()
    killing = Thread(target=kill)
    killing.start()
    with pytest.raises(ReaderKilledError, match=r"^x\.html: the process that read it was killed \(signal 9, SIGKILL\)"):
        isolated("html:read_to_json", b"<html>" + b"<div>" * 400_000, "x.html", 60)
    killing.join()


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def is_dead_soon(pid: int) -> bool:
    until(lambda: not is_alive(pid))
    return not is_alive(pid)


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
