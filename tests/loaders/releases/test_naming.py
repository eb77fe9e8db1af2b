"""Names of files for graphs that anybody may have named."""

from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.releases.naming import graph_path, joined

BASE = "https://w3id.org/phaen/"
START = f"{BASE}id/graph/"
segments = st.text("aAก.~_%/-:", max_size=6) | st.sampled_from(
    ["..", "x.ttl", "nul", "com1.txt", "é", "e\u0301", "ก" * 90]
)


def test_the_graphs_of_phaen_keep_their_paths() -> None:
    for path in (
        "ontology",
        "vocab/province",
        "plan/pao-51/2566-2570",
        "organisation/sao-76-หนองเหนือ",
        "software/phaen/0.1.0",
    ):
        assert graph_path(START + path, BASE) == path


@given(st.lists(segments, max_size=4).map("/".join), st.lists(segments, max_size=4).map("/".join))
def test_two_graphs_never_get_one_path_and_none_leaves_the_folder(first: str, second: str) -> None:
    paths = [graph_path(START + name, BASE) for name in (first, second)]
    for path in paths:
        assert all(part not in {"", ".", ".."} and len(f"{part}.ttl.zst".encode()) < 255 for part in path.split("/"))
    assert (paths[0].casefold() == paths[1].casefold()) == (first == second)
    assert not paths[0].startswith(f"{paths[1]}.")


@given(st.lists(segments.filter(bool), min_size=2, max_size=2), st.lists(segments.filter(bool), min_size=2, max_size=2))
def test_two_plans_never_get_one_name(first: list[str], second: list[str]) -> None:
    if all("/" not in name for name in first + second):
        assert (joined(*first).casefold() == joined(*second).casefold()) == (first == second)
