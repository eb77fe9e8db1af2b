"""``phaen extract --explain``: what a steward sees in the terminal, and the page that a planning officer reads."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.cells import cell_len

from phaen.endpoint.explanation import Part, write_page
from phaen.endpoint.explanation_text import cut, pad, write_text
from phaen.loaders.documents import decode_document
from phaen.loaders.explanation.explain import explain
from phaen.loaders.extract import explain_plan

HOSTILE = """วิสัยทัศน์
"เมืองน่าอยู่ <script>alert(1)</script> & ผู้คนมีสุข"
พันธกิจ
1. ส่งเสริมอาชีพ <img src=x onerror=alert(1)> </textarea>
2. พัฒนา {{ 7 * 7 }} {% raw %} \u202eแหล่งน้ำ\u202c \u009b31mเพื่อการเกษตร
ข่าวประชาสัมพันธ์ javascript:alert(1) "><script src=https://example.org/x.js></script>
"""


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "phaen.endpoint.cli", "extract", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
        timeout=60,
    )


def part_of(text: str, path: str = "plan.txt", number: int = 1) -> Part:
    return Part(number, path, explain(*explain_plan(decode_document(text.encode(), path))))


def page_of(*parts: Part, language: str = "th") -> str:
    return "".join(write_page(parts, [part.path for part in parts], language))


class Page(HTMLParser):
    """Collects the tags of a page, and the words in each language's spans."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def values(self, name: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(name))]


# --- terminal ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def printed() -> subprocess.CompletedProcess[str]:
    return run("--explain", "--samples", COLUMNS="120")


def test_each_document_is_shown_with_its_counts_rules_and_their_meaning(
    printed: subprocess.CompletedProcess[str],
) -> None:
    assert (printed.returncode, printed.stderr) == (0, "")
    lamphun, lampang = printed.stdout.split("\n\n── ")
    assert "Statements found: vision 1, mission 8, strategy 8, guideline 30\n" in lamphun
    assert "lampang-pao.txt ──" in lampang
    line = r"^30 +1\.1 พัฒนาระบบ\S* +guideline 1\.1 \S+ +strategy 1 \S+ +\d\d % guideline-announced$"
    assert re.search(line, lamphun, re.MULTILINE)
    assert "\n  guideline-announced  a list that the line above announced" in lamphun


def test_columns_are_aligned_though_thai_marks_take_no_width(printed: subprocess.CompletedProcess[str]) -> None:
    table = printed.stdout.split("\n\n")[1].splitlines()
    starts = {cell_len(line[: line.rindex("  ") + 2]) for line in table if re.search(r"  \d+ % [a-z-]+$", line)}
    assert len(starts) == 1
    assert max(map(cell_len, table)) <= 120
    assert any(line.count("…") for line in table)


def test_a_pipe_gets_no_colours_and_a_terminal_does(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("พันธกิจ\n1. ส่งเสริมอาชีพ\n", encoding="utf-8")
    assert "\x1b" not in run("--explain", plan).stdout
    assert "\x1b[34m" in run("--explain", plan, FORCE_COLOR="1", TERM="xterm-256color").stdout


def test_the_language_of_the_terminal_can_be_chosen(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("พันธกิจ\n1. ส่งเสริมอาชีพ\n", encoding="utf-8")
    shown = run("--explain", "--language", "th", plan).stdout
    assert "ข้อความของแผนที่พบ: พันธกิจ 1\n" in shown
    assert "  mission-numbered  มีเลขข้อ และอยู่ใต้หัวข้อของประเภทนี้\n" in shown


def test_a_document_cannot_steer_the_terminal() -> None:
    explanation = part_of(HOSTILE + "พัฒนา\u200e\u2066", "a\x1b[2Jb.txt").explanation
    assert explanation is not None
    shown = "".join(line.plain for line in write_text(explanation, "en", 120))
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200e\u202a-\u202e\u2066-\u2069]", shown)


@pytest.mark.parametrize("width", [2, 3, 4, 5, 8, 9, 20])
def test_a_long_line_is_cut_with_an_ellipsis_between_letters_never_before_a_mark(width: int) -> None:
    text = "ที่ปรึกษาด้านน้ำ"
    shown = cut(text, width)
    assert cell_len(pad(text, width)) == width
    assert shown == text or shown.endswith("…")
    assert not re.match("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]", text[len(shown.rstrip("…")) :])


def test_what_fails_is_said_on_standard_error_and_the_rest_is_explained(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_text("พันธกิจ\n1. ส่งเสริมอาชีพ\n", encoding="utf-8")
    done = run("--explain", tmp_path, "--explain-html", tmp_path / "page.html")
    assert done.returncode == 1
    assert done.stderr.startswith(f"phaen: {tmp_path / 'a.txt'}: the file holds no text")
    assert "mission 1" in done.stdout
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "the file holds no text" in page
    assert 'id="d2-s0"' in page


def test_a_format_of_data_and_an_explanation_exclude_each_other() -> None:
    done = run("--explain", "--format", "turtle", "--samples")
    assert done.returncode == 2
    assert "leave it out with --explain" in done.stderr


def test_a_page_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    done = run("--explain-html", tmp_path / "no" / "page.html", "--samples")
    assert done.returncode == 1
    assert str(tmp_path / "no" / "page.html") in done.stderr


# --- page -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "page.html"
    done = run("--explain-html", path, "--samples")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return path.read_text(encoding="utf-8")


def test_the_page_needs_no_script_and_no_other_host(sample_page: str) -> None:
    page = Page(sample_page)
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object", "embed", "base"}
    assert page.values("src") == []
    assert all(address.startswith("#") for address in page.values("href"))
    assert "url(" not in sample_page
    assert "@import" not in sample_page
    assert any("default-src 'none'" in value for value in page.values("content"))


def test_every_link_of_the_page_leads_to_a_place_in_it(sample_page: str) -> None:
    page = Page(sample_page)
    identifiers = page.values("id")
    assert len(set(identifiers)) == len(identifiers)
    assert {address[1:] for address in page.values("href")} <= set(identifiers)
    assert {target for value in page.values("aria-labelledby") for target in value.split()} <= set(identifiers)


def test_the_page_shows_the_text_beside_what_it_was_read_as(sample_page: str) -> None:
    row = re.search(r'<tr class="with-plan" id="d1-l30">.*?</tr>', sample_page, re.DOTALL)
    assert row is not None
    source, reading = row[0].split('<td class="reading">')
    assert '<mark class="k-guideline c-high">พัฒนาระบบการจัดทำผังเมืองรวม</mark>' in source
    assert 'href="#d1-s9"' in reading, "the strategy that it stands under"
    assert 'href="#way-announced"' in reading
    assert re.search(r"\d\d %", reading)


def test_every_sentence_stands_in_both_languages(sample_page: str) -> None:
    thai, english = (re.findall(rf'<span class="in-{code}" lang="{code}">', sample_page) for code in ("th", "en"))
    assert len(thai) == len(english) > 100
    assert "ความหมายของเครื่องหมาย" in sample_page
    assert "What the marks mean" in sample_page


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_opens_in_the_language_asked_for(language: str) -> None:
    page = Page(page_of(part_of(HOSTILE), language=language))
    assert next(attributes["lang"] for tag, attributes in page.tags if tag == "html") == language
    chosen = [a["id"] for _, a in page.tags if a.get("name") == "language" and "checked" in a]
    assert chosen == [f"lang-{language}"]


def test_text_of_a_document_is_shown_and_never_run() -> None:
    page = page_of(part_of(HOSTILE, "<script>alert(2)</script>.txt"))
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    tags = Page(page)
    assert not [name for _, attributes in tags.tags for name in attributes if name.startswith("on")]
    assert all(address.startswith("#") for address in tags.values("href"))


def test_the_rules_are_listed_with_meaning_and_examples(sample_page: str) -> None:
    rule = re.search(r'<tr id="rule-labelled-item">.*?</tr>', sample_page, re.DOTALL)
    assert rule is not None
    assert "<samp>ยุทธศาสตร์ที่ ๑ : การพัฒนาคน</samp>" in rule[0]
    assert "คำบอกประเภท" in rule[0]


def test_the_page_goes_to_standard_output_for_a_dash(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("พันธกิจ\n1. ส่งเสริมอาชีพ\n", encoding="utf-8")
    done = run("--explain-html", "-", plan, PYTHONUTF8="1")
    assert done.stdout.startswith("<!doctype html>\n")
    assert done.stdout.endswith("</html>\n")


def test_a_page_of_a_document_without_a_plan_says_so() -> None:
    assert "ไม่พบข้อความของแผน" in page_of(part_of("ข่าวประชาสัมพันธ์ประจำเดือน"))
