"""Strategies that their own words or their lists tell: 1. ยุทธศาสตร์ด้าน… under guidelines, or lines without marks.

A page's title may be แนวทางการพัฒนา, and strategies be printed below it, each with its guidelines.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from phaen.loaders.model import ABOVE, Kind
from phaen.loaders.outline.grammar import Grammar, Parsed, Reads, Term, code_of
from phaen.loaders.outline.lines import Line

LISTED_BELOW = (Kind.GUIDELINE, Kind.GOAL, Kind.VISION)
"""Kinds under whose headings strategies are printed too; a vision's stands in a joint title."""

LONGEST_NAME = 150
"""Code points of a strategy's name on a line without a mark."""

SIBLINGS = 2
"""Lines of one form that show it to be no chance."""

HEADING_AND_FIRST = 2
BY_ITS_LIST = Parsed("strategy-by-its-list", Reads.BULLETED)
AREA = re.compile(r"ด้าน\s*[ก-ฮเ-ไ]")
NAMES = re.compile(r"(?:การพัฒนา|การ|ด้าน|เพื่อ|\s|[:：])")
"""What follows the word in the name of a strategy; a sentence goes on with other words."""


def named_strategy(item: Parsed, text: str, led_by: Sequence[Term], grammar: Grammar) -> Term | None:
    """Give the term of an item that names itself a strategy, or has a list as they have, though others are due."""
    if item.reads is Reads.BULLETED and item.terms:
        return item.terms[0]
    is_due = all(term.kind in LISTED_BELOW for term in led_by)
    by_list = item.terms[0] if item.terms and all(term.kind is not Kind.GOAL for term in led_by) else None
    return (by_list or (_term_of(text, grammar) if led_by else None)) if is_due else None


def strategies_by_their_lists(lines: Sequence[Line], parsed: Sequence[Parsed], grammar: Grammar) -> dict[int, Parsed]:
    """Find lines that are strategies by the list of guidelines that each has below it; there must be several of a form.

    Without a mark they name themselves (ยุทธศาสตร์ด้าน…), or areas (ด้าน…) under a heading of strategies; numbered ones
    have a heading of guidelines below, or announce them. Areas and numbers below labelled strategies are of these.
    """
    found: dict[int, Parsed] = {}
    labelled = any(p.reads is Reads.LABELLED and p.terms[0].kind is Kind.STRATEGY for p in parsed)
    for finds in (_named_without_marks,) if labelled else (_named_without_marks, _areas, _numbered):
        some = dict(finds(lines, parsed, grammar))
        found |= some if len(some) >= SIBLINGS else {}
    return found


def _named_without_marks(
    lines: Sequence[Line], parsed: Sequence[Parsed], grammar: Grammar
) -> Iterator[tuple[int, Parsed]]:
    for place in _plain_above_lists(lines, parsed, grammar):
        if term := _term_of(lines[place].text, grammar):
            yield place, replace(BY_ITS_LIST, terms=(term,), style=term.word)


def _areas(lines: Sequence[Line], parsed: Sequence[Parsed], grammar: Grammar) -> Iterator[tuple[int, Parsed]]:
    """Find ด้าน… above 1.1 or a dash, in a section of strategies, or above any list in one of their guidelines too."""
    sections = _sections(parsed)
    for place in _plain_above_lists(lines, parsed, grammar):
        terms = {term.kind: term for term in sections[place]}
        strategy, below = terms.get(Kind.STRATEGY), parsed[place + 1]
        text = lines[place].text
        is_nested = Kind.GUIDELINE in terms or below.number is None or "." in below.number
        if strategy and AREA.match(text) and (is_nested or _announces_guidelines(text, grammar)):
            yield place, replace(BY_ITS_LIST, terms=(strategy,), style=strategy.word)


def _numbered(lines: Sequence[Line], parsed: Sequence[Parsed], grammar: Grammar) -> Iterator[tuple[int, Parsed]]:
    """Find "1. ด้าน…" above a heading of guidelines and 1.1, or with an announcement of them."""
    for place, (line, here) in enumerate(zip(lines, parsed, strict=True)):
        if here.reads is not Reads.NUMBERED or "." in (code := code_of(here.number) or "."):
            continue
        if _announces_guidelines(line.text, grammar) or _has_guidelines(parsed[place + 1 : place + 3], code):
            yield place, replace(here, rule=BY_ITS_LIST.rule, terms=grammar.terms("ยุทธศาสตร์"))


def _announces_guidelines(text: str, grammar: Grammar) -> bool:
    lead = grammar.lead_in(text)
    return lead is not None and any(term.kind is Kind.GUIDELINE for term in lead.terms)


def _has_guidelines(below: Sequence[Parsed], code: str) -> bool:
    """Tell whether a heading of guidelines and the first of them, by its number, stand below a number."""
    if len(below) < HEADING_AND_FIRST or below[0].reads is not Reads.HEADING or below[0].content:
        return False
    return below[0].terms[0].kind is Kind.GUIDELINE and code_of(below[1].number) == f"{code}.1"


def _sections(parsed: Sequence[Parsed]) -> list[tuple[Term, ...]]:
    """Give for each line the terms of the heading above it."""
    sections: list[tuple[Term, ...]] = []
    for here in parsed:
        above = sections[-1] if sections else ()
        sections.append(here.terms if here.reads is Reads.HEADING else () if here.reads is Reads.ASIDE else above)
    return sections


def _plain_above_lists(lines: Sequence[Line], parsed: Sequence[Parsed], grammar: Grammar) -> Iterator[int]:
    """Give the lines without marks, no sentences and no second lines of others, with a list below."""
    for place, line in enumerate(lines[:-1]):
        is_short = parsed[place].reads is Reads.TEXT and len(line.text) <= LONGEST_NAME and not line.cell
        if not is_short or not _begins_below(parsed[place + 1]) or _is_sentence(line.text, grammar):
            continue
        before = parsed[place - 1] if place else None
        is_label = before is not None and before.is_item and before.content >= len(lines[place - 1].text)
        goes_on = before is not None and not line.gap and grammar.never_ends(lines[place - 1].text)
        if not (is_label or goes_on):
            yield place


def _term_of(text: str, grammar: Grammar) -> Term | None:
    """Give the term of a strategy with whose name a text begins."""
    term = grammar.first_term(text)
    is_name = term is not None and term.kind is Kind.STRATEGY and not term.weak
    return term if term and is_name and NAMES.match(text, len(term.word)) else None


def _begins_below(below: Parsed) -> bool:
    """Tell whether a line begins what stands under a strategy."""
    if below.reads is Reads.HEADING:
        return not below.content and Kind.STRATEGY in ABOVE.get(below.terms[0].kind, ())
    numbered = (code_of(below.number) or "").rpartition(".")[2] == "1"
    return below.reads is Reads.BULLETED or (below.reads is not Reads.TEXT and below.is_item and numbered)


def _is_sentence(text: str, grammar: Grammar) -> bool:
    """Tell whether a line is about the plan, or announces more strategies, and so names none."""
    lead = grammar.lead_in(text)
    announces = lead is not None and any(Kind.STRATEGY not in ABOVE.get(term.kind, ()) for term in lead.terms)
    plain = grammar.announces(text) and (lead is None or not lead.terms)
    return announces or plain or grammar.is_prose(text) or grammar.is_furniture(text)
