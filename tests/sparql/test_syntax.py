import pytest
from pyoxigraph import Store

from phaen.endpoint.errors import QuerySyntaxError, answer_error
from phaen.endpoint.sparql.syntax import syntax_error, update_syntax_error


def of_query(text: str) -> QuerySyntaxError:
    with pytest.raises(SyntaxError) as caught:
        Store().query(text)
    return syntax_error(str(caught.value), text)


def of_update(text: str) -> QuerySyntaxError:
    with pytest.raises(SyntaxError) as caught:
        Store().update(text)
    return update_syntax_error(str(caught.value), text)


@pytest.mark.parametrize(
    ("query", "line", "column", "text"),
    [
        ("SELECT * {\n ?s ?p }", 2, 8, " ?s ?p }"),
        ("SELECT * {\r\n ?ก 'ข' }\r\n", 2, 5, " ?ก 'ข' }"),
        ("ASK {\n# a\n?s ex:p ?o }", 3, 4, "?s ex:p ?o }"),
        ("ASK { ?s ?p", 1, 12, "ASK { ?s ?p"),
        ("", 1, 1, ""),
        ("ASK {\u2028 ?s ?p }", 1, 6, "ASK {\u2028 ?s ?p }"),
    ],
)
def test_an_error_has_line_column_and_the_line_itself(query: str, line: int, column: int, text: str) -> None:
    assert of_query(query).extras() == {"line": line, "column": column, "text": text}


def test_a_long_line_is_cut_round_the_column() -> None:
    error = of_query("ASK { " + "?s ?p ?o . " * 100 + "?s ?p . " + "?s ?p ?o . " * 100 + "}")
    text = error.extras()["text"]
    assert isinstance(text, str)
    assert len(text) == 200
    assert "?s ?p . ?s" in text


def test_the_ends_of_a_long_line_are_not_overrun() -> None:
    beginning = of_query("ASK { ?s ?p . " + "?s ?p ?o . " * 100 + "}").extras()["text"]
    end = of_query("ASK { " + "?s ?p ?o . " * 100 + "?s ?p }").extras()["text"]
    assert isinstance(beginning, str)
    assert isinstance(end, str)
    assert (len(beginning), len(end)) == (200, 200)
    assert beginning.startswith("ASK {")
    assert end.endswith("?s ?p }")


def test_the_line_survives_the_way_between_processes() -> None:
    error = of_query("SELECT * {\n ?s ?p }")
    again = answer_error(error.as_json())
    assert isinstance(again, QuerySyntaxError)
    assert again.extras() == error.extras()


@pytest.mark.parametrize(
    ("update", "said"),
    [
        ("SELECT * { }", "SELECT is a query; send it to /sparql"),
        ("PREFIX e: <http://e/> ask { }", "ask is a query; send it to /sparql"),
        ("INSRT DATA { }", "'INSRT' begins no update; begin with INSERT, DELETE,"),
        ("INSERT DATA { e:a e:b 1 }", "add PREFIX e: <…> before the update"),
        ("INSERT DATA { ?s ?p ?o }", "INSERT DATA takes no variables; use INSERT { … } WHERE { … }"),
        ("DELETE DATA { _:a <http://e/p> 1 }", "DELETE DATA takes neither variables nor blank nodes"),
        ("DELETE WHERE { _:a <http://e/p> 1 }", "a DELETE takes no blank nodes"),
        ("INSERT DATA { <http://e/a> <http://e/b> 1", "1 '{' too many"),
        ("CLEAR", "where the update ends after 'CLEAR'"),
        ("CLEAR ALL\nCLEAR ALL", "line 2, column"),
        ("LOAD <x>", "an IRI here is not valid"),
    ],
)
def test_an_error_in_an_update_is_told_in_words_for_updates(update: str, said: str) -> None:
    error = of_update(update)
    assert said in str(error)
    assert error.extras()["text"] in update.split("\n")


@pytest.mark.parametrize(
    "word", ["INSERT DATA { }", "delete where { }", "LOAD <http://e/>", "CLEAR ALL", "WITH <http://e/> "]
)
def test_an_update_sent_as_a_query_is_told_apart(word: str) -> None:
    assert "is an update; send it to /update" in str(of_query(word))
