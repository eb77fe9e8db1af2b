"""Measure reading, format by format: documents and megabytes a second on 1 and 2 cores, memory, and time by stage.

Web pages and plain texts of typical size (5 KB) are made from the sample plan, PDFs and office files are those of
tests/corpus. Each format is read for SECONDS by one process, then by two at once. Writes docs/benchmarks/formats.md.
"""

import html
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from phaen.loaders.documents import decode_document
from phaen.loaders.extract import read_plan
from phaen.loaders.formats.isolated import stop_worker
from phaen.loaders.graph.mapping import Run, map_reading, run_key, source_key
from phaen.loaders.model import Context
from phaen.loaders.sources import sample_folder
from phaen.loaders.validation import validate
from phaen.ontology.identifiers import Identifiers

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus"
PAGE = ROOT / "docs" / "benchmarks" / "formats.md"
BASE = "https://w3id.org/phaen/"
SECONDS = 4.0
TYPICAL = 5_000
"""Bytes of a typical page of text."""

LONG_PDF_PAGES = 300
T = TypeVar("T")


@dataclass(frozen=True)
class Sample:
    """A document that stands for its format."""

    name: str
    data: bytes


def plain() -> bytes:
    """Give a plain text of typical size."""
    return (sample_folder() / "lamphun-pao.txt").read_bytes()[:TYPICAL].decode("utf-8", "ignore").encode()


def page() -> bytes:
    """Give a web page of typical size, with a menu and a layout table."""
    lines = plain().decode().split("\n")
    menu = "".join(f'<li><a href="/{i}">เมนูที่ {i}</a></li>' for i in range(12))
    body = "".join(f"<p><span>{html.escape(line)}</span></p>\n" for line in lines if line.strip())[: TYPICAL // 2]
    return f"<!doctype html><meta charset=utf-8><ul class=menu>{menu}</ul><table><tr><td>{body}</table>".encode()


def corpus(name: str) -> Callable[[], bytes]:
    """Give what reads a file of the corpus."""
    return (CORPUS / name).read_bytes


# A new format is a line here: its name, and what gives the bytes of its sample.
FORMATS: dict[str, Callable[[], bytes]] = {
    "plain text, 5 KB": plain,
    "HTML, 5 KB": page,
    "PDF by Chromium, 5 pages": corpus("pages/lamphun-chromium.pdf"),
    "PDF by LibreOffice, 4 pages": corpus("pages/lamphun-libreoffice.pdf"),
    "PDF of a table, 10 pages": corpus("pages/projects.pdf"),
    "scanned PDF, 1 page (OCR)": corpus("pages/scan.pdf"),
    "DOCX": corpus("office/lamphun.docx"),
    "ODT": corpus("office/lamphun.odt"),
    "XLSX": corpus("office/projects.xlsx"),
    "ODS": corpus("office/projects.ods"),
}


def samples() -> list[Sample]:
    """Give the samples of all formats whose file is there."""
    found = []
    for name, make in FORMATS.items():
        try:
            found.append(Sample(name, make()))
        except FileNotFoundError:
            print(f"left out, no sample: {name}", file=sys.stderr)
    return found


def read_for(sample: Sample, seconds: float) -> float:
    """Read a document again and again; give documents a second."""
    decode_document(sample.data, sample.name)  # imports and dictionaries are loaded once
    started, count = time.perf_counter(), 0
    while (spent := time.perf_counter() - started) < seconds or not count:
        decode_document(sample.data, sample.name)
        count += 1
    return count / spent


def rates(sample: Sample) -> tuple[float, float]:
    """Give documents a second of one process, and of two at once."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        one = pool.submit(read_for, sample, SECONDS).result()
        two = sum(pool.map(partial(read_for, seconds=SECONDS), [sample, sample]))
    return one, two


def stages(sample: Sample) -> dict[str, float]:
    """Give the seconds of each stage for one document: the median of five runs, after one to load dictionaries."""
    runs = [one_run(sample) for _ in range(6)][1:]
    return {name: statistics.median(times[name] for times in runs) for name in runs[0]}


def one_run(sample: Sample) -> dict[str, float]:
    """Take a document through all stages once; give the seconds of each."""
    times: dict[str, float] = {}
    document = timed(times, "bytes to text", lambda: decode_document(sample.data, sample.name))
    reading = timed(times, "text to plan", lambda: read_plan(document, Context()))
    now = datetime.now(UTC)
    run = Run(run_key(document.sha256, Context(), BASE), source_key(sample.name), now, now)
    graphs = timed(times, "plan to graph", lambda: map_reading(reading, run, Identifiers(BASE)))
    quads = [quad for found in graphs.quads.values() for quad in found]
    timed(times, "SHACL", lambda: validate(quads))
    return times


def timed(times: dict[str, float], name: str, work: Callable[[], T]) -> T:
    """Do the work, and note how long it took."""
    started = time.perf_counter()
    result = work()
    times[name] = time.perf_counter() - started
    return result


def long_pdf() -> bytes:
    """Make a PDF of LONG_PDF_PAGES pages out of those of the corpus."""
    from io import BytesIO

    import pypdfium2

    source = pypdfium2.PdfDocument(CORPUS / "pages" / "lamphun-chromium.pdf")
    target = pypdfium2.PdfDocument.new()
    for _ in range(LONG_PDF_PAGES // len(source)):
        target.import_pages(source)
    buffer = BytesIO()
    target.save(buffer)
    return buffer.getvalue()


def memory(data: bytes) -> tuple[float, float, float]:
    """Read a long PDF in a process of its own: its seconds, and the peak of the reader and of its caller, in MB."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        seconds, reader, caller = pool.submit(_memory, data).result()
    return seconds, reader, caller


def _memory(data: bytes) -> tuple[float, float, float]:
    started = time.perf_counter()
    decode_document(data, "long.pdf")
    spent = time.perf_counter() - started
    stop_worker()  # the peak of a process is known when it has ended
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)]
    return spent, peaks[0], peaks[1]


def report() -> str:
    """Measure, and write the figures as a page."""
    machine = f"CPython {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    lines = [
        "<!-- Made by benchmarks/formats.py. -->",
        "",
        "# Formats",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}; {machine}; each format is read for {SECONDS:.0f} s. Bytes to text only.",
        "",
        "| format | KB | documents/s, 1 core | MB/s, 1 core | documents/s, 2 cores | MB/s, 2 cores |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    found = samples()
    for sample in found:
        size = len(sample.data) / 1e6
        one, two = rates(sample)
        cells = [f"{size * 1e3:.0f}", f"{one:.1f}", f"{one * size:.2f}", f"{two:.1f}", f"{two * size:.2f}"]
        lines.append(f"| {sample.name} | {' | '.join(cells)} |")
        print(lines[-1], flush=True)
    lines += ["", *_memory_lines(), "", *_stage_lines(found)]
    return "\n".join(lines) + "\n"


def _memory_lines() -> list[str]:
    data = long_pdf()
    seconds, reader, caller = memory(data)
    rate = LONG_PDF_PAGES / seconds
    return [
        "## A long PDF",
        "",
        (
            f"{LONG_PDF_PAGES} pages, {len(data) / 1e6:.1f} MB: {seconds:.1f} s ({rate:.0f} pages a second); "
            f"peak memory {reader:.0f} MB in the process that reads it, {caller:.0f} MB in its caller."
        ),
    ]


def _stage_lines(found: list[Sample]) -> list[str]:
    lines = ["## Share of time by stage", ""]
    for i, sample in enumerate(s for s in found if "OCR" not in s.name):
        times = stages(sample)
        whole = sum(times.values())
        if not i:
            lines += [f"| format | {' | '.join(times)} | in all, ms |", f"| --- |{' ---: |' * (len(times) + 1)}"]
        shares = " | ".join(f"{100 * seconds / whole:.0f} %" for seconds in times.values())
        lines.append(f"| {sample.name} | {shares} | {whole * 1e3:.0f} |")
    return lines


def main() -> None:
    """Measure, print and write the page."""
    text = report()
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
