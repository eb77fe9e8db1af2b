"""Programs in R, with nothing but what R itself brings."""

from phaen.endpoint.snippets.columns import codes
from phaen.endpoint.snippets.model import Question
from phaen.endpoint.snippets.quoting import comment, r_text

_ENCODE = 'function(value) URLencode(enc2utf8(value), reserved = TRUE, repeated = TRUE), ""'
_TRIPLES = r"""lines <- readLines(address, encoding = "UTF-8")
triples <- strcapture(
  "^(\\S+) (\\S+) (.*) \\.$", lines,
  data.frame(subject = character(), predicate = character(), object = character())
)
print(head(triples))
"""


def r(question: Question) -> str:
    """Return a program that reads the rows, the answer or the triples into R."""
    lines = [f"# {comment(question.title)}", f"# {comment(question.page)}", *_parameters(question)]
    end = {"select": _rows, "ask": _answer}.get(question.saved.form, _triples)
    return "\n".join([*lines, *end(question)]) + "\n"


def _parameters(question: Question) -> list[str]:
    """Return the values to change; those that are not given stand as comments."""
    if not question.saved.parameters:
        return []
    lines = []
    for index, (name, value) in enumerate(question.values.items(), start=1):
        comma = "," if index < len(question.values) else ""
        lines.append(f"  {r_text(name)} = {r_text(value)}{comma} # {comment(value)}")
    lines += [
        f"  # {r_text(parameter.name)} = {r_text(parameter.example)} # {comment(parameter.example)}"
        for parameter in question.not_given()
    ]
    return [
        "parameters <- c(",
        *lines,
        ")",
        f"values <- vapply(parameters, {_ENCODE})",
        'fields <- paste(names(parameters), values, sep = "=", collapse = "&")',
    ]


def _address(question: Question, suffix: str) -> str:
    address = question.address(suffix)
    if not question.saved.parameters:
        return f"address <- {r_text(address)}"
    return f"address <- paste0({r_text(question.opened(suffix))}, fields)"


def _rows(question: Question) -> list[str]:
    found = codes(question.saved)
    types = ", ".join(f'{r_text(name)} = "character"' for name in found)
    named = ["  # Codes and printed numbers are text: 01 is not 1.", f"  colClasses = c({types}),"] if found else []
    return [
        _address(question, "csv"),
        "table <- read.csv(",
        "  address,",
        *named,
        '  encoding = "UTF-8", na.strings = "", check.names = FALSE',
        ")",
        "print(head(table))",
    ]


def _answer(question: Question) -> list[str]:
    return [_address(question, "csv"), 'answer <- readLines(address, warn = FALSE)[1] == "true"', "print(answer)"]


def _triples(question: Question) -> list[str]:
    return [_address(question, "nt"), _TRIPLES.rstrip("\n")]
