"""The constraint components of SHACL Core that the shapes use (SHACL, section 4).

A constraint gives, for a focus node and its value nodes, one entry for each result: the value that is wrong, or None
where the result is about the values together.
"""

import re
from collections.abc import Callable, Collection
from decimal import Decimal

from pyoxigraph import BlankNode, Literal, NamedNode

from phaen.loaders.errors import ShapesError
from phaen.loaders.shacl.data import Data, Term, Values
from phaen.loaders.shacl.literals import WELL_FORMED, is_less, number_of

Constraint = Callable[[Data, Term, Values], Collection[Term | None]]
Conforms = Callable[[Data, Term], bool]

SH = "http://www.w3.org/ns/shacl#"
NODE_KINDS: dict[str, tuple[type, ...]] = {
    f"{SH}IRI": (NamedNode,),
    f"{SH}Literal": (Literal,),
    f"{SH}BlankNode": (BlankNode,),
    f"{SH}BlankNodeOrIRI": (BlankNode, NamedNode),
    f"{SH}BlankNodeOrLiteral": (BlankNode, Literal),
    f"{SH}IRIOrLiteral": (NamedNode, Literal),
}


def _of_each_value(is_right: Callable[[Term], bool]) -> Constraint:
    """Make a constraint that holds for each value by itself."""
    return lambda _data, _focus, values: [value for value in values if not is_right(value)]


# --- cardinality and membership ---------------------------------------------------------------------------------------


def min_count(parameter: Term) -> Constraint:
    """sh:minCount: at least so many values."""
    least = int(parameter.value)
    return lambda _data, _focus, values: (None,) if len(values) < least else ()


def max_count(parameter: Term) -> Constraint:
    """sh:maxCount: at most so many values."""
    most = int(parameter.value)
    return lambda _data, _focus, values: (None,) if len(values) > most else ()


def has_value(parameter: Term) -> Constraint:
    """sh:hasValue: this is among the values."""
    return lambda _data, _focus, values: () if parameter in values else (None,)


def is_in(members: list[Term]) -> Constraint:
    """sh:in: each value is one of the list."""
    return _of_each_value(set(members).__contains__)


# --- types of values --------------------------------------------------------------------------------------------------


def of_class(parameter: Term) -> Constraint:
    """sh:class: each value is an instance of the class."""
    cls = _iri(parameter)
    return lambda data, _focus, values: [value for value in values if not data.is_instance(value, cls)]


def datatype(parameter: Term) -> Constraint:
    """sh:datatype: each value is a well-formed literal of the datatype."""
    wanted = parameter.value
    if wanted not in WELL_FORMED:
        raise ShapesError(
            f"sh:datatype <{wanted}> is not checked yet; add it to WELL_FORMED in loaders/shacl/literals.py"
        )
    is_well_formed = WELL_FORMED[wanted]
    return _of_each_value(
        lambda value: isinstance(value, Literal) and value.datatype.value == wanted and is_well_formed(value.value)
    )


def node_kind(parameter: Term) -> Constraint:
    """sh:nodeKind: each value is of this kind of term."""
    kinds = NODE_KINDS[parameter.value]
    return _of_each_value(lambda value: isinstance(value, kinds))


# --- ranges -----------------------------------------------------------------------------------------------------------


def min_inclusive(parameter: Term) -> Constraint:
    """sh:minInclusive: each value is a number from this one."""
    bound = _number(parameter)
    return _of_each_value(lambda value: (number := number_of(value)) is not None and number >= bound)


def max_inclusive(parameter: Term) -> Constraint:
    """sh:maxInclusive: each value is a number up to this one."""
    bound = _number(parameter)
    return _of_each_value(lambda value: (number := number_of(value)) is not None and number <= bound)


def min_exclusive(parameter: Term) -> Constraint:
    """sh:minExclusive: each value is a number above this one."""
    bound = _number(parameter)
    return _of_each_value(lambda value: (number := number_of(value)) is not None and number > bound)


def max_exclusive(parameter: Term) -> Constraint:
    """sh:maxExclusive: each value is a number below this one."""
    bound = _number(parameter)
    return _of_each_value(lambda value: (number := number_of(value)) is not None and number < bound)


# --- texts ------------------------------------------------------------------------------------------------------------


def min_length(parameter: Term) -> Constraint:
    """sh:minLength: each value is at least so many code points long."""
    least = int(parameter.value)
    return _of_each_value(lambda value: least == 0 or (not isinstance(value, BlankNode) and len(value.value) >= least))


def max_length(parameter: Term) -> Constraint:
    """sh:maxLength: each value is at most so many code points long."""
    most = int(parameter.value)
    return _of_each_value(lambda value: not isinstance(value, BlankNode) and len(value.value) <= most)


def pattern(parameter: Term) -> Constraint:
    """sh:pattern: the regular expression is found in each value; without flags."""
    find = re.compile(parameter.value).search
    return _of_each_value(lambda value: not isinstance(value, BlankNode) and find(value.value) is not None)


def language_in(ranges: list[Term]) -> Constraint:
    """sh:languageIn: each value has a language of the list, or one that is narrower."""
    wanted = {language.value.lower() for language in ranges}

    def is_right(value: Term) -> bool:
        language = value.language.lower() if isinstance(value, Literal) and value.language else ""
        return language in wanted or language.partition("-")[0] in wanted

    return _of_each_value(is_right)


def unique_lang(parameter: Term) -> Constraint:
    """sh:uniqueLang: no two values have the same language; one result for each language that comes twice."""

    def check(_data: Data, _focus: Term, values: Values) -> Collection[None]:
        if len(values) < 2 or parameter.value not in ("true", "1"):  # noqa: PLR2004 - what takes two is a repetition
            return []
        languages = [value.language.lower() for value in values if isinstance(value, Literal) and value.language]
        return [None for language in set(languages) if languages.count(language) > 1]

    return check


# --- pairs of properties ----------------------------------------------------------------------------------------------


def equals(parameter: Term) -> Constraint:
    """sh:equals: the values are those of the other property; one result for each that only one of them has."""
    other = _iri(parameter)
    return lambda data, focus, values: values ^ data.objects(focus, other)


def less_than(parameter: Term) -> Constraint:
    """sh:lessThan: each value is less than each of the other property; one result for each pair that is not so."""
    return _ordered(_iri(parameter), or_equal=False)


def less_than_or_equals(parameter: Term) -> Constraint:
    """sh:lessThanOrEquals: as sh:lessThan, or equal."""
    return _ordered(_iri(parameter), or_equal=True)


def _ordered(other: NamedNode, *, or_equal: bool) -> Constraint:
    return lambda data, focus, values: [
        value
        for value in values
        for bound in data.objects(focus, other)
        if not is_less(value, bound, or_equal=or_equal)
    ]


# --- shapes inside shapes ---------------------------------------------------------------------------------------------


def any_of(members: list[Conforms]) -> Constraint:
    """sh:or: each value conforms to one of the shapes or more."""
    return lambda data, _focus, values: [v for v in values if not any(member(data, v) for member in members)]


def one_of(members: list[Conforms]) -> Constraint:
    """sh:xone: each value conforms to just one of the shapes."""
    return lambda data, _focus, values: [v for v in values if sum(member(data, v) for member in members) != 1]


def all_of(members: list[Conforms]) -> Constraint:
    """sh:and: each value conforms to all of the shapes."""
    return lambda data, _focus, values: [v for v in values if not all(member(data, v) for member in members)]


def none_of(member: Conforms) -> Constraint:
    """sh:not: no value conforms to the shape."""
    return lambda data, _focus, values: [v for v in values if member(data, v)]


def conforming(member: Conforms) -> Constraint:
    """sh:node: each value conforms to the shape."""
    return lambda data, _focus, values: [v for v in values if not member(data, v)]


OF_A_TERM: dict[str, Callable[[Term], Constraint]] = {
    "minCount": min_count,
    "maxCount": max_count,
    "hasValue": has_value,
    "class": of_class,
    "datatype": datatype,
    "nodeKind": node_kind,
    "minInclusive": min_inclusive,
    "maxInclusive": max_inclusive,
    "minExclusive": min_exclusive,
    "maxExclusive": max_exclusive,
    "minLength": min_length,
    "maxLength": max_length,
    "pattern": pattern,
    "uniqueLang": unique_lang,
    "equals": equals,
    "lessThan": less_than,
    "lessThanOrEquals": less_than_or_equals,
}
OF_A_LIST: dict[str, Callable[[list[Term]], Constraint]] = {"in": is_in, "languageIn": language_in}
OF_SHAPES: dict[str, Callable[[list[Conforms]], Constraint]] = {"or": any_of, "xone": one_of, "and": all_of}
OF_A_SHAPE: dict[str, Callable[[Conforms], Constraint]] = {"not": none_of, "node": conforming}


def _iri(term: Term) -> NamedNode:
    if not isinstance(term, NamedNode):
        raise ShapesError(f"{term} stands in a shape where an IRI must stand; correct the shape")
    return term


def _number(term: Term) -> Decimal:
    number = number_of(term)
    if number is None:
        raise ShapesError(f"{term} bounds the values of a shape, and is no number; correct the shape")
    return number
