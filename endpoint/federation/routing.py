"""Send the calls of a query, or of an update, through the gateway: the engine sees no other address."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from phaen.endpoint.errors import AnswerError, RemoteServiceError
from phaen.endpoint.sparql.parsing import Service
from phaen.endpoint.sparql.rewriting import with_endpoints

if TYPE_CHECKING:
    from phaen.endpoint.federation.gateway import Gateway

_SECONDS = 30.0
_NOWHERE = "urn:phaen:refused"
"""No address: the engine fails at once, and a LOAD that is silent goes on."""
_Found = TypeVar("_Found")


def routed(
    text: str,
    services: tuple[Service, ...],
    seconds: float | None,
    run: Callable[[str], _Found],
    *,
    refused: frozenset[str] = frozenset(),
) -> _Found:
    """Run a text on the engine so that it can call no address but the gateway, which is there for as long as it runs.

    ``services`` is all that the text calls, as the policy has found it; those that are ``refused`` lead nowhere, the
    others through the gateway. ``seconds`` is the time that is left, None where nobody has set a limit. Raises what
    ``run`` raises; an AnswerError that comes from a service becomes RemoteServiceError.
    """
    nowhere = dict.fromkeys(refused, _NOWHERE)
    iris = [
        service.endpoint for service in services if service.endpoint is not None and service.endpoint not in refused
    ]
    if not iris:
        return run(with_endpoints(text, services, nowhere) if refused else text)
    from phaen.endpoint.federation.gateway import Allowance, Gateway  # an HTTP server, which most services never need

    with Gateway(Allowance.within(seconds or _SECONDS)) as gateway:
        try:
            return run(with_endpoints(text, services, nowhere | {iri: gateway.address(iri) for iri in iris}))
        except AnswerError as error:
            reason = str(error.__cause__ or error)
            if (failure := next((failure for failure in gateway.failures if failure in reason), None)) is not None:
                raise RemoteServiceError(failure) from error
            _hide(gateway, error)
            raise


def _hide(gateway: "Gateway", error: AnswerError) -> None:
    """Put the addresses that were written in place of those of the gateway."""
    error.args = (gateway.plain(str(error)), *error.args[1:])
    for name, value in vars(error).items():
        if isinstance(value, str):
            setattr(error, name, gateway.plain(value))
