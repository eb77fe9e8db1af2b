"""Why another service could not be read."""


class RemoteError(Exception):
    """A service on the list could not be read; the message names it and says why."""
