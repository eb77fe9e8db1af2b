"""One front process: ``python -m phaen.endpoint.front.program``, started by the supervisor.

Its order comes as a line of JSON on standard input; a byte on standard output says that it answers. Standard input
stays open as long as the supervisor lives: its end is the end of this process, too.
"""

import gc
import logging
import os
import resource
import shutil
import signal
import socket
import sys
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

from phaen.endpoint.cache.responses import Responses
from phaen.endpoint.engine import Job
from phaen.endpoint.errors import AnswerError
from phaen.endpoint.front.access import AccessLog
from phaen.endpoint.front.application import FrontApplication
from phaen.endpoint.front.client import Identities
from phaen.endpoint.front.order import FOLDER_VARIABLE, READY, RETIRE, Order
from phaen.endpoint.front.record import Record, note_routes
from phaen.endpoint.front.roster import Limits, Roster
from phaen.endpoint.front.server import FrontServer
from phaen.endpoint.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from phaen.endpoint.engine import Engine
    from phaen.endpoint.metrics import Metrics

_PAUSE = 0.1
_GARBAGE = 20_000
"""Objects; what a request leaves is freed without a search, with few exceptions."""


def main() -> None:
    """Serve until told to stop; never returns, for a view that still runs must not hold the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the supervisor acts on it
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    orders = sys.stdin.buffer
    line = orders.readline()
    if not line:
        os._exit(0)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    serve(Order.read(line))
    os._exit(0)


def serve(order: Order) -> None:
    """Make the application and serve it."""
    from phaen.endpoint.app import create_app
    from phaen.endpoint.front.backend import connect

    descriptors = raise_descriptors()
    settings = order.settings
    engine = connect(settings, order.backend)
    flask = create_app(settings, engine, secret=order.secret.encode())
    note_routes(flask)
    metrics: Metrics = flask.extensions["phaen.metrics"]
    log = AccessLog(settings.access_log)

    def observe(record: Record) -> None:
        metrics.observe(record)
        log.write(record)

    application = application_of(flask, engine, settings, observe)
    roster = Roster(Limits.of(settings, descriptors))
    roster.shortcut = application.shortcut
    flask.extensions["phaen.warmer"].start()

    roster.observe = lambda status: observe(Record("none", status=status))
    each_second = partial(_tidy, application, roster, metrics)
    server = FrontServer(application, roster, settings.drain, each_second)
    _obey(server, settings)
    if order.probe:
        wait_for_answers(engine)
    settle_memory()
    with socket.socket(fileno=order.listener) as listener:
        server.run_on(listener, _say_ready)
    application.close()
    engine.close()


def application_of(
    flask: "Flask", engine: "Engine", settings: Settings, observe: "Callable[[Record], None]"
) -> FrontApplication:
    """Return the application as the event loop sees it, with what may answer before Flask does."""
    from phaen.endpoint.front.express import Express

    pointer = flask.extensions["phaen.engine"].pointer
    cache = (
        Responses(pointer, Identities(settings.proxies), releases=settings.releases_folder) if settings.cache else None
    )
    return FrontApplication(flask, settings, cache, observe, Express.of(flask, engine, settings))


def _tidy(application: FrontApplication, roster: Roster, metrics: "Metrics") -> None:
    """Let go of what is old, and note how much is under way."""
    application.tidy()
    lane = application.general.admission
    metrics.set(http_connections=len(roster), http_threads_used=lane.used, http_requests_waiting=lane.queued)


def wait_for_answers(engine: "Engine") -> None:
    """Return when a query is answered; whoever waits for this process gives it up if that takes too long."""
    while True:
        try:
            with engine.run(Job("ASK {}")) as answer:
                b"".join(answer)
        except AnswerError:
            time.sleep(_PAUSE)
        else:
            return


def settle_memory() -> None:
    """Look for garbage less often, and never among what has been there since the start."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE)


def raise_descriptors() -> int:
    """Let this process open as many files as it may; return how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard if hard != resource.RLIM_INFINITY else 1_000_000


def _say_ready() -> None:
    os.write(1, READY)


def _obey(server: FrontServer, settings: Settings) -> None:
    """Follow signals, and what the supervisor says."""
    signal.signal(signal.SIGTERM, lambda *_: server.stop())
    threading.Thread(target=_listen, args=(server, settings), daemon=True).start()


def _listen(server: FrontServer, settings: Settings) -> None:
    """Follow what the supervisor says; when it has gone, end at once, as what is behind this process ends, too."""
    for line in sys.stdin.buffer:
        if line == RETIRE:
            server.retire(settings.timeout + settings.drain)
    shutil.rmtree(os.environ.get(FOLDER_VARIABLE, ""), ignore_errors=True)
    os._exit(0)


if __name__ == "__main__":
    main()
