"""Why something of a release cannot be sent.

AnswerError
├── UnknownResourceError        404  there is no such release, or the release has no such file (endpoint.errors)
├── PreconditionError           412  If-Match or If-Unmodified-Since does not hold (endpoint.errors)
├── RangeError                  416  the file ends before the part that is asked for
└── UnreadableReleaseError      500  the release is not what its manifest says, or its manifest is broken
"""

from phaen.endpoint.errors import AnswerError


class RangeError(AnswerError):
    """The file ends before the part that is asked for."""

    status = 416
    code = "range"
    title = "There is nothing in this range"

    def __init__(self, message: str, length: int = 0) -> None:
        """Keep how long the whole is, in bytes."""
        super().__init__(message)
        self.length = length

    def headers(self) -> dict[str, str]:
        """Return the length of the whole (RFC 9110, section 14.4)."""
        return {"Content-Range": f"bytes */{self.length}", "Accept-Ranges": "bytes"}


class UnreadableReleaseError(AnswerError):
    """The release is not what its manifest says, or its manifest is broken; only its operator can help."""

    status = 500
    code = "release-unreadable"
    title = "The release cannot be read"
