"""Compare the two engines that could hold the full-text index: Tantivy, and FTS5 of the SQLite that Python has.

Both get the same tokens of the same literals, with the same ranking (BM25), and are asked the same: a term, two terms
that must both be there, a phrase, the ten best each; then counts of all hits by one field. Run it with a data file of
``python -m benchmarks.national``:

    python benchmarks/search_engines.py var/benchmarks/medium/data.nq --literals 100000
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import tantivy
from pyoxigraph import Literal, RdfFormat, parse

from phaen.loaders.search.documents import analysed
from phaen.loaders.search.properties import FIELDS

Row = tuple[str, str]
QUERIES = 60


def rows(path: Path, most: int) -> list[Row]:
    """Read the words of literals, and the name of the graph that each stands in."""
    return [(analysed(text).words, graph) for text, graph in islice(_texts(path), most)]


def _texts(path: Path) -> Iterator[Row]:
    for quad in parse(path=str(path), format=RdfFormat.N_QUADS):
        if quad.predicate.value in FIELDS and isinstance(quad.object, Literal):
            yield quad.object.value, quad.graph_name.value


def _count(result: tantivy.SearchResult) -> int:
    """Give the number of all hits, which the engine's type declarations do not know of."""
    return int(getattr(result, "count", 0))


class Tantivy:
    """The engine of search indexes written in Rust."""

    def __init__(self, folder: Path, data: Sequence[Row]) -> None:
        """Index the rows."""
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("words", tokenizer_name="whitespace", index_option="position")
        builder.add_text_field("graph", tokenizer_name="raw", index_option="basic", fast=True)
        self.schema = builder.build()
        index = tantivy.Index(self.schema, str(folder))
        writer = index.writer(128_000_000, 1)
        for words, graph in data:
            writer.add_document(tantivy.Document.from_dict({"words": [words], "graph": [graph]}, self.schema))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.searcher = index.searcher()

    def term(self, words: Sequence[str]) -> int:
        """Find the ten best rows that hold all words; give the number of all."""
        terms = [(tantivy.Occur.Must, tantivy.Query.term_query(self.schema, "words", word)) for word in words]
        return _count(self.searcher.search(tantivy.Query.boolean_query(terms), limit=10))

    def phrase(self, words: Sequence[str]) -> int:
        """Find the ten best rows that hold the words side by side; give the number of all."""
        return _count(self.searcher.search(tantivy.Query.phrase_query(self.schema, "words", [*words]), limit=10))

    def counted(self, words: Sequence[str]) -> int:
        """Count the rows that hold a word by graph; give the number of graphs among the first hundred."""
        query = tantivy.Query.term_query(self.schema, "words", words[0])
        terms = {"graphs": {"terms": {"field": "graph", "size": 100}}}
        return len(self.searcher.aggregate(query, terms)["graphs"]["buckets"])


class Fts5:
    """The full-text table of SQLite."""

    def __init__(self, folder: Path, data: Sequence[Row]) -> None:
        """Index the rows; the text itself is not kept in the index, as in the other."""
        self.database = sqlite3.connect(folder / "fts.sqlite")
        tokens = "\"unicode61 remove_diacritics 0 categories 'L* N* Mn Mc'\""
        self.database.execute(f"CREATE VIRTUAL TABLE rows USING fts5(words, content='', tokenize={tokens})")
        self.database.execute("CREATE TABLE graphs (row INTEGER PRIMARY KEY, graph TEXT)")
        self.database.executemany("INSERT INTO rows(rowid, words) VALUES (?, ?)", enumerate(w for w, _ in data))
        self.database.executemany("INSERT INTO graphs VALUES (?, ?)", enumerate(g for _, g in data))
        self.database.execute("INSERT INTO rows(rows) VALUES ('optimize')")
        self.database.commit()

    def _found(self, query: str) -> int:
        best = "SELECT rowid, rank FROM rows WHERE rows MATCH ? ORDER BY rank LIMIT 10"
        list(self.database.execute(best, (query,)))
        return int(self.database.execute("SELECT count(*) FROM rows WHERE rows MATCH ?", (query,)).fetchone()[0])

    def term(self, words: Sequence[str]) -> int:
        """Find the ten best rows that hold all words; give the number of all."""
        return self._found(" ".join(f'"{word}"' for word in words))

    def phrase(self, words: Sequence[str]) -> int:
        """Find the ten best rows that hold the words side by side; give the number of all."""
        return self._found('"' + " ".join(words) + '"')

    def counted(self, words: Sequence[str]) -> int:
        """Count the rows that hold a word by graph; give the number of graphs among the first hundred."""
        query = (
            "SELECT graph, count(*) AS n FROM rows JOIN graphs ON graphs.row = rows.rowid WHERE rows MATCH ? "
            "GROUP BY graph ORDER BY n DESC LIMIT 100"
        )
        return len(list(self.database.execute(query, (f'"{words[0]}"',))))


def questions(data: Sequence[Row]) -> dict[str, tuple[str, list[list[str]]]]:
    """Choose what is asked: the kind of question, and the words."""
    choose = random.Random(7)
    counts = Counter(word for words, _ in data for word in set(words.split()) if len(word) > 1)
    frequent = [word for word, _ in counts.most_common(QUERIES)]
    rare = choose.sample([word for word, count in counts.items() if 2 <= count <= 20], QUERIES)
    texts = [words.split() for words, _ in choose.sample(list(data), 4 * QUERIES)]
    phrases = [text[1:4] for text in texts if len(text) > 4][:QUERIES]
    return {
        "frequent word": ("term", [[word] for word in frequent]),
        "rare word": ("term", [[word] for word in rare]),
        "two words": ("term", [choose.sample(frequent, 2) for _ in range(QUERIES)]),
        "phrase": ("phrase", phrases),
        "counts": ("counted", [[word] for word in frequent]),
    }


def timed(call: Callable[[list[str]], int], asked: Sequence[list[str]]) -> tuple[list[float], int]:
    """Ask everything; give the milliseconds of each, sorted, and the sum of the answers."""
    spent, found = [], 0
    for words in asked:
        began = time.perf_counter()
        found += call(words)
        spent.append(1000 * (time.perf_counter() - began))
    return sorted(spent), found


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--literals", type=int, default=100_000)
    options = parser.parse_args()
    data = rows(options.data, options.literals)
    print(f"{len(data):,} literals, Tantivy {version('tantivy')}, SQLite {sqlite3.sqlite_version}")
    for engine in (Tantivy, Fts5):
        with tempfile.TemporaryDirectory() as name:
            began = time.perf_counter()
            opened = engine(Path(name), data)
            spent = time.perf_counter() - began
            size = sum(file.stat().st_size for file in Path(name).iterdir())
            print(f"{engine.__name__:8} {len(data) / spent:9,.0f} literals/s {size / 1e6:7.1f} MB")
            for kind, (method, asked) in questions(data).items():
                times, found = timed(getattr(opened, method), asked)
                at_95 = times[int(0.95 * len(times))]
                print(f"    {kind:14} p50 {statistics.median(times):7.2f} ms  p95 {at_95:7.2f} ms  ({found:,} found)")


if __name__ == "__main__":
    main()
