"""Web pages saved as one file (MHTML, RFC 2557), as Chromium and others save them: the page itself is read."""

from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser

from phaen.loaders.errors import BrokenDocumentError
from phaen.loaders.formats import html
from phaen.loaders.formats.content import Content
from phaen.loaders.formats.html_decode import HEAD


def read(data: bytes, path: str) -> Content:
    """Read the page in an archive; raises BrokenDocumentError if it holds none, and what ``html.read`` raises."""
    page = _page(data)
    if page is None:
        raise BrokenDocumentError(f"{path}: a saved web archive without a page in it; save the page again as HTML")
    markup, charset = page
    if charset and b"charset" not in markup[:HEAD].lower():
        markup = b'<meta charset="' + charset.encode("ascii", "ignore") + b'">' + markup
    return html.read(markup, path)


def _page(data: bytes) -> tuple[bytes, str | None] | None:
    """Give the bytes of the first HTML part, and the encoding that its header states."""
    try:
        message: Message = BytesParser(EmailMessage, policy=policy.compat32).parsebytes(data)
        for part in message.walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                payload = part.get_payload(decode=True)
                return (payload, part.get_content_charset()) if isinstance(payload, bytes) else None
    except (MessageError, LookupError, ValueError):
        return None
    return None
