"""The house: imports go one way, the menu is whole, the package carries its data."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import resources
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("ontology", "loaders", "queries", "endpoint")


def test_imports_go_from_the_endpoint_down_to_the_ontology() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_target_of_the_menu_is_a_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(" ".join(re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)).split())
    shown = set(re.findall(r"^([a-z]+):.*## ", text, re.MULTILINE))
    assert {"serve", "test", "lint", "types", "docs", "load", "release", "clean"} <= shown == named


def test_what_serves_a_clone_makes_workbooks_too() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    extras = re.search(r"/\.serve: .*\n\t.*--editable '\.\[([a-z,]+)\]'", text)
    assert extras
    assert "xlsx" in extras[1].split(",")


def test_every_folder_with_code_is_a_listed_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = set(project["tool"]["setuptools"]["packages"])
    found = {
        "phaen." + ".".join(path.parent.relative_to(ROOT).parts)
        for name in PACKAGES
        for path in (ROOT / name).rglob("__init__.py")
    }
    assert found == listed


def test_the_wheel_carries_every_file_that_the_code_reads(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(tmp_path),
        ".",
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        held = set(wheel.namelist())
    sources = ROOT / "endpoint" / "frontend"  # of the editor, whose code is read by npm alone
    files = [path for name in PACKAGES for path in (ROOT / name).rglob("*") if sources not in path.parents]
    data = [path for path in files if path.is_file() and "__pycache__" not in path.parts]
    assert {f"phaen/{path.relative_to(ROOT)}" for path in data} <= held


def test_the_samples_are_the_documents_as_received() -> None:
    folder = resources.files("phaen.loaders.samples")
    sizes = {name: len(folder.joinpath(name).read_bytes()) for name in ("lamphun-pao.txt", "lampang-pao.txt")}
    assert sizes == {"lamphun-pao.txt": 12763, "lampang-pao.txt": 14605}
