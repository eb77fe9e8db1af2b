"""Whatever a value holds, it stands in a program as itself."""

import ast
import json
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from phaen.endpoint.snippets.quoting import (
    comment,
    javascript_text,
    python_lines,
    python_text,
    r_text,
    shell_field,
    shell_word,
)
from tests.endpoint.snippets.hostile import TEXTS, VALUES

BATCHES = st.lists(TEXTS, min_size=20, max_size=40).map(lambda texts: [*VALUES, *texts])


@given(st.text())
def test_a_literal_of_python_is_the_text_on_one_line(text: str) -> None:
    literal = python_text(text)
    assert literal.isprintable()
    assert ast.literal_eval(literal) == text


@example('"""')
@example('\\"""')
@example('""""')
@given(st.text(alphabet=st.sampled_from('"\\\n\r\tก\x00\u202e')) | TEXTS)
def test_lines_of_python_are_the_text(text: str) -> None:
    literal = python_lines(text)
    assert ast.literal_eval(literal) == text
    assert literal.count("\n") == text.count("\n")


@given(st.text())
def test_a_literal_of_javascript_is_json_and_may_stand_in_a_page(text: str) -> None:
    literal = javascript_text(text)
    assert json.loads(literal) == text
    assert literal.isprintable()
    assert "<" not in literal


@settings(max_examples=50)
@given(TEXTS)
def test_a_literal_of_r_is_ascii_that_can_be_seen(text: str) -> None:
    literal = r_text(text)
    assert literal.isascii()
    assert all(line.isprintable() for line in literal.split("\n"))


@settings(max_examples=50)
@given(TEXTS)
def test_a_comment_ends_where_its_line_ends(text: str) -> None:
    assert comment(text).isprintable()


@settings(max_examples=50)
@given(TEXTS)
def test_a_field_of_curl_is_two_printable_words(text: str) -> None:
    field = shell_field("word", text)
    assert field.isprintable()
    option, value = shlex.split(field)
    assert (option == "--data-urlencode") == text.isprintable()
    assert not text.isprintable() or value == f"word={text}"


def output_of(command: list[str], script: str, folder: Path) -> bytes:
    done = subprocess.run(command, input=script.encode(), cwd=folder, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert not list(folder.iterdir()), "a value was run"
    return done.stdout


@settings(max_examples=3)
@given(BATCHES)
def test_a_shell_reads_back_every_word(texts: list[str]) -> None:
    script = "".join(f"printf '%s\\0' {shell_word(text)}\n" for text in texts)
    found = subprocess.run(["sh"], input=script.encode(), capture_output=True, timeout=60, check=True).stdout
    assert found.decode().split("\0")[:-1] == texts


@pytest.mark.skipif(not shutil.which("node"), reason="no Node.js here: install nodejs")
def test_node_reads_back_every_literal(tmp_path: Path) -> None:
    script = f"process.stdout.write(JSON.stringify([{', '.join(map(javascript_text, VALUES))}]))"
    assert json.loads(output_of(["node", "-"], script, tmp_path)) == list(VALUES)


@pytest.mark.skipif(not shutil.which("Rscript"), reason="no R here: install r-base-core (make r)")
def test_r_reads_back_every_literal(tmp_path: Path) -> None:
    texts = [*VALUES, "น้ำ🌾" * 1000]
    script = "".join(f"cat(paste(charToRaw({r_text(text)}), collapse = ''), '\\n')\n" for text in texts)
    found = output_of(["Rscript", "--vanilla", "-"], script, tmp_path).decode().split()
    assert [bytes.fromhex(line).decode() for line in found] == texts
