"""Programs with hostile values ask for exactly these values, and do nothing else."""

import ast
import contextlib
import io
import json
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any, get_args
from urllib.parse import parse_qs, urlsplit

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phaen.endpoint.language import Translations
from phaen.endpoint.snippets.javascript import javascript
from phaen.endpoint.snippets.model import question
from phaen.endpoint.snippets.notebook import notebook
from phaen.endpoint.snippets.programs import snippets
from phaen.endpoint.snippets.python import pandas, rdflib, sparqlwrapper
from phaen.endpoint.snippets.r import r
from phaen.endpoint.snippets.shell import curl
from phaen.queries.model import Form
from tests.endpoint.snippets.hostile import BASE, TEXTS, VALUES, asked

FORMS = st.sampled_from(get_args(Form))
FIELDS = st.fixed_dictionaries({"word": TEXTS, "if": TEXTS})
TRANSLATIONS = Translations.load()


def given_values(values: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value.strip()}


def values_in(address: str) -> dict[str, str]:
    assert address.startswith(f"{BASE}/queries/echo.")
    found = parse_qs(urlsplit(address).query, keep_blank_values=True, strict_parsing=bool(urlsplit(address).query))
    assert all(len(values) == 1 for values in found.values())
    return {name: values[0] for name, values in found.items() if name != "shape"}


def constants(tree: ast.AST) -> dict[str, Any]:
    """Return what literals are given to names."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            with contextlib.suppress(ValueError):
                found[node.targets[0].id] = ast.literal_eval(node.value)
    return found


@settings(max_examples=40)
@given(FIELDS, FORMS)
def test_python_has_the_values_and_the_text_as_literals(values: dict[str, str], form: Form) -> None:
    found = asked(values, form)
    program = pandas if form == "select" else rdflib
    assert constants(ast.parse(program(found)))["PARAMETERS"] == given_values(values)
    assert constants(ast.parse(sparqlwrapper(found)))["QUERY"] == found.text
    calls = {ast.unparse(node.func) for node in ast.walk(ast.parse(program(found))) if isinstance(node, ast.Call)}
    assert calls <= {"pandas.read_csv", "urlencode", "print", "Graph", "Graph().parse", "len"}


@settings(max_examples=40)
@given(FIELDS, FORMS)
def test_a_notebook_is_valid_and_has_the_values_as_literals(values: dict[str, str], form: Form) -> None:
    document = nbformat.reads(notebook(asked(values, form), "20260101T000000Z", TRANSLATIONS), as_version=4)
    nbformat.validate(document)
    code = "\n".join(cell.source for cell in document.cells if cell.cell_type == "code")
    assert constants(ast.parse(code))["PARAMETERS"] == given_values(values)


@settings(max_examples=40)
@given(FIELDS, FORMS)
def test_curl_is_called_with_the_values_alone(values: dict[str, str], form: Form) -> None:
    for line in curl(asked(values, form)).splitlines():
        assert line.isprintable()
        if not line.startswith("#"):
            words = shlex.split(line)
            fields = [words[index + 1] for index, word in enumerate(words) if word.startswith("--data")]
            assert [field.partition("=")[0] for field in fields] == list(given_values(values))
            assert words[0] == "curl"
            assert words[-1].startswith(f"{BASE}/queries/echo.")


@pytest.mark.skipif(not shutil.which("node"), reason="no Node.js here: install nodejs")
def test_javascript_fetches_the_values(tmp_path: Path) -> None:
    programs = [javascript(asked({"word": value, "if": value})) for value in VALUES]
    script = f"""
        globalThis.fetch = async (address) => {{
          console.log(address);
          return {{ ok: true, headers: new Headers(), json: async () => ({{ rows: [] }}) }};
        }};
        console.table = () => {{}};
        for (const program of {json.dumps(programs)}) await new Function(program)();
    """
    command = ["node", "--input-type=module", "-"]
    done = subprocess.run(command, input=script, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert [values_in(line) for line in done.stdout.splitlines()] == [{"word": value, "if": value} for value in VALUES]
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not shutil.which("Rscript"), reason="no R here: install r-base-core (make r)")
def test_r_reads_from_the_address_with_the_values(tmp_path: Path) -> None:
    forms: tuple[Form, ...] = ("select", "ask", "construct")
    asked_in_turn = (asked({"word": value, "if": value}, forms[i % 3]) for i, value in enumerate(VALUES * 2))
    programs = [r(found) for found in asked_in_turn]
    head = """
        shown <- function(address, ...) { message(address); data.frame(a = "x") }
        readLines <- function(address, ...) { message(address); "<a> <b> <c> ." }
        read.csv <- shown
    """
    script = head + "".join(f"local({{\n{program}\n}})\n" for program in programs)
    command = ["Rscript", "--vanilla", "-"]
    done = subprocess.run(command, input=script, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert [values_in(line) for line in done.stderr.split()] == [{"word": value, "if": value} for value in VALUES * 2]
    assert not list(tmp_path.iterdir())


@settings(max_examples=40)
@given(TEXTS, FORMS)
def test_a_hostile_base_address_stays_an_address(base: str, form: Form) -> None:
    found = asked({"word": "x"}, form, "http://" + base)
    for snippet in snippets(found.base, found.saved, found.values, found.text):
        if snippet.language == "python":
            ast.parse(snippet.text)
        assert all(line.isprintable() for line in snippet.text.replace("\t", " ").split("\n"))


def test_an_address_of_ipv6_is_no_pattern_for_curl() -> None:
    assert "--globoff" in curl(asked({"word": "x"}, base="http://[::1]:8000"))
    assert "--globoff" not in curl(asked({"word": "x"}))


def test_blank_values_count_as_not_given_and_stand_as_examples_in_comments() -> None:
    found = asked({"word": "x"})
    program = pandas(question(BASE, found.saved, {"word": " \n"}, found.text))
    assert constants(ast.parse(program))["PARAMETERS"] == {}
    assert '    # "word": "x",' in program


def test_a_program_without_parameters_runs_as_it_is() -> None:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        program = pandas(asked({})).replace(f'"{BASE}/queries/echo.csv"', 'io.StringIO("a_code,b\\n01,1\\n")')
        exec("import io\n" + program, names)
    assert names["table"].to_dict("list") == {"a_code": ["01"], "b": [1]}
