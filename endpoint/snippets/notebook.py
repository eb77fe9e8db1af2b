"""A Jupyter notebook that asks a saved query, in nbformat 4.5 (https://nbformat.readthedocs.io/en/latest/)."""

import json
import re
from typing import Final

from phaen.endpoint.language import LANGUAGES, Translations
from phaen.endpoint.snippets.model import Question
from phaen.endpoint.snippets.python import parameters, read_csv, source
from phaen.endpoint.snippets.quoting import comment, python_text

_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>#|~$&!])")
_KERNEL: Final = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_OPEN: Final = """\
from urllib.parse import urlencode
from urllib.request import urlopen

{imports}

with urlopen({source}) as answer:
    snapshot, cut = answer.headers["Phaen-Snapshot"], answer.headers["Phaen-Result-Cut"]
    {read}
print("snapshot", snapshot, f"(cut after {{cut}})" if cut else "")
{shown}"""

Cell = dict[str, object]


def notebook(question: Question, snapshot: str, translations: Translations) -> str:
    """Return the notebook as JSON; ``snapshot`` is the state of the data when it is made, "" where there is none.

    Charts are drawn by pandas in its tables, so that Thai letters need no font but the browser's.
    """
    cells = [
        _markdown("about", _about(question, snapshot, translations)),
        *_changeable(question, translations),
        _code("result", _result(question)),
    ]
    chart = _chart(question)
    if chart:
        cells.append(_code("chart", chart))
    document = {"cells": cells, "metadata": _KERNEL, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _about(question: Question, snapshot: str, translations: Translations) -> str:
    """Return what the notebook is about in both languages, and how its data are cited."""
    saved = question.saved
    parts = []
    for mark, language in zip(("#", "##"), LANGUAGES, strict=True):
        parts += [f"{mark} {_plain(saved.title.get(language))}", _plain(saved.description.get(language))]
        parts.append(f"{translations.say(language, 'notebook.source')} <{comment(question.page)}>")
        if snapshot:
            parts.append(f"{translations.say(language, 'notebook.snapshot')} `{comment(snapshot)}`")
    return "\n\n".join(parts)


def _changeable(question: Question, translations: Translations) -> list[Cell]:
    """Return the cell of the values, which tools such as papermill know by its tag."""
    if not question.saved.parameters:
        return []
    said = " / ".join(translations.say(language, "notebook.values") for language in LANGUAGES)
    return [
        _markdown("values", said),
        {**_code("parameters", "\n".join(parameters(question))), "metadata": {"tags": ["parameters"]}},
    ]


def _result(question: Question) -> str:
    """Return the code that reads the result, and notes the state of the data that it comes from."""
    form = question.saved.form
    if form == "select":
        read = f"table = {read_csv(question, 'answer')}".replace("\n", "\n    ")
        return _filled(question, "csv", "import pandas", read, "table")
    if form == "ask":
        return _filled(question, "json", "import json", 'yes = json.load(answer)["boolean"]', "yes")
    read = 'graph = Graph().parse(answer, format="turtle")'
    return _filled(question, "ttl", "from rdflib import Graph", read, 'print(len(graph), "triples")')


def _filled(question: Question, suffix: str, imports: str, read: str, shown: str) -> str:
    code = _OPEN.format(imports=imports, source=source(question, suffix), read=read, shown=shown)
    return code if question.saved.parameters else code.removeprefix("from urllib.parse import urlencode\n")


def _chart(question: Question) -> str:
    """Return the code of the view that the query suggests, where a table can show it; else nothing."""
    view = question.saved.view
    if view is None or view.type not in {"bar", "line", "matrix"}:
        return ""
    if view.type == "matrix":
        index, columns, values = view.rows, view.columns, view.value
    else:
        index, columns, values = view.x, view.series, view.y
    arguments = {"index": index, "columns": columns, "values": values, "aggfunc": "sum"}
    given = ", ".join(f"{name}={python_text(text)}" for name, text in arguments.items() if text is not None)
    return f"chart = table.pivot_table({given}, sort=False)\nchart.style.bar(vmin=0, vmax=chart.max().max() or 1)"


def _plain(text: str) -> str:
    """Return the text on one line, with what Markdown and HTML would read as a mark taken for itself."""
    return _MARKDOWN.sub(r"\\\1", comment(text))


def _markdown(name: str, text: str) -> Cell:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}


def _code(name: str, text: str) -> Cell:
    return {"cell_type": "code", "execution_count": None, "id": name, "metadata": {}, "outputs": [], "source": text}
