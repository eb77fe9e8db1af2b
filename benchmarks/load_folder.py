"""Measure the load of a folder of many plans: documents a second on one core and on two, where the time goes, memory.

Plans of about 5 KB are made up, half of them as plain text and half as web pages, each for another body and period.
Writes docs/benchmarks/load-folder.md. Usage: python -m benchmarks.load_folder [NUMBER OF PLANS]
"""

import gc
import json
import os
import platform
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from html import escape
from itertools import product
from pathlib import Path
from typing import TypeVar

from phaen.loaders.documents import read_document
from phaen.loaders.extract import read_plan
from phaen.loaders.graph.mapping import Run, map_reading
from phaen.loaders.packed import pack
from phaen.loaders.sources import find_sources
from phaen.loaders.validation import check, validate
from phaen.loaders.worker import COLLECTED_FROM
from phaen.ontology.identifiers import Identifiers
from phaen.ontology.provinces import all_provinces

NUMBER = 1000
STAGED = 200
"""Plans whose stages are timed one by one."""

REFERENCED = 10
"""Plans that pySHACL validates, for comparison."""

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks" / "load-folder.md"
PHAEN = [sys.executable, "-m", "phaen.endpoint.cli"]
BASE = "https://w3id.org/phaen/"
FIELDS = (
    *("โครงสร้างพื้นฐาน", "เศรษฐกิจชุมชน", "สังคมและคุณภาพชีวิต", "การศึกษา ศาสนา และวัฒนธรรม"),
    *("ทรัพยากรธรรมชาติและสิ่งแวดล้อม", "สาธารณสุข", "การท่องเที่ยว", "การบริหารจัดการที่ดี"),
)
DOINGS = ("ก่อสร้างและปรับปรุง", "ส่งเสริมและสนับสนุน", "พัฒนาศักยภาพของ", "อนุรักษ์และฟื้นฟู", "เพิ่มประสิทธิภาพ", "เฝ้าระวังและป้องกัน")
THINGS = (
    *("ถนน สะพาน และทางระบายน้ำ", "แหล่งน้ำเพื่อการเกษตร", "กลุ่มอาชีพและวิสาหกิจชุมชน", "ผู้สูงอายุ เด็ก และผู้พิการ"),
    *("ศูนย์พัฒนาเด็กเล็ก", "ประเพณีและภูมิปัญญาท้องถิ่น", "ป่าต้นน้ำและพื้นที่สีเขียว", "ระบบสุขภาพปฐมภูมิ", "บุคลากรท้องถิ่น"),
)

T = TypeVar("T")


# --- made-up plans ----------------------------------------------------------------------------------------------------


def plans(number: int) -> Iterator[list[str]]:
    """Make up plans as lines of text, each for another province and period."""
    chance = random.Random(7)
    for (first, province), _ in zip(product(range(2540, 2580), _provinces()), range(number), strict=False):
        yield list(plan(province, first, chance))


def _provinces() -> list[str]:
    """Name the provinces that have a provincial administrative organisation: all but the capital."""
    return [province.name_th for province in all_provinces().values() if province.code != "10"]


def plan(province: str, first: int, chance: random.Random) -> Iterator[str]:
    """Make up the lines of one plan."""

    def doing() -> str:
        return f"{chance.choice(DOINGS)}{chance.choice(THINGS)}ให้ทั่วถึงและยั่งยืน"

    yield f"แผนพัฒนาท้องถิ่น (พ.ศ. {first} - {first + 4}) องค์การบริหารส่วนจังหวัด{province}"
    yield from ("วิสัยทัศน์", f'"{province}เมืองน่าอยู่ ประชาชนมีส่วนร่วม เศรษฐกิจก้าวหน้า"', "พันธกิจ")
    yield from (f"{place}. {doing()}" for place in range(1, 6))
    for place, field in enumerate(chance.sample(FIELDS, 4), 1):
        yield f"ยุทธศาสตร์ที่ {place} การพัฒนาด้าน{field}"
        yield "แนวทางการพัฒนา"
        yield from (f"{place}.{item} {doing()}" for item in range(1, 5))


def as_page(lines: list[str]) -> str:
    """Put a plan into a plain web page."""
    menu = "".join(f'<li><a href="#">{name}</a></li>' for name in ("หน้าแรก", "ข้อมูลทั่วไป", "ติดต่อเรา"))
    body = "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)
    return f"<!doctype html><html><head><title>{lines[0]}</title></head><body><ul>{menu}</ul>{body}</body></html>"


def write_plans(folder: Path, number: int) -> int:
    """Write the plans, every second one as a web page; give their size in bytes."""
    size = 0
    for place, lines in enumerate(plans(number)):
        as_text = place % 2 == 0
        data = ("\n".join(lines) if as_text else as_page(lines)).encode()
        (folder / f"plan-{place:05}.{'txt' if as_text else 'html'}").write_bytes(data)
        size += len(data)
    return size


# --- measures ---------------------------------------------------------------------------------------------------------


def staged(folder: Path) -> dict[str, float]:
    """Time what is done to one document, in seconds of processor time a document, in this process."""
    spent = dict.fromkeys(("read", "extract", "map", "validate", "pack"), 0.0)
    identifiers, now = Identifiers(BASE), datetime.now(UTC)
    run = Run("a" * 16, "b" * 16, now, now)

    def timed(stage: str, work: Callable[[], T]) -> T:
        started = time.process_time()
        result = work()
        spent[stage] += time.process_time() - started
        return result

    gc.set_threshold(COLLECTED_FROM)  # as in a process that reads
    sources = find_sources([str(folder)])[: STAGED + 1]
    for place, source in enumerate(sources):
        document = timed("read", partial(read_document, source.path))
        reading = timed("extract", partial(read_plan, document, source.context))
        graphs = timed("map", partial(map_reading, reading, run, identifiers))
        quads = [quad for quads in graphs.quads.values() for quad in quads]
        timed("validate", partial(check, quads))
        timed("pack", partial(pack, graphs))
        if place == 0:  # what is loaded once for all
            spent = dict.fromkeys(spent, 0.0)
    return {stage: seconds / (len(sources) - 1) for stage, seconds in spent.items()}


def reference(folder: Path) -> float:
    """Time pySHACL, in seconds of processor time a document."""
    spent = 0.0
    for place, source in enumerate(find_sources([str(folder)])[: REFERENCED + 1]):
        now = datetime.now(UTC)
        graphs = map_reading(
            read_plan(read_document(source.path)), Run("a" * 16, "b" * 16, now, now), Identifiers(BASE)
        )
        quads = [quad for quads in graphs.quads.values() for quad in quads]
        started = time.process_time()
        validate(quads)
        spent += (time.process_time() - started) if place else 0.0
    return spent / REFERENCED


@dataclass(frozen=True)
class Loaded:
    """One load: seconds from start to exit, seconds of processor time of all its processes, and its report."""

    seconds: float
    processor: float
    report: dict[str, object]


def load(folder: Path, store: Path, *options: str) -> Loaded:
    """Load the folder by the command line."""
    report = store.parent / "report.json"
    command = [*PHAEN, "load", str(folder), "--store", str(store), "--report", str(report), *options]
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Loaded(seconds, processor, json.loads(report.read_text(encoding="utf-8")))


def peak_memory() -> float:
    """Give the largest resident memory of a process that ended so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def written(store: Path) -> tuple[float, int]:
    """Time writing and publishing alone, in seconds of processor time: all quads of a store into a new one."""
    from pyoxigraph import RdfFormat

    from phaen.loaders.shelf import BATCH_BYTES
    from phaen.loaders.snapshot import current_snapshot
    from phaen.loaders.store import Writer

    snapshot = current_snapshot(store)
    data = snapshot.open().dump(format=RdfFormat.N_QUADS) or b""
    snapshot.close()
    started = time.process_time()
    with Writer(store.parent / "copy") as writer:
        lines = data.splitlines(keepends=True)
        step = max(1, len(lines) * BATCH_BYTES // len(data))
        for start in range(0, len(lines), step):
            writer.add(b"".join(lines[start : start + step]))
        writer.publish()
    return time.process_time() - started, len(lines)


# --- the page ---------------------------------------------------------------------------------------------------------


def page(number: int, folder: Path) -> str:
    """Measure everything and write the figures as a page."""
    size = write_plans(folder / "plans", number)
    stages = staged(folder / "plans")
    two = load(folder / "plans", folder / "two", "--jobs", "2")
    peak = peak_memory()
    loads = {
        "empty store, `--jobs 2`": two,
        "empty store, `--jobs 1`": load(folder / "plans", folder / "one", "--jobs", "1"),
        "again, nothing new": load(folder / "plans", folder / "two"),
        "again, `--force --jobs 2`": load(folder / "plans", folder / "two", "--force", "--jobs", "2"),
    }
    writing, quads = written(folder / "two")
    stages["write, publish"] = writing / number
    total = sum(stages.values())
    rows = [f"| {stage} | {1000 * spent:.1f} | {spent / total:.0%} |" for stage, spent in stages.items()]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return "\n".join(
        [
            "<!-- Made by benchmarks/load_folder.py. -->",
            "",
            "# Loading a folder",
            "",
            f"{datetime.now(UTC):%Y-%m-%d}; {python}, {os.cpu_count()} cores, {platform.machine()}.",
            f"{number:,} made-up plans of {size / number / 1000:.1f} KB, half plain text, half web pages.",
            f"Loaded: {two.report['loaded']:,}, {quads / number:,.0f} quads each.",
            "",
            "| `phaen load FOLDER`, from start to exit | s | documents/s | ms of processor time a document |",
            "| --- | ---: | ---: | ---: |",
            *(
                f"| {name} | {done.seconds:.1f} | {number / done.seconds:,.0f} | {1000 * done.processor / number:.1f} |"
                for name, done in loads.items()
            ),
            "",
            f"Processes that wanted a core meanwhile, ours included: {os.getloadavg()[1]:.1f} on average; if they are",
            "more than the cores, the seconds tell of others' work too, and the processor time tells more.",
            "",
            f"Largest process: {peak:,.0f} MB resident.",
            "",
            "| stage | ms of processor time a document | share |",
            "| --- | ---: | ---: |",
            *rows,
            "",
            f"pySHACL, the reference, takes {1000 * reference(folder / 'plans'):,.0f} ms a document to validate.",
            "",
        ]
    )


def main() -> None:
    """Measure, print and write the page."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER
    folder = Path(tempfile.mkdtemp(prefix="phaen-bench-"))
    try:
        (folder / "plans").mkdir()
        text = page(number, folder)
    finally:
        shutil.rmtree(folder)
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
