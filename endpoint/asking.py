"""What is read of an HTTP request, by whoever it was taken in: by werkzeug in a thread, or by the event loop itself."""

from collections.abc import Iterable, Mapping
from typing import Protocol, overload

from werkzeug.http import parse_options_header


class Fields(Protocol):
    """Header fields, by their names in any case."""

    @overload
    def get(self, key: str) -> str | None: ...
    @overload
    def get(self, key: str, default: str) -> str: ...
    def get(self, key: str, default: str | None = None) -> str | None:
        """Return the value of a field; one that is given more than once is joined by commas."""

    def __contains__(self, key: str, /) -> bool:
        """Tell whether there is a field."""


class Asking(Protocol):
    """A request with its body: as much of werkzeug's as the rules of the protocol look at."""

    max_content_length: int | None

    @property
    def method(self) -> str:
        """Return the method."""
        ...

    @property
    def query_string(self) -> bytes:
        """Return what stands after the question mark."""
        ...

    @property
    def content_length(self) -> int | None:
        """Return the length of the body, None where it is not announced."""
        ...

    @property
    def headers(self) -> Fields:
        """Return the header fields."""
        ...

    @property
    def mimetype(self) -> str:
        """Return the media type of the body, "" for none."""
        ...

    @property
    def mimetype_params(self) -> Mapping[str, str]:
        """Return the parameters of the media type."""
        ...

    def get_data(self) -> bytes:
        """Return the body."""
        ...


class PlainFields:
    """Header fields as a front has them: names in small letters, bytes."""

    def __init__(self, fields: Iterable[tuple[bytes, bytes]]) -> None:
        """Join those that are given more than once, as CGI does."""
        self._values: dict[str, str] = {}
        for name, value in fields:
            key, text = name.decode("latin-1"), value.decode("latin-1")
            known = self._values.get(key)
            self._values[key] = text if known is None else f"{known},{text}"

    @overload
    def get(self, key: str) -> str | None: ...
    @overload
    def get(self, key: str, default: str) -> str: ...
    def get(self, key: str, default: str | None = None) -> str | None:
        """Return the value of a field."""
        return self._values.get(key.lower(), default)

    def __contains__(self, key: str) -> bool:
        """Tell whether there is a field."""
        return key.lower() in self._values


class PlainRequest:
    """A request whose body was taken in whole, within the limit of the service."""

    max_content_length: int | None = None

    def __init__(self, method: str, query_string: bytes, fields: PlainFields, body: bytes = b"") -> None:
        """Take what the front has read."""
        self.method = method
        self.query_string = query_string
        self.headers = fields
        self._body = body

    @property
    def content_length(self) -> int | None:
        """Return the length of the body."""
        return len(self._body) or None

    @property
    def mimetype(self) -> str:
        """Return the media type of the body, "" for none."""
        return self._content_type()[0].lower()

    @property
    def mimetype_params(self) -> Mapping[str, str]:
        """Return the parameters of the media type."""
        return self._content_type()[1]

    def get_data(self) -> bytes:
        """Return the body."""
        return self._body

    def _content_type(self) -> tuple[str, dict[str, str]]:
        return parse_options_header(self.headers.get("Content-Type"))
