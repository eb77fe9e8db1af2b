"""Three plain ways to search the same texts: CONTAINS, newmm words with BM25, pairs of characters with BM25."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from unicodedata import normalize

import tantivy
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store
from pythainlp.tokenize import word_tokenize

from phaen.ontology import terms as t

Search = Callable[[str], list[str]]
"""From a query to the IRIs that it finds, best first, at most fifty."""

NAMES = (t.SKOS_PREF_LABEL, t.RDFS["label"], t.DCT_TITLE)
OTHERS = (t.SKOS_ALT_LABEL, t.SKOS["hiddenLabel"], t.VERBATIM_TEXT, t.EXPLANATION, t.SKOS_DEFINITION, t.RDFS_COMMENT)
MOST = 50
TEXT, LENGTH = NamedNode("http://example.org/text"), NamedNode("http://example.org/length")


def texts(store: Store) -> dict[str, list[str]]:
    """Give the texts of each thing that has a name, its name first, of a statement or plan also its owner's name."""
    found: dict[str, dict[str, None]] = {}
    for property_ in (*NAMES, *OTHERS):
        for quad in store.quads_for_pattern(None, property_, None, None):
            if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
                found.setdefault(quad.subject.value, {})[normalize("NFC", quad.object.value)] = None
    owners = _owners(store)
    return {iri: [*own, *owners.get(iri, ())] for iri, own in found.items()}


def _owners(store: Store) -> dict[str, tuple[str, ...]]:
    query = f"""SELECT DISTINCT ?part ?name {{
        ?part {t.PART_OF_PLAN}? ?plan . ?plan {t.PLAN_OF} ?owner . ?owner {t.SKOS_PREF_LABEL} ?name }}"""
    rows = store.query(query, use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)
    return {row["part"].value: (row["name"].value,) for row in rows}


# --- CONTAINS ---------------------------------------------------------------------------------------------------------


def contains(texts: Mapping[str, list[str]]) -> Search:
    """Make a search by FILTER(CONTAINS(…)): all parts between spaces, or what stands in quotes; short names first."""
    store = Store()
    for iri, own in texts.items():
        store.add(Quad(NamedNode(iri), TEXT, Literal("\n".join(own).lower())))
        store.add(Quad(NamedNode(iri), LENGTH, Literal(len(own[0]))))
    return partial(_contains, store)


def _contains(store: Store, query: str) -> list[str]:
    parts = _parts(query.lower())
    tests = " && ".join(f"CONTAINS(?text, {Literal(part)})" for part in parts)
    rows = store.query(
        f"SELECT ?thing {{ ?thing {TEXT} ?text ; {LENGTH} ?length FILTER({tests}) }} "
        f"ORDER BY ?length ?thing LIMIT {MOST}"
    )
    assert isinstance(rows, QuerySolutions)
    return [row["thing"].value for row in rows]


def _parts(query: str) -> list[str]:
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]+)"|([^\s"]+)', normalize("NFC", query))]


# --- BM25 -------------------------------------------------------------------------------------------------------------


def newmm(texts: Mapping[str, list[str]]) -> Search:
    """Make a search by dictionary words, any of them, ranked by BM25; words in quotes must follow each other."""
    return _bm25(texts, _words)


def bigrams(texts: Mapping[str, list[str]]) -> Search:
    """Make a search by pairs of neighbouring characters, any of them, ranked by BM25."""
    return _bm25(texts, _pairs)


def _words(text: str) -> list[str]:
    return [word for word in word_tokenize(text.lower(), engine="newmm", keep_whitespace=False) if word.strip()]


def _pairs(text: str) -> list[str]:
    runs = re.findall(r"[^\W_]+(?:[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+[^\W_]*)*|\d+", text.lower())
    return [run[at : at + 2] for run in runs for at in range(max(len(run) - 1, 1))]


def _bm25(texts: Mapping[str, list[str]], tokens: Callable[[str], list[str]]) -> Search:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("iri", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    index = tantivy.Index(builder.build())
    index.register_tokenizer("whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    writer = index.writer(num_threads=1)
    for iri, own in texts.items():
        writer.add_document(tantivy.Document(iri=iri, text=" ".join(_flat(tokens, own))))
    writer.commit()
    index.reload()
    return partial(_ranked, index, tokens)


def _flat(tokens: Callable[[str], list[str]], own: Iterable[str]) -> list[str]:
    return [token.replace(" ", "_") for text in own for token in tokens(text)]


def _ranked(index: tantivy.Index, tokens: Callable[[str], list[str]], query: str) -> list[str]:
    clauses = []
    for quoted, plain in re.findall(r'"([^"]+)"|([^"]+)', normalize("NFC", query)):
        found = _flat(tokens, [quoted or plain])
        if quoted and len(found) > 1:
            clauses.append((tantivy.Occur.Must, tantivy.Query.phrase_query(index.schema, "text", [*found])))
        else:
            clauses += [(tantivy.Occur.Should, tantivy.Query.term_query(index.schema, "text", one)) for one in found]
    searcher = index.searcher()
    hits = searcher.search(tantivy.Query.boolean_query(clauses), MOST).hits
    return [searcher.doc(address)["iri"][0] for _, address in hits]
