"""Score the search and three plain ones on the judged queries; print a Markdown table.

python -m tests.search.score [--set dev|test|all] [--worst N]

``--worst`` shows the queries of the dev set that phaen's search answers worst; those of the test set are never shown.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pyoxigraph import Store

from phaen.loaders.search.index import build_index, open_index
from phaen.loaders.search.model import Filters
from tests.search.baselines import MOST, Search, bigrams, contains, newmm, texts
from tests.search.corpus import gold_store, load_samples
from tests.search.judged import RANKED, SETS, Judged, mean, ndcg, read_queries, recall

Rankings = Mapping[str, Sequence[str]]
"""What a search found for each query, by the query's id."""


def phaen(store: Store, folder: Path, most: int = MOST) -> Search:
    """Make phaen's own search of a store, its index in a new folder."""
    build_index(store, folder)
    index = open_index(folder)
    return lambda query: [hit.iri for hit in index.search(query, Filters(), offset=0, limit=most).hits]


def searches(store: Store, folder: Path, most: int = MOST) -> dict[str, Search]:
    """Give the searches that are compared, by name; phaen's finds at most ``most``, since snippets take their time."""
    plain = texts(store)
    return {
        "phaen": phaen(store, folder, most),
        "CONTAINS": contains(plain),
        "newmm words": newmm(plain),
        "bigrams": bigrams(plain),
    }


def rankings(search: Search, queries: Iterable[Judged]) -> Rankings:
    """Give what a search finds for each query."""
    return {judged.id: search(judged.query) for judged in queries}


def scores(found: Rankings, queries: Iterable[Judged]) -> tuple[float, float]:
    """Return the mean nDCG@10 and recall@50 over some queries."""
    asked = list(queries)
    return (
        mean(ndcg(found[judged.id], judged.grades) for judged in asked),
        mean(recall(found[judged.id], judged.grades) for judged in asked),
    )


def table(found: Mapping[str, Rankings], queries: Sequence[Judged]) -> Iterable[str]:
    """Give the lines of a Markdown table: each cell nDCG@10 / recall@50, over all and by class."""
    yield " | ".join(["| class", "queries", *found]) + " |"
    yield "| --- | ---: |" + " ---: |" * len(found)
    classes = sorted({judged.class_ for judged in queries})
    for name in ("all", *classes):
        asked = [judged for judged in queries if name in {"all", judged.class_}]
        cells = [" / ".join(f"{value:.3f}" for value in scores(one, asked)) for one in found.values()]
        yield " | ".join([f"| {name}", str(len(asked)), *cells]) + " |"


def worst(found: Rankings, queries: Sequence[Judged], number: int, names: Mapping[str, str]) -> Iterable[str]:
    """Give the queries that were answered worst: the first ten found, and what should stand there, each with its grade.

    A "?" is the grade of what was not judged, and counts as 0.
    """
    for judged in sorted(queries, key=lambda judged: ndcg(found[judged.id], judged.grades))[:number]:
        ranking = found[judged.id][:RANKED]
        missed = sorted(set(judged.grades) - set(ranking), key=lambda iri: -judged.grades[iri])
        yield f"{ndcg(ranking, judged.grades):.2f} {judged.class_}: {judged.query}"
        for mark, iris in (("+", ranking), ("-", [iri for iri in missed if judged.grades[iri] > 1][:RANKED])):
            yield from (f"  {mark} {judged.grades.get(iri, '?')} {names.get(iri, iri)[:70]}" for iri in iris)


def main(arguments: Sequence[str] | None = None) -> None:
    """Score the sets that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--set", choices=[*SETS, "all"], default="dev")
    parser.add_argument("--worst", type=int, default=0)
    asked = parser.parse_args(arguments)
    queries = read_queries(*(SETS if asked.set == "all" else [asked.set]))
    with tempfile.TemporaryDirectory() as folder:
        store = gold_store(load_samples(Path(folder) / "store"))
        found = {name: rankings(search, queries) for name, search in searches(store, Path(folder) / "index").items()}
        names = {iri: own[0] for iri, own in texts(store).items()}
    sys.stdout.writelines(f"{line}\n" for line in table(found, queries))
    if asked.worst:
        shown = [judged for judged in read_queries("dev") if asked.set != "test"]
        sys.stdout.writelines(f"{line}\n" for line in worst(found["phaen"], shown, asked.worst, names))


if __name__ == "__main__":
    main()
