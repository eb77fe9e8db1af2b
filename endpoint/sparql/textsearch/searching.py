"""Do the searches of one query."""

from collections.abc import Sequence

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.sparql.textsearch.arguments import Arguments, Term, Terms, Variable, arguments, columns
from phaen.endpoint.sparql.textsearch.bound import texts
from phaen.endpoint.sparql.textsearch.hits import LiteralIndex, Row, Search, TooManyError, rows, values
from phaen.endpoint.sparql.textsearch.names import MOST_ROWS, MOST_SEARCHES
from phaen.endpoint.sparql.textsearch.problems import problem
from phaen.endpoint.sparql.textsearch.uses import Use, too_many
from phaen.endpoint.sparql.tree import Tree
from phaen.loaders.errors import QueryTextError
from phaen.loaders.search.properties import FIELDS
from phaen.ontology.assets import prefixes
from phaen.queries.binding import serialise


class Searching:
    """The index, asked for one query; counts how often."""

    def __init__(
        self,
        tree: Tree,
        terms: Terms,
        default: frozenset[str] | None,
        named: frozenset[str] | None,
        index: LiteralIndex,
    ) -> None:
        """Begin with nothing asked; ``default`` and ``named`` are the graphs of the query, None for all."""
        self._tree = tree
        self._terms = terms
        self._default = default
        self._named = named
        self._index = index
        self._count = 0

    def values(self, use: Use) -> str:
        """Return the VALUES block that says what a text:query finds; raise TextSearchError."""
        asked = arguments(self._tree, use, self._terms)
        self._check_properties(use, asked)
        places = self._places(use)
        if isinstance(asked.words, Literal):
            found = self._rows(use, asked, asked.words, list(places.values()))
            return values(list(places), found)
        if asked.words.name in places:
            raise self._problem(use, f"?{asked.words.name} cannot be what is looked for and what is found")
        found = []
        for text in texts(self._tree, use, asked.words, self._terms):
            found += [(*row, serialise(text)) for row in self._rows(use, asked, text, list(places.values()))]
        return values([*places, asked.words.name], found)

    def _places(self, use: Use) -> dict[str, str]:
        """Return what the search gives to each variable, GRAPH's own with them; no score that nobody asks for."""
        given = columns(self._tree, use, self._terms)
        places = {
            term.name: place
            for place, term in given.items()
            if isinstance(term, Variable) and (place != "score" or self._tree.is_used(term.name))
        }
        graph = self._graph(use)
        if isinstance(graph, Variable) and places.setdefault(graph.name, "graph") != "graph":
            raise self._problem(use, f"?{graph.name} stands behind GRAPH and before text:query; give each its own name")
        return places

    def _graph(self, use: Use) -> Term | None:
        return None if use.graph is None else self._terms.term((use.graph, use.graph + 1))

    def _rows(self, use: Use, asked: Arguments, words: Literal, places: Sequence[str]) -> list[Row]:
        self._count += 1
        if self._count > MOST_SEARCHES:
            raise too_many(self._tree, use.verb)
        if not words.value.strip():
            raise self._problem(use, "text:query has no words to look for: the text is empty")
        try:
            return rows(self._index, self._search(use, asked, words), places, asked.highlighting)
        except TooManyError as error:
            raise self._problem(
                use,
                f'text:query finds more than {MOST_ROWS} for "{words.value}"; look for more words, name a property, or '
                f'ask for the best ones only by a limit: ("{words.value}" 100)',
            ) from error
        except QueryTextError as error:
            raise self._problem(use, f"the words of text:query are not understood: {error}") from error

    def _search(self, use: Use, asked: Arguments, words: Literal) -> Search:
        subject = self._terms.term(use.subject[0])
        graph = self._graph(use)
        graphs = self._default if graph is None else self._named
        if isinstance(graph, NamedNode):
            one = frozenset({graph.value})
            graphs = one if graphs is None else graphs & one
        return Search(
            words.value,
            asked.properties,
            words.language or asked.language,
            graphs,
            use.graph is not None,
            subject.value if isinstance(subject, NamedNode) else None,
            asked.limit,
        )

    def _check_properties(self, use: Use, asked: Arguments) -> None:
        for iri in asked.properties:
            if iri not in FIELDS:
                raise self._problem(
                    use, f"the property <{iri}> is not indexed; those that are: {', '.join(map(_short, FIELDS))}"
                )

    def _problem(self, use: Use, said: str) -> Exception:
        return problem(self._tree, use.verb, said)


def _short(iri: str) -> str:
    for prefix, namespace in prefixes().items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f"<{iri}>"
