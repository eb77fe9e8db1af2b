"""What is shown of the outcomes: widths, summaries, the pace."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from phaen.endpoint.commands.outcomes import fitted, format_of, outcome_object, summary_table, table_head, table_row
from phaen.endpoint.commands.progress import Pace, bar, duration
from phaen.loaders.errors import NoPlanError
from phaen.loaders.load import Outcome, Status
from phaen.loaders.model import Context
from phaen.loaders.sources import Source

PATH = Path("แผนพัฒนาท้องถิ่น/องค์การบริหารส่วนตำบลบ้านกลาง/แผนพัฒนา ๒๕๖๖-๒๕๗๐ ฉบับแก้ไข.pdf")
LOADED = Outcome(
    Source(PATH, Context()),
    Status.LOADED,
    "https://w3id.org/phaen/id/plan/pao-51/undated",
    {"vision": 1, "guideline": 30},
    ("it is not known whose plan this is",),
    coverage=0.973,
    seconds=1.234,
    media_type="application/pdf",
)
FAILED = replace(LOADED, status=Status.FAILED, counts={}, warnings=(), coverage=None, error=NoPlanError("no plan"))


@given(st.text(alphabet="กขค่้ิีุำabc /.", max_size=80), st.integers(2, 60))
def test_a_fitted_name_takes_no_more_columns_than_it_may(text: str, width: int) -> None:
    shown = fitted(text, width)
    assert cell_len(shown) <= width
    assert shown == text or (shown[0] == "…" and text.endswith(shown[1:]))
    assert shown == text or not (shown[1:] and cell_len(shown[1]) == 0)


def test_a_row_is_aligned_with_the_head_and_keeps_the_end_of_a_long_name() -> None:
    row, below = table_row(LOADED, 80).split("\n")
    head = table_head()
    assert cell_len(row) <= 80
    assert row.endswith(" …๕๗๐ ฉบับแก้ไข.pdf")
    for column, value in (("vis", "1"), ("guid", "30"), ("goal", "·"), ("read", "97%"), ("s", "1.23")):
        end = head.index(f" {column} ") + 1 + len(column)
        assert row[:end].endswith(f" {value}")
    assert below.strip() == "it is not known whose plan this is"
    assert table_row(FAILED, 100).split("\n")[1].strip() == "document-no-plan: no plan"


def test_a_name_with_control_characters_cannot_steer_the_terminal() -> None:
    evil = replace(LOADED, source=Source(Path("a\x1b[2J\n.txt"), Context()))
    assert "\x1b" not in table_row(evil)
    assert len(table_row(evil).split("\n")) == 2


def test_the_summary_counts_by_format_and_status_and_names_the_reasons() -> None:
    text = replace(LOADED, media_type="text/plain", coverage=1.0, seconds=0.0)
    lines = summary_table([LOADED, FAILED, text]).split("\n")
    assert [line.split()[:6] for line in lines[1:4]] == [
        ["pdf", "2", "1", "0", "1", "31"],
        ["text", "1", "1", "0", "0", "31"],
        ["all", "3", "2", "0", "1", "62"],
    ]
    assert lines[4] == "failed: 1 document-no-plan"
    assert "99%" in lines[3]


def test_the_json_keeps_the_old_keys_and_adds_the_measures() -> None:
    found = outcome_object(LOADED)
    assert list(found)[:6] == ["path", "status", "plan", "counts", "warnings", "error"]
    assert (found["coverage"], found["seconds"], found["format"]) == (0.973, 1.234, "pdf")


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("text/html", "html"),
        ("image/png", "png"),
        ("application/rdf+xml", "rdf"),
        ("text/turtle", "turtle"),
        (None, "unknown"),
    ],
)
def test_formats_have_short_names(media_type: str | None, name: str) -> None:
    assert format_of(media_type) == name


def test_the_pace_follows_the_last_seconds_and_leaves_unchanged_documents_out() -> None:
    now = [0.0]
    pace = Pace(1100, lambda: now[0])
    assert str(pace) == "0 of 1,100 documents"
    now[0] = 1.0
    for _ in range(1000):
        pace.count(read=False)
    assert pace.rate == 1000
    for second in range(2, 42):
        now[0] = float(second)
        pace.count(read=True)
    assert pace.done == 1040
    assert pace.rate == pytest.approx(1.0, abs=0.05)
    assert str(pace) == "1,040 of 1,100 documents, 1.0 a second, 58 s left"


@pytest.mark.parametrize(
    ("seconds", "text"), [(8.4, "8 s"), (200, "3 min 20 s"), (7500, "2 h 5 min"), (59.6, "1 min 0 s")]
)
def test_durations_are_written_for_people(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_the_bar_is_full_at_the_end_and_when_there_is_nothing_to_do() -> None:
    assert set(bar(5, 5)) == set(bar(0, 0)) == {"━"}
    assert bar(1, 2).count("━") == bar(1, 2).count("─")
