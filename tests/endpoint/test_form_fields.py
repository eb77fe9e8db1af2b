"""Fields of forms and addresses, read as the standard library reads them."""

from urllib.parse import parse_qsl

from hypothesis import example, given, settings
from hypothesis import strategies as st

from phaen.endpoint.protocol import Fields, split_fields

ESCAPES = st.sampled_from(
    ["%41", "%e0%b8%81", "%E0", "%", "%4", "%zz", "%3D", "%0A", "%25", "+", "=", "&", "=\n", "ก", "é"]
)


def of_the_library(text: str) -> Fields | None:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        return None


def ours(text: str) -> Fields | None:
    try:
        return split_fields(text.encode())
    except UnicodeDecodeError:
        return None


@settings(max_examples=400, deadline=None)
@given(st.lists(ESCAPES | st.text(max_size=3).filter(str.isprintable), max_size=12).map("".join))
@example("query=SELECT+%2A%20%7B%7D&timeout=5&&=x&y")
@example("a=%20%0D%0A%09%3D%25&b=_ _&c=%5F = %20")
def test_fields_are_read_as_the_standard_library_reads_them(text: str) -> None:
    assert ours(text) == of_the_library(text)
