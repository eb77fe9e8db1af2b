"""What can go wrong with a service that holds the store.

RemoteError (a StoreError)
├── UnreachableError     no connection, or it broke off before an answer came
├── DeadlineError        no answer, or no whole one, in time
├── BrokenError          the answer broke off, or is not what its format asks for
└── RefusedError         the service answers with an error; has the status, its words and its Retry-After

Messages name the service by its address, never a password.
"""

from phaen.loaders.errors import StoreError


class RemoteError(StoreError):
    """The service that holds the store cannot be used."""

    code = "engine"


class UnreachableError(RemoteError):
    """There is no connection to the service."""

    code = "engine-unreachable"


class DeadlineError(RemoteError):
    """The service did not answer in time."""

    code = "engine-timeout"


class BrokenError(RemoteError):
    """The answer of the service broke off, or cannot be understood."""

    code = "engine-broken"


class RefusedError(RemoteError):
    """The service answers with an error."""

    code = "engine-refused"

    def __init__(self, message: str, status: int, said: str, retry_after: int | None = None) -> None:
        """Keep the status, the words of the service, and for how many seconds it wants to be left alone."""
        super().__init__(message)
        self.status = status
        self.said = said
        self.retry_after = retry_after
