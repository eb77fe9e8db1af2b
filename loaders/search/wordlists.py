"""The word lists that ship with the search: synonyms, stop words, and words that the dictionary lacks."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from zlib import crc32

FILES = ("synonyms.toml", "narrower.toml", "stopwords.toml", "words.toml")
POINTED = re.compile(r"[\u0e01-\u0e2e]{1,4}(?:\.[\u0e01-\u0e2e]{1,4})*\.?")


def _read(name: str) -> str:
    return (files("phaen.loaders.search") / name).read_text("utf-8")


@cache
def synonym_groups() -> tuple[tuple[str, ...], ...]:
    """Return the groups of terms that mean the same, as written."""
    table: Mapping[str, list[list[str]]] = tomllib.loads(_read("synonyms.toml"))
    return tuple(tuple(group) for groups in table.values() for group in groups)


@cache
def narrower_terms() -> Mapping[str, tuple[str, ...]]:
    """Return, for a term, those that mean a part or a kind of it, as written."""
    table: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(_read("narrower.toml"))
    return {term: tuple(others) for terms in table.values() for term, others in terms.items()}


@cache
def stop_word_list() -> tuple[str, ...]:
    """Return the words that say nothing of what a text is about, as written."""
    table: Mapping[str, list[str]] = tomllib.loads(_read("stopwords.toml"))
    return tuple(word for words in table.values() for word in words)


@cache
def _words_table() -> Mapping[str, str]:
    table: Mapping[str, str] = tomllib.loads(_read("words.toml"))
    return table


@cache
def own_words() -> tuple[str, ...]:
    """Return Thai words of plans that pythainlp's dictionary lacks."""
    return tuple(_words_table()["words"].split())


@cache
def whole_words() -> frozenset[str]:
    """Return words that look like compounds of two others and are none."""
    return frozenset(_words_table()["whole"].split())


@cache
def bound_syllables() -> frozenset[str]:
    """Return syllables of other words that are words themselves, but hardly ever parts of compounds."""
    return frozenset(_words_table()["bound"].split())


@cache
def abbreviations() -> frozenset[str]:
    """Return the Thai abbreviations of the synonyms without their points.

    >>> "รพสต" in abbreviations(), "ถนน" in abbreviations()
    (True, False)
    """
    terms = (term for group in synonym_groups() for term in group if "." in term and POINTED.fullmatch(term))
    return frozenset(term.replace(".", "") for term in terms)


@cache
def fingerprint() -> str:
    """Return what changes with the lists and with the dictionary that they add to."""
    return f"{version('pythainlp')}-{crc32(''.join(map(_read, FILES)).encode()):08x}"
