"""Values that would end a string, a comment, a line or a script, if a program did not quote them."""

from hypothesis import strategies as st

from phaen.endpoint.snippets.model import Question, question
from phaen.queries.model import Form, Parameter, SavedQuery, Text

VALUES = (
    "'",
    '"',
    "''';\"\"\"",
    '"""',
    'ends in "',
    "ends in \\",
    "\\",
    "\\n",
    "\\u0022",
    "\\N{BULLET}",
    "a\nb\r\nc\rd\u2028e\u2029f\x85g",
    "$(touch pwned) `touch pwned` ${HOME} $HOME !! ; touch pwned #",
    "'$(touch pwned)'",
    "</script><script>alert(1)</script><!--",
    "*/ alert(1) /*",
    "${1+1} {braces} %s %20 100%25 a+b&c=d;e?f#g",
    "@/etc/passwd",
    "--output pwned",
    "\u202e\u2066 right to left \u2069",
    "שלום مرحبا",
    "น้ำ เกษตร ๑๒๓ กำ\u200bลัง",
    "🌾𠀀",
    "\x1b[201~ touch pwned",
    "\t tab",
    "\ufffd\ufeff",
    "=1+1",
    "[x]{1,2}",
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")) | st.sampled_from(VALUES)
BASE = "https://plans.example:8443"


def asked(values: dict[str, str], form: Form = "select", base: str = BASE) -> Question:
    """Make a question whose parameters, and whose text and titles, hold the values."""
    everything = " ".join(values.values()) or "x"
    parameters = tuple(
        Parameter(name, "text", Text(everything, everything), example=values[name] or "x") for name in values
    )
    text = f"SELECT ?a_code ?b {{ {everything} }}"
    titles = Text(everything, everything)
    saved = SavedQuery("echo", titles, titles, (), parameters, text, form, 1)
    return question(base, saved, values, text)
