"""Cut a folded text: into words, the words inside of compounds, and overlapping pieces.

Thai is cut at the words of pythainlp's dictionary and our own, so that the fewest letters are left outside of words,
and into the fewest words (maximal matching, as pythainlp's newmm does), in time linear in the length. A word is never
cut within a letter and what is written around it.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import pairwise
from math import log
from typing import Final

from phaen.loaders.repair.signs import CONSONANT, LEADING, MARK
from phaen.loaders.search.folding import THAI_LETTER, fold
from phaen.loaders.search.runs import RUN, number
from phaen.loaders.search.stems import stem
from phaen.loaders.search.stopwords import is_stop_word
from phaen.loaders.search.synonyms import groups
from phaen.loaders.search.wordlists import abbreviations, bound_syllables, own_words, whole_words
from phaen.ontology.provinces import all_provinces

Cut = tuple[str, int, int]
"""A word or piece, and where it stands in the folded text, end exclusive."""

FIRST_THAI: Final = "\u0e01"
THAI = re.compile(f"[{THAI_LETTER}]+")
SOUND = re.compile(f"[{CONSONANT}{LEADING}\u0e30-\u0e33\u0e34-\u0e39\u0e47-\u0e4c]+")
"""Thai that folding leaves alone; that its marks are in order is taken for granted."""

THAI_WITH_BLANKS = re.compile(f"[{THAI_LETTER}]+(?: [{THAI_LETTER}]+)*")
# A letter with the vowel before it, the marks on it and the vowels after it; no neighbour changes where one begins.
LETTER = re.compile(f"[{LEADING}]?[{CONSONANT}]?[{MARK}]*[\u0e30\u0e32\u0e33\u0e45]*")
TONES = re.compile("[\u0e47-\u0e4c]")
BEGINNING: Final = 3
"""Characters by which the lengths of the words that begin so are kept."""

SHORTEST: Final = (2,)
"""Characters of the shortest words, which begin like many longer ones."""

INFINITE: Final = float("inf")

WORD_COST: Final = 1.0
RARITY_COST: Final = 0.02
"""What a word costs more for each e-fold that it is rarer: it decides between cuts into equally many words."""

OWN_WORD: Final = 3_000
"""Our own words count at least so often in the 33 million words of the Thai National Corpus."""

NOUN_MAKERS: Final = ("การ", "ความ")
LIGHT: Final = (*NOUN_MAKERS, "ด้าน", "เชิง", "ระบบ")
"""Words that say little before the one that they stand with."""

NOUNS: Final = 4
"""One in so many uses of a verb is taken to be that of the noun made of it."""

UNKNOWN_COST: Final = 4.0
"""What a letter outside of all words costs: more than any word."""

LONGEST_RUN: Final = 2_000
"""Characters of a stretch of Thai without a blank that are cut together; sound ones are much shorter."""

BROKEN_WORDS: Final = 3
"""Words on each side of a blank that may be the halves of a longer one."""

FEWEST_BROKEN: Final = 5
"""Characters of a word that a blank may break."""

REMEMBERED: Final = 65_536
LONGEST_REMEMBERED: Final = 100
"""Characters of a run whose words are remembered."""


def folded_words(folded: str) -> Iterator[Cut]:
    """Give the words of a folded text."""
    for run in RUN.finditer(folded):
        if run.lastgroup == "thai":
            yield from _thai_words(run[0], run.start())
        elif run.lastgroup == "latin":
            yield stem(run[0]), *run.span()
        else:
            yield number(run[0]), *run.span()


def _thai_words(run: str, place: int) -> Iterator[Cut]:
    for begin in range(0, len(run), LONGEST_RUN):
        for word in _cut(run[begin : begin + LONGEST_RUN]):
            yield word, place, place + len(word)
            place += len(word)


def folded_parts(folded: str) -> Iterator[Cut]:
    """Give the words inside of the compounds of a folded text, and the words that a blank breaks."""
    return parts_of(folded, list(folded_words(folded)))


def parts_of(folded: str, found: list[Cut]) -> Iterator[Cut]:
    """Give the parts as ``folded_parts`` does, of a text whose words were found already."""
    for word, start, _ in found:
        for at, part in inner_words(word):
            yield part, start + at, start + at + len(part)
    for place in range(1, len(found)):
        end, start = found[place - 1][2], found[place][1]
        if start == end + 1 and folded[end] == " " and folded[end - 1] >= FIRST_THAI <= folded[start]:
            yield from _broken(folded, found, place)


def _broken(folded: str, found: list[Cut], place: int) -> Iterator[Cut]:
    """Give the words of the dictionary whose halves stand before and after the blank before a place."""
    known = dictionary().counts
    middle = found[place][1]
    for first in range(place - 1, max(-1, place - 1 - BROKEN_WORDS), -1):
        start = found[first][1]
        if " " in folded[start : middle - 1]:
            return
        for _, _, end in found[place : place + BROKEN_WORDS]:
            word = folded[start : middle - 1] + folded[middle:end]
            if len(word) >= FEWEST_BROKEN and word in known:
                yield word, start, end


def folded_pieces(folded: str) -> Iterator[Cut]:
    """Give the overlapping pairs of Thai letters, without tone marks and blanks; of a letter alone that one."""
    for stretch in THAI_WITH_BLANKS.finditer(folded):
        spans = letters(folded, *stretch.span())
        if len(spans) == 1:
            yield toneless(stretch[0]), *stretch.span()
        for (start, middle), (after, end) in pairwise(spans):
            yield toneless(folded[start:middle] + folded[after:end]), start, end


def piece_texts(folded: str) -> Iterator[str]:
    """Give the texts of what ``folded_pieces`` gives, in half the time."""
    for stretch in THAI_WITH_BLANKS.finditer(folded):
        found = [letter for letter in LETTER.findall(folded, *stretch.span()) if letter]
        if len(found) == 1:
            yield toneless(stretch[0])
        for before, after in pairwise(toneless(" ".join(found)).split(" ")):
            yield before + after


def letters(folded: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Give the places of Thai letters, each with what is written around it."""
    end = len(folded) if end is None else end
    return [found.span() for found in LETTER.finditer(folded, start, end) if found[0]]


def toneless(text: str) -> str:
    """Leave out tone marks, MAI TAI KHU, THANTHAKHAT.

    >>> toneless("ก้าวหน้า")
    'กาวหนา'
    """
    return TONES.sub("", text)


def _cut(run: str) -> tuple[str, ...]:
    """Cut a run, and remember short ones: titles and headings come again and again."""
    return _remembered_cut(run) if len(run) <= LONGEST_REMEMBERED else cut(run)


def cut(run: str) -> tuple[str, ...]:
    """Cut a run of Thai into words; letters of no word stand together.

    >>> cut("จัดการขยะ"), cut("อบตนาดี")
    (('จัดการ', 'ขยะ'), ('อบต', 'นา', 'ดี'))
    """
    ends = dictionary().best_ends(run)
    found, place, unknown = [], 0, 0
    while place < len(run):
        end, is_word = ends[place]
        if is_word:
            if unknown < place:
                found.append(run[unknown:place])
            found.append(run[place:end])
            unknown = end
        place = end
    if unknown < len(run):
        found.append(run[unknown:])
    return tuple(found)


_remembered_cut = lru_cache(maxsize=REMEMBERED)(cut)


@lru_cache(maxsize=REMEMBERED)
def inner_words(word: str) -> tuple[tuple[int, str], ...]:
    """Give the shorter words that a compound is made of, and those that they are made of, each with its place.

    A compound is rarer than each of its parts: that tells สี + แดง from อายุ, which is not อา + ยุ.

    >>> inner_words("สีแดง"), inner_words("อายุ"), inner_words("การศึกษา")
    (((0, 'สี'), (2, 'แดง')), (), ((3, 'ศึกษา'),))
    """
    found: list[tuple[int, str]] = []
    place = 0
    for part in _compound(word):
        if not is_stop_word(part):
            found.append((place, part))
        found.extend((place + at, inner) for at, inner in inner_words(part))
        place += len(part)
    return tuple(found)


def core(word: str) -> str | None:
    """Give the word of two and more letters that another makes a noun of, or that it only puts in its place.

    >>> core("การท่องเที่ยว"), core("ความยากจน"), core("แผนที่"), core("การค้า")
    ('ท่องเที่ยว', 'ยากจน', None, None)
    """
    if word not in dictionary().counts or word in _whole_words():
        return None
    rest = next((word.removeprefix(light) for light in LIGHT if word.startswith(light)), "")
    return rest if rest in dictionary().counts and len(letters(rest)) > 1 and not is_stop_word(rest) else None


def light_forms(word: str) -> tuple[str, ...]:
    """Give the words of which a word is the core.

    >>> light_forms("ท่องเที่ยว"), light_forms("แผนที่")
    (('การท่องเที่ยว',), ())
    """
    return tuple(light + word for light in LIGHT if core(light + word) == word)


def _compound(word: str) -> tuple[str, ...]:
    """Cut a compound into the fewest shorter words that are no rarer than it; nothing where it is none."""
    if word not in dictionary().counts or word in _whole_words():
        return ()
    maker = next((maker for maker in NOUN_MAKERS if word.startswith(maker)), "")
    if maker and word.removeprefix(maker) in dictionary().counts:
        return maker, word.removeprefix(maker)
    counts, costs, fewest = dictionary().counts, dictionary().costs, dictionary().counts.get(word, 0)
    starts = [start for start, _ in letters(word)]
    best: dict[int, tuple[float, tuple[str, ...]]] = {len(word): (0.0, ())}
    for start in reversed(starts):
        ways = [
            (cost + costs[part], (part, *rest))
            for end, (cost, rest) in best.items()
            if len(part := word[start:end]) < len(word)
            and counts.get(part, -1) >= fewest
            and part not in bound_syllables()
        ]
        if ways:
            best[start] = min(ways)
    return best[0][1] if 0 in best else ()


class Dictionary:
    """Thai words with what each costs, and the lengths of those that begin alike."""

    def __init__(self, counts: Mapping[str, int], own: Collection[str]) -> None:
        """Take the words with how often each is counted in the corpus, and those of our own."""
        self.counts = counts
        total = sum(counts.values())
        # Few different costs, so that tens of thousands of words share them.
        steps = {
            count: WORD_COST + RARITY_COST * round(log(total / (count + 0.5)), 1) for count in set(counts.values())
        }
        own_cost = WORD_COST + RARITY_COST * log(total / OWN_WORD)
        self.costs = {
            word: min(steps[count], own_cost) if word in own else steps[count] for word, count in counts.items()
        }
        by_beginning: dict[str, set[int]] = {}
        for word in counts:
            by_beginning.setdefault(word[:BEGINNING], {*SHORTEST}).add(len(word))
        self.lengths = {start: tuple(sorted(sizes, reverse=True)) for start, sizes in by_beginning.items()}

    def best_ends(self, run: str) -> list[tuple[int, bool]]:
        """Choose, from the end on, the cheapest way from each letter: the end of its word, or of itself."""
        size = len(run)
        best, ends = [INFINITE] * (size + 1), [(0, False)] * size
        best[size] = 0.0
        costs, lengths = self.costs, self.lengths
        for start, end in reversed(letters(run)):
            cheapest, choice = best[end] + UNKNOWN_COST, (end, False)
            for length in lengths.get(run[start : start + BEGINNING]) or SHORTEST:
                stop = start + length
                if stop <= size and best[stop] < cheapest:
                    cost = costs.get(run[start:stop], INFINITE) + best[stop]
                    if cost < cheapest:
                        cheapest, choice = cost, (stop, True)
            best[start], ends[start] = cheapest, choice
        return ends

    def makes(self, run: str) -> bool:
        """Tell whether a run of Thai is made of words."""
        ends, place = self.best_ends(run), 0
        while place < len(run):
            place, is_word = ends[place]
            if not is_word:
                return False
        return True


@cache
def dictionary() -> Dictionary:
    """Return the Thai words of two and more characters: pythainlp's, our own, and the provinces.

    A term of the synonyms is a word only where it is not made of words: องค์การบริหารส่วนตำบล is four.
    """
    from pythainlp.corpus import thai_words
    from pythainlp.corpus.tnc import unigram_word_freqs

    seen = unigram_word_freqs()
    own = province_names() | frozenset(_thai((*own_words(), *abbreviations())))
    counts = {word: _count(word, seen) for word in own.union(_thai(thai_words()))}
    base = Dictionary(counts, own)
    new = {term for term in _thai(term for group in groups() for term in group) if not base.makes(term)}
    return Dictionary(counts | {term: _count(term, seen) for term in new}, own | new)


def _count(word: str, seen: Mapping[str, int]) -> int:
    """Count a word in the corpus, which counts การ and ความ apart from the verbs that they make nouns of."""
    count = seen.get(word, 0)
    if not word.startswith(NOUN_MAKERS):
        return count
    maker = next(maker for maker in NOUN_MAKERS if word.startswith(maker))
    return max(count, seen.get(word.removeprefix(maker), 0) // NOUNS)


@cache
def _whole_words() -> frozenset[str]:
    return province_names() | abbreviations() | frozenset(_thai(whole_words()))


@cache
def province_names() -> frozenset[str]:
    """Return the Thai names of the provinces."""
    return frozenset(_thai(province.name_th for province in all_provinces().values()))


def _thai(found: Iterable[str]) -> Iterator[str]:
    """Give the words of Thai letters alone, folded; abbreviations of two letters would be found within words."""
    for word in found:
        folded = word if SOUND.fullmatch(word) else fold(word)
        if len(folded) > 1 and THAI.fullmatch(folded) and not (len(folded) in SHORTEST and folded in abbreviations()):
            yield folded
