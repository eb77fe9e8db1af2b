"""README and docs are true: links lead somewhere, examples run, derived pages are fresh."""

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store

from phaen.endpoint.sparql.textsearch.functions import MatchFunctions
from tests.sparql.textindex import without_searches

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "README.th.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
ADDRESS = "http://127.0.0.1:8000"


def blocks(language: str, *pages: Path) -> list[tuple[str, str]]:
    """Give the fenced blocks of a language as (page, text)."""
    pattern = re.compile(rf"^```{language}\n(.*?)^```", re.DOTALL | re.MULTILINE)
    return [(page.name, text) for page in pages or PAGES for text in pattern.findall(page.read_text(encoding="utf-8"))]


def different(blocks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give each text once, with the first page that shows it: both READMEs show the same commands."""
    return [(page, text) for text, page in {text: page for page, text in reversed(blocks)}.items()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target.split("#")[0]).exists(), target


def test_the_derived_pages_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_newest_version_of_the_changelog_is_the_installed_one() -> None:
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version("phaen")


def test_both_readmes_show_the_same_commands() -> None:
    for language in ("sh", "console"):
        assert [text for _, text in blocks(language, ROOT / "README.th.md")] == [
            text for _, text in blocks(language, ROOT / "README.md")
        ]


@pytest.mark.parametrize(("page", "text"), different(blocks("sh")))
def test_shell_examples_run(page: str, text: str, served: str, token: str, sample_store: Path, tmp_path: Path) -> None:
    assert page
    store = tmp_path / "store"
    shutil.copytree(sample_store, store)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    (tmp_path / "loaders").symlink_to(ROOT / "loaders")
    (tmp_path / "notes.ttl").write_text("<http://example.org/a> <http://example.org/b> 'c' .\n", encoding="utf-8")
    environment = {**os.environ, "PHAEN_STORE": str(store), "PHAEN_TOKEN": token}
    script = "set -euo pipefail\n" + text.replace(ADDRESS, served).replace("curl ", "curl --fail ")
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    written = tmp_path / "strategies.csv"
    assert not written.exists() or len(written.read_text(encoding="utf-8").splitlines()) == 47


@pytest.mark.parametrize(("page", "text"), different(blocks("sparql")))
def test_sparql_examples_answer(page: str, text: str, sample_database: Store) -> None:
    found = sample_database.query(
        without_searches(sample_database, text),
        use_default_graph_as_union=True,
        custom_functions=dict(MatchFunctions().table()),
    )
    assert not isinstance(found, QuerySolutions) or next(iter(found), None) is not None, page
