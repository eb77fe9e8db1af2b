"""``phaen link``: JSON lines in, JSON lines out; a bad line is named, and the rest goes on."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.errors import StatementError
from phaen.loaders.linking.lines import LONGEST_LINE, parse_line, read_lines
from phaen.loaders.linking.model import Statement

ROAD = '{"id": "1", "text": "ก่อสร้างถนน", "kind": "project", "organisation_type": "sao"}\n'


def run(arguments: Sequence[str | Path], given_: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "phaen.endpoint.cli", "link", *map(str, arguments)]
    return subprocess.run(command, input=given_, capture_output=True, env={**os.environ}, check=False, timeout=60)


def objects(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_a_bad_line_is_named_and_the_others_are_linked() -> None:
    lines = ROAD + "\n{oops\n" + '{"id": "3"}\n' + '{"id": "4", "text": "ก้าวไปด้วยกัน"}\n'
    done = run(["-"], lines.encode())
    assert done.returncode == 1
    found = objects(done)
    assert [one["id"] for one in found] == ["1", "4"]
    assert found[1]["links"] == []
    first = found[0]["links"][0]
    assert (first["vocabulary"], first["notation"], first["because"]) == ("sdg", "9", ["ถนน"])
    assert first["concept"] == "http://metadata.un.org/sdg/9"
    assert 0.5 < first["confidence"] <= 1
    said = done.stderr.decode().splitlines()
    assert [line[:14] for line in said] == ["phaen: line 3:", "phaen: line 4:"]
    assert "'text' is missing; give it as text" in said[1]
    assert "ถนน" in done.stdout.decode()


def test_a_file_is_read_and_the_vocabularies_are_those_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "statements.jsonl"
    path.write_text(ROAD, encoding="utf-8-sig")
    done = run([path, "--vocabulary", "ns", "--vocabulary", "category"])
    assert done.returncode == 0
    assert [one["vocabulary"] for one in objects(done)[0]["links"]] == ["category", "ns"]


def test_the_statements_of_the_store_are_linked(sample_store: Path) -> None:
    done = run(["--store", sample_store, "--vocabulary", "category"])
    assert done.returncode == 0
    found = {one["id"]: one["links"] for one in objects(done)}
    assert len(found) == 68
    assert all(id_.startswith("https://w3id.org/phaen/id/plan/") for id_ in found)
    assert sum(1 for links in found.values() if links) > 55


def test_an_explanation_shows_the_words_and_the_parts_that_they_play() -> None:
    lines = ROAD + '{"id": "2", "text": "ก้าวไปด้วยกัน\\u001b"}\n'
    done = run(["-", "--explain"], lines.encode())
    text = done.stdout.decode()
    assert "(road, strong, object: counts) ถนน" in text
    assert "no links: nothing is clear" in text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("arguments", "code", "said"), [(["--store", "none"], 3, "phaen load"), (["none.jsonl"], 1, "none.jsonl")]
)
def test_what_is_not_there_is_named(tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    done = run([str(tmp_path / one) if one.startswith("none") else one for one in arguments])
    assert done.returncode == code
    assert said in done.stderr.decode()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"[1]", "is no object"),
        (b'{"id": true, "text": "x"}', "'id' is true"),
        (b'{"text": "x"}', "'id' is missing"),
        (b'{"id": "1", "text": 5}', "'text' is 5"),
        (b'{"id": "1", "text": "x", "kind": []}', "'kind' is"),
        (b'{"id": "1", "text": "\xff"}', "no UTF-8 at byte"),
        (b"[" * 100_000, "nested too deep"),
        (b" " * LONGEST_LINE + b"{}", "too many"),
    ],
)
def test_a_line_without_a_statement_says_what_is_wrong(line: bytes, said: str) -> None:
    with pytest.raises(StatementError, match=said):
        parse_line(line)


def test_lines_are_counted_from_one_and_blank_ones_too() -> None:
    found = list(read_lines([b"\n", b"{}\n", ROAD.encode()]))
    assert isinstance(found[0], StatementError)
    assert str(found[0]).startswith("line 2: 'id' is missing")
    assert found[1] == Statement("1", "ก่อสร้างถนน", "project", "sao")


@given(st.builds(Statement, *[st.text(max_size=20)] * 4))
def test_a_statement_comes_back_from_its_line(statement: Statement) -> None:
    fields = ("id", "text", "kind", "organisation_type")
    line = json.dumps({name: getattr(statement, name) for name in fields})
    assert parse_line(line.encode()) == statement


def test_an_id_that_is_a_number_comes_back_as_a_number() -> None:
    done = run(["-"], b'{"id": 7, "text": "road"}\n{"id": "7", "text": "road"}\n')
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [7, "7"]
