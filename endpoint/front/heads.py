"""What the parser of heads (llhttp) lets pass and we do not: whatever another server could read differently.

RFC 9112, sections 2.3, 3.2 and 6.1; the parser itself refuses what breaks the grammar, a second Content-Length, and
Content-Length beside Transfer-Encoding.
"""

from phaen.endpoint.front.refusal import RefusedError

_VERSIONS = {"1.0", "1.1"}
_ONCE = {b"host", b"content-length", b"transfer-encoding", b"content-type", b"authorization"}

Fields = list[tuple[bytes, bytes]]


def check_head(method: str, version: str, fields: Fields) -> None:
    """Raise RefusedError for a head that could be read in two ways, or that asks for what we do not do."""
    if version not in _VERSIONS:
        raise RefusedError(505, f"this service speaks HTTP/1.1 and HTTP/1.0, not {version}")
    if method == "CONNECT":
        raise RefusedError(501, "this service is no proxy, and connects to nobody")
    single = [name for name, _ in fields if name in _ONCE]
    if len(single) != len(set(single)):
        twice = next(name for name in single if single.count(name) > 1).decode("ascii")
        raise RefusedError(400, f"the header {twice.title()} is given twice; send it once")
    coding = next((value for name, value in fields if name == b"transfer-encoding"), None)
    if coding is not None:
        _check_coding(coding, version)


def _check_coding(coding: bytes, version: str) -> None:
    if version == "1.0":
        raise RefusedError(400, "HTTP/1.0 has no Transfer-Encoding; send Content-Length")
    if coding.strip().lower() != b"chunked":
        raise RefusedError(501, "no Transfer-Encoding but chunked is understood here; send the body as it is")


def kept(name: bytes) -> bool:
    """Tell whether a header field is passed on: CGI would read a_b as a-b, which a proxy in front has not checked."""
    return b"_" not in name


def target_path(target: bytes) -> bytes:
    """Return the path and query of a request target in absolute form; a target in origin form as it is."""
    if target.startswith(b"/"):
        return target
    for scheme in (b"http://", b"https://"):
        if target[: len(scheme)].lower() == scheme:
            rest = target[len(scheme) :]
            place = min((found for sign in b"/?" if (found := rest.find(sign)) >= 0), default=len(rest))
            path = rest[place:]
            return path if path.startswith(b"/") else b"/" + path
    if target != b"*":
        raise RefusedError(400, "the address in the request line does not begin with a slash")
    return target


def escaped_line(data: bytes) -> bytes:
    """Escape the letters beyond ASCII in the first line, which clients such as curl send as they are."""
    line, newline, rest = data.partition(b"\n")
    return b"".join(b"%%%02X" % byte if byte > 0x7E else bytes((byte,)) for byte in line) + newline + rest  # noqa: PLR2004
