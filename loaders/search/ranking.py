"""What the engine is asked for a query: which documents match, and how they rank.

A name that is the query comes first, then the query as a phrase, then all its words, then pieces of words, and last
what differs in tone marks. Within each of these BM25 decides, with a weight for each field.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

import tantivy

from phaen.loaders.search.bodies import names_with
from phaen.loaders.search.clauses import any_of, boosted, pieces_of, side_by_side
from phaen.loaders.search.cutting import province_names
from phaen.loaders.search.documents import exact
from phaen.loaders.search.folding import fold
from phaen.loaders.search.meanings import ALIKE, FAR_PART, PART, is_joint, list_of, term_token
from phaen.loaders.search.partial import Pieces, most_terms
from phaen.loaders.search.querying import And, Fuzzy, Not, Or, Phrase, Prefix, Query, Words, plain
from phaen.loaders.search.synonyms import LONGEST_TERM, has_meaning
from phaen.loaders.search.terms import Chunk, Term, chunks, phrase, terms, wanted_pieces
from phaen.loaders.search.tiers import WIDEST, Tiers, either

EXACT: Final = 10_000.0
"""Added to the score where a name is the query."""
IN_LABEL: Final = 1_000.0
"""Added where a name holds the query as a phrase."""
IN_TEXT: Final = 500.0
"""Added where another field does."""
ENOUGH: Final = 200
"""Documents that have a word, from which on those that only have its pieces are not looked for."""


ALL: Final = 1_000.0
"""Times that a hit with all parts of a query counts more, where those are found too that have most."""
WIDE_OF_SEVERAL: Final = 1.2
WIDE: Final = 3.0
"""Times that a hit does that has parts or kinds of what the query asks for."""
_TELLING: Final = 0.5
"""Share of the weight of the term that tells most, below which a term need not be found where few have all."""
COMMON: Final = 20_000
"""Documents that have a term, beyond which it is not looked for by itself where few have all of a query:
so many hits say nothing, and take long to count."""
MEANT: Final = 100.0
"""Times that a hit with all parts of the query in another spelling does."""

IN_NAME: Final = 0.3
"""What a word counts where it is part of the name of an organisation."""
PROVINCE: Final = ("จังหวัด",)
OF_KIND: Final = 4.0
"""What being of a kind counts where the query names the kind, times the weight of its name."""

_PIECES: Final = 0.01
_APART: Final = 0.7
"""What the words of a term of several count where they are not known to be neighbours."""

_MOST_ASKED: Final = 1_000

_Q = tantivy.Query
_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


@dataclass(frozen=True, slots=True)
class Ranked:
    """The fields of an index that a query looks into, with their weights, and the one that holds whole names.

    ``weights`` are those of fields; ``tiers`` hold their terms, the widest first, with what each adds to the weight;
    ``pieced`` have pieces; ``narrower`` tells whether what means a part or a kind of a word is found for it.
    """

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    weights: Mapping[str, float]
    tiers: Tiers
    names: str
    named: str
    pieced: tuple[str, ...]
    narrower: bool
    kinds: Mapping[str, str] = field(default_factory=dict)
    asked: dict[tuple[Term, bool], list[tantivy.Query]] = field(default_factory=dict, repr=False)
    counted: dict[tuple[str, ...], int] = field(default_factory=dict, repr=False)

    def query(self, query: Query) -> tantivy.Query:
        """Ask for what matches a query, best first."""
        if isinstance(query, Phrase):
            return self._raised(query, self._without_names(query, self._phrase(query.text, raised=True)))
        return self._raised(query, self._without_names(query, self._match(query)))

    def _without_names(self, query: Query, matched: tantivy.Query) -> tantivy.Query:
        """Let a word that stands inside of the name of an organisation count less than elsewhere."""
        words = phrase(plain(query)) if self.kinds else ()
        if len(words) != 1 or self.searcher.doc_freq(self.names, exact(words[0])):
            return matched
        names = names_with(self.searcher, words[0])
        if not names:
            return matched
        named = any_of([side_by_side(self.schema, f"{field}_words", name) for name in names for field in self.weights])
        elsewhere = _Q.boolean_query([(_MUST, matched), (_NOT, named)])
        return _Q.disjunction_max_query([elsewhere, boosted(matched, IN_NAME)], tie_breaker=0.0)

    def most(self, query: Query) -> tantivy.Query | None:
        """Ask for what has most terms of a query, or of their pieces; None where it says by operators what it means."""
        wanted = _loose_terms(query)
        if not wanted:
            return None
        pieces = Pieces(self.searcher, self.schema, self.pieced).most(plain(query))
        asked = [*most_terms(*self._by_weight(wanted)), *([pieces] if pieces else ())]
        return any_of(asked) if asked else None

    def more(self, query: Query, meant: Query | None) -> tantivy.Query:
        """Ask for what matches a query, after that for what matches the one that is meant, and for what has most.

        What has a part or a kind of what is asked for comes after what has all that is asked for itself.
        """
        asked = [boosted(self.close.query(query), ALL)]
        if self.widens(query):  # else that is the same query, which counts less
            asked.append(boosted(self.query(query), self._wide(query)))
        if meant is not None:
            asked.append(boosted(self.query(meant), MEANT))
        most = self.most(query if meant is None else meant)
        return _Q.disjunction_max_query([*asked, *([most] if most else ())], tie_breaker=0.0)

    def widens(self, query: Query) -> bool:
        """Tell whether the index has what means a part or a kind of something in a query."""
        lists = (list_of(mark, term.meaning) for term in _all_terms(query) for mark in (PART, FAR_PART))
        return any(0 < self.tiers.most(token) <= WIDEST for token in lists)

    def _wide(self, query: Query) -> float:
        """Give what it counts that all parts are there, or kinds of them, beside what has most: less of several."""
        return WIDE if len(_loose_terms(query)) == 1 else WIDE_OF_SEVERAL

    def knows(self, query: Query, texts: Iterable[str] = ()) -> bool:
        """Tell whether the index has what was written without a blank just so, or another way to say it.

        ``texts`` are some that it has: to look into these is quicker.
        """
        some = [f" {' '.join(phrase(text))} " for text in texts]
        return all(self._has(phrase(part), some) for part in plain(query).split())

    def _has(self, words: Sequence[str], some: Sequence[str]) -> bool:
        if not words or has_meaning(words) or any(f" {' '.join(words)} " in text for text in some):
            return True
        if not all(map(self.tiers.most, words)):
            return False
        asked = [side_by_side(self.schema, f"{name}_words", words) for name in self.weights]
        return (
            len(words) == 1
            or len(words) > LONGEST_TERM
            or any(self.searcher.search(_Q.const_score_query(one, 0.0), limit=1, count=False).hits for one in asked)
        )

    @property
    def close(self) -> "Ranked":
        """Ask for what is said only, not for parts or kinds of it."""
        return replace(self, narrower=False)

    def _by_weight(self, wanted: Sequence[Term]) -> tuple[list[tantivy.Query], list[tantivy.Query]]:
        """Ask for the terms that tell much, and for those that tell little beside them."""
        worths = [self._term_worth(term) for term in wanted]
        common = self.tiers.rarity(COMMON) if self.searcher.num_docs > COMMON else 0.0
        least = max(_TELLING * max(worths), common)
        telling = [worth >= least for worth in worths]
        asked = [(self._loose_term(term), tells) for term, tells in zip(wanted, telling, strict=True)]
        return [query for query, tells in asked if tells], [query for query, tells in asked if not tells]

    def _term_worth(self, term: Term) -> float:
        """Weigh a term by the most frequent way to say it; what nothing says weighs nothing."""
        alike = list_of(ALIKE, term.meaning)
        ways = [words for words in (term.words, (alike,)) if all(map(self.tiers.most, words))]
        return min((self.tiers.worth(words) for words in ways), default=0.0)

    def _raised(self, query: Query, matched: tantivy.Query) -> tantivy.Query:
        """Add what raises exact names and phrases."""
        text = plain(query)
        words = phrase(text)
        if not words:
            return matched
        raising = [_Q.const_score_query(_Q.term_query(self.schema, self.names, exact(text)), EXACT)]
        if len(words) > 1 and not isinstance(query, Phrase):
            phrases = ((name, side_by_side(self.schema, f"{name}_words", words)) for name in self.weights)
            raising += [_Q.const_score_query(asked, self._bonus(name)) for name, asked in phrases]
        return _Q.boolean_query([(_MUST, matched), *((_SHOULD, one) for one in raising)])

    def _bonus(self, name: str) -> float:
        return IN_LABEL if name == self.named else IN_TEXT

    def _match(self, query: Query) -> tantivy.Query:  # noqa: PLR0911  (one for each kind of query)
        match query:
            case And(parts=parts):
                return self._all(parts)
            case Or(parts=parts):
                return any_of([self._match(part) for part in parts])
            case Not(part=part):
                return _Q.boolean_query([(_MUST, _Q.all_query()), (_NOT, self._match(part))])
            case Words(text=text):
                return self._words(text)
            case Phrase(text=text):
                return self._phrase(text)
            case Prefix(text=text):
                return self._prefix(text)
            case Fuzzy(text=text, distance=distance):
                return self._fuzzy(text, distance)

    def _phrase(self, text: str, *, raised: bool = False) -> tantivy.Query:
        """Ask for words side by side, or where they are few together for its pieces: it may be cut otherwise there."""
        words = phrase(text)
        if not words:
            return _Q.all_query()
        rare = self._is_rare(words)
        pieces = self._pieces(wanted_pieces(fold(text))) if rare else ()
        return any_of([self._side_by_side(words, raised=raised), *pieces])

    def _all(self, parts: Sequence[Query]) -> tantivy.Query:
        wanted = [(_MUST, self._match(part)) for part in parts if not isinstance(part, Not)]
        excluded = [(_NOT, self._match(part.part)) for part in parts if isinstance(part, Not)]
        return _Q.boolean_query([*(wanted or [(_MUST, _Q.all_query())]), *excluded])

    def _words(self, text: str) -> tantivy.Query:
        found = chunks(text)
        light = self._light([term for chunk in found for term in chunk.terms if not term.is_stop])
        some = [(chunk, [term for term in chunk.terms if not (term.is_stop or term in light)]) for chunk in found]
        needed = [one for one in some if one[1]] or [(chunk, list(chunk.terms)) for chunk in found]
        asked = [self._chunk(chunk, terms) for chunk, terms in needed]
        if not asked:
            return _Q.empty_query()
        if len(asked) == 1 and not light:
            return asked[0]
        raising = [(_SHOULD, self._loose_term(term)) for term in light]
        return _Q.boolean_query([*((_MUST, one) for one in asked), *raising])

    def _light(self, some: Sequence[Term]) -> list[Term]:
        """Give the terms that need not be found beside others: names of kinds, and จังหวัด before the province's name."""
        light = [term for term in some if self._kinds(term)]
        for term, after in pairwise(some if self.kinds else ()):
            if PROVINCE in (term.words, *term.alike) and "".join(after.words) in province_names():
                light.append(term)
        return light if len(light) < len(some) else []

    def _chunk(self, chunk: Chunk, needed: Sequence[Term]) -> tantivy.Query:
        """Ask for some terms of what was written together, or for its pieces side by side."""
        if len(needed) == 1:
            return self._term(needed[0])
        together = _Q.boolean_query([(_MUST, self._term(term)) for term in needed])
        rare = any(map(self._is_rarely_said, needed))
        return any_of([together, *(self._pieces(chunk.pieces) if rare else ())])

    def _term(self, term: Term) -> tantivy.Query:
        """Ask for one term in any field: its words, words inside of compounds, others for it, its pieces."""
        return any_of([*self._said(term), *(self._pieces(term.pieces) if self._is_rarely_said(term) else ())])

    def _loose_term(self, term: Term) -> tantivy.Query:
        """Ask for one term as it is, or others for it: its pieces alone would match much that is not meant."""
        return any_of(self._said(term))

    def _said(self, term: Term) -> list[tantivy.Query]:
        """Ask for a term; one query asks for it several times, and broad terms have hundreds of others."""
        wanted = term, self.narrower
        if wanted not in self.asked:
            if len(self.asked) >= _MOST_ASKED:
                self.asked.clear()
            self.asked[wanted] = self._saying(term)
        return self.asked[wanted]

    def _saying(self, term: Term) -> list[tantivy.Query]:
        """Ask for the words of a term, and for others for it, which must not count more for being rare."""
        kinds = [boosted(self._kind(kind), self.tiers.worth(term.words)) for kind in self._kinds(term)]
        some_pieces = term.alike_pieces if self._is_rarely_said(term) else ()
        pieces = [query for wanted in some_pieces for query in self._pieces(wanted)]
        return [*self._words_said(term), *kinds, *pieces]

    def _words_said(self, term: Term) -> list[tantivy.Query]:
        """Ask for the words of a term, which need not be neighbours, or for what they mean together."""
        meant = self.tiers.meant(term, narrower=self.narrower)
        if term.words == (term.meaning,):
            return [self.tiers.telescoped([*meant, (term.meaning, self.tiers.worth(term.words))])]
        share = _APART if meant else 1.0
        own = [self.tiers.term(word, share * self.tiers.worth((word,))) for word in term.words]
        together = own[0] if len(own) == 1 else _Q.boolean_query([(_MUST, one) for one in own])
        return [either(together, self.tiers.telescoped(meant))] if meant else [together]

    def _kinds(self, term: Term) -> list[str]:
        """Give the kinds that a term names: "visions" asks for things that are one."""
        names = [" ".join(words) for words in ((*term.words,), *term.alike)]
        return list(dict.fromkeys(self.kinds[name] for name in names if name in self.kinds))

    def _kind(self, kind: str) -> tantivy.Query:
        return _Q.const_score_query(_Q.term_query(self.schema, "kind", kind, index_option="basic"), OF_KIND)

    def _is_rarely_said(self, term: Term) -> bool:
        """Tell whether neither the words of a term nor another word for it are found often."""
        return self._is_rare(term.words) and self.tiers.most(list_of(ALIKE, term.meaning)) < ENOUGH

    def _is_rare(self, words: tuple[str, ...]) -> bool:
        """Tell whether words are found seldom as such: only then their pieces are worth their time."""
        if min(map(self.tiers.most, words)) < ENOUGH:
            return True
        return len(words) > 1 and self._together(words) < ENOUGH

    def _together(self, words: tuple[str, ...]) -> int:
        """Count what has all of several words."""
        if words not in self.counted:
            if len(self.counted) >= _MOST_ASKED:
                self.counted.clear()
            every = _Q.boolean_query([(_MUST, self.tiers.term(word, self.tiers.worth((word,)))) for word in words])
            unscored = _Q.const_score_query(every, 0.0)
            self.counted[words] = self.searcher.search(unscored, limit=1).count  # type: ignore[attr-defined]
        return self.counted[words]

    def _side_by_side(self, words: Sequence[str], *, raised: bool) -> tantivy.Query:
        """Ask for words side by side in any field, where they count as a phrase if they are all that is asked for."""
        worth = self.tiers.worth(words)
        if len(words) == 1 or (not raised and is_joint(tuple(words))):
            return self.tiers.term(term_token(words), worth)
        asked = []
        for name, weight in self.weights.items():
            counts = [self.searcher.doc_freq(f"{name}_words", word) for word in words]
            if all(counts):
                boost = weight * worth / sum(map(self.tiers.rarity, counts))
                phrase = boosted(side_by_side(self.schema, f"{name}_words", words), boost)
                bonus = _Q.const_score_query(_Q.all_query(), self._bonus(name))
                asked.append(_Q.boolean_query([(_MUST, phrase), (_MUST, bonus)]) if raised else phrase)
        return any_of(asked) if asked else _Q.empty_query()

    def _pieces(self, pieces: Sequence[str]) -> list[tantivy.Query]:
        if not pieces:
            return []
        found = [(name, side_by_side(self.schema, f"{name}_pieces", pieces)) for name in self.pieced]
        return [boosted(query, self.weights[name] * _PIECES) for name, query in found]

    def _prefix(self, text: str) -> tantivy.Query:
        """Ask for words that begin with what stands after the last blank; what stands before it must be there too."""
        *before, last = fold(text).split(" ")
        if not last:
            return _Q.all_query()
        asked = [
            boosted(_Q.fuzzy_term_query(self.schema, tier, last, distance=0, prefix=True), weight)
            for tier, weight in self.tiers.weights.items()
        ]
        pieces = pieces_of(last)
        if len(pieces) > 1:  # the dictionary may have cut what was typed elsewhere
            asked += [
                boosted(_Q.phrase_prefix_query(self.schema, f"{name}_pieces", [*pieces]), self.weights[name] * _PIECES)
                for name in self.pieced
            ]
        needed = [(_MUST, any_of(asked)), *((_MUST, self._words(text)) for text in before)]
        return _Q.boolean_query(needed) if before else any_of(asked)

    def _fuzzy(self, text: str, distance: int) -> tantivy.Query:
        word = fold(text).replace(" ", "")
        if not word:
            return _Q.all_query()
        asked = [
            boosted(_Q.fuzzy_term_query(self.schema, tier, word, distance=distance), weight)
            for tier, weight in self.tiers.weights.items()
        ]
        return any_of([*asked, self._words(text)])


def _all_terms(query: Query) -> Iterator[Term]:
    match query:
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                yield from _all_terms(part)
        case Not(part=part):
            yield from _all_terms(part)
        case _:
            yield from terms(query.text)


def _loose_terms(query: Query) -> list[Term]:
    """Give the terms of a query that are asked for by no operator; none where there is one."""
    return list(terms(query.text)) if isinstance(query, Words) else []
