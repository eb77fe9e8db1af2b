"""A process that has prepared for searches has read all lists that a search needs: its forks need not."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from phaen.loaders.indexing import complete_index
from phaen.loaders.snapshot import current_snapshot
from tests.endpoint.serving import get, server

STEADY, MOST = 5, 25
"""Searches in a row that need no new process, and those before which that has to be so."""

SEARCH = """
import sys
from functools import _lru_cache_wrapper
from phaen.endpoint.search.opening import prepare
from phaen.loaders.search.documents import analysed
from phaen.loaders.search.matching import matcher

def read():
    modules = [module for name, module in sys.modules.items() if name.startswith("phaen.loaders")]
    found = {value for module in modules for value in vars(module).values() if isinstance(value, _lru_cache_wrapper)}
    # What has no bound on its size keeps a list; the others remember single texts.
    return {one.__qualname__: one.cache_info().currsize for one in found if one.cache_parameters()["maxsize"] is None}

prepare()
before = read()
matcher("จัดการขยะ อบต")("การจัดการขยะมูลฝอยขององค์การบริหารส่วนตำบล")
analysed("โครงการก่อสร้างถนนคอนกรีตเสริมเหล็ก หมู่ที่ 5")
after = read()
assert len(before) > 10 and any(before.values())
print(*sorted(name for name, size in after.items() if size != before.get(name)))
"""

MODULES = """
import json, sys
from pathlib import Path
from phaen.endpoint.engine import SearchJob
from phaen.endpoint.search.opening import open_index_at, prepare
from phaen.endpoint.search.jobs import find
from phaen.endpoint.search.parameters import SearchRequest

prepare()
before = set(sys.modules)
job = SearchJob.of("search", SearchRequest("ถนน").arguments(["kind"]))
assert json.loads(find(job, open_index_at(Path(sys.argv[1]))).content)["hits"]
print(*sorted(name for name in sys.modules if name not in before and name.startswith("phaen")))
"""


def test_no_list_is_read_by_a_search_after_that() -> None:
    done = subprocess.run([sys.executable, "-c", SEARCH], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_no_module_is_read_by_a_search_after_that(sample_store: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_store, tmp_path / "store")
    snapshot = current_snapshot(tmp_path / "store")
    complete_index(snapshot)
    snapshot.close()
    command = [sys.executable, "-c", MODULES, str(snapshot.index)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() == []


def forked(port: int) -> float:
    return float(re.findall(rb"^phaen_engine_forked (\S+)$", get(port, "/metrics")[1], re.MULTILINE)[0])


def test_searches_without_a_pause_soon_find_a_process_that_is_prepared(sample_store: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(sample_store, store)
    snapshot = current_snapshot(store)
    complete_index(snapshot)
    snapshot.close()
    with server(store, tmp_path, cache="0", in_memory="0", workers="1") as (_, port):
        seen = [0.0]
        while seen[-STEADY:] != [seen[-1]] * STEADY:  # one that takes long is replaced, and the next one would, too
            assert len(seen) < MOST, f"a new process for each search: {seen}"
            assert get(port, "/search.json?q=%E0%B8%96%E0%B8%99%E0%B8%99")[0] == 200
            seen.append(forked(port))
