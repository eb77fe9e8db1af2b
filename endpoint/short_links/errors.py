"""Why a short link cannot be made or followed.

AnswerError
├── ShortLinksOffError         403  this service makes no short links
├── ForeignOriginError         403  a page of another site asked for a link, which the settings do not allow
├── RemovedLinkError           410  the operator has taken the link away
├── TooManyLinksError          429  the client has asked for too many links lately
├── DamagedLinkError           500  the file of the link is broken
├── ShortLinksFullError        507  there is no room for another link, or on the disk
└── EngineError
    └── UnwritableLinksError   503  the folder of the links cannot be written
"""

from phaen.endpoint.errors import AnswerError, EngineError


class ShortLinksOffError(AnswerError):
    """This service makes no short links."""

    status = 403
    code = "short-links-off"
    title = "Short links are switched off"


class ForeignOriginError(AnswerError):
    """A page of another site asked for a link, which the setting ``cors_origin`` does not allow."""

    status = 403
    code = "foreign-origin"
    title = "Pages of other sites may not ask for this"


class RemovedLinkError(AnswerError):
    """The operator has taken the link away."""

    status = 410
    code = "removed"
    title = "The link was removed"


class TooManyLinksError(AnswerError):
    """The client has asked for too many links lately."""

    status = 429
    code = "too-many-links"
    title = "Too many links were asked for"

    def __init__(self, message: str, retry_after: int) -> None:
        """Keep after how many seconds the next link may be asked for."""
        super().__init__(message)
        self.retry_after = retry_after


class DamagedLinkError(AnswerError):
    """The file of the link is broken."""

    status = 500
    code = "damaged-link"
    title = "The link cannot be read"


class ShortLinksFullError(AnswerError):
    """There is no room for another link, or on the disk."""

    status = 507
    code = "short-links-full"
    title = "There is no room for another link"


class UnwritableLinksError(EngineError):
    """The folder of the links cannot be written."""

    code = "short-links-unwritable"
    title = "Links cannot be stored now"
    retry_after = 60
