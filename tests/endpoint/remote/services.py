"""Real services for the tests: ``oxigraph serve`` (PyPI) and Virtuoso (Debian), each in a process of its own."""

import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from phaen.endpoint.remote.engine import RemoteEngine
from phaen.endpoint.remote.service import service_of
from phaen.endpoint.settings import Settings
from phaen.loaders.remote.service import Service
from phaen.ontology.assets import prefixes
from tests.patience import free_port

BASE = "https://w3id.org/phaen/"
_LONGEST_START = 60.0
_VIRTUOSO_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
CaseMode = 2
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 10
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = 20000
"""


@dataclass(frozen=True)
class Remote:
    """A service that runs: its name, and the settings that lead to it."""

    name: str
    settings: Mapping[str, str]

    def configured(self, **further: object) -> Settings:
        return Settings.from_environment({}, {**self.settings, **further})

    def engine(self, **further: object) -> RemoteEngine:
        return RemoteEngine(self.configured(**further), prefixes())

    def service(self) -> Service:
        return service_of(self.configured())


@contextmanager
def oxigraph(*options: str) -> Iterator[Remote]:
    """Run an Oxigraph server that keeps its data in memory."""
    port = free_port()
    program = Path(sys.executable).parent / "oxigraph"
    command = [str(program), "serve", "--bind", f"127.0.0.1:{port}", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, f"{address}/query?query=ASK%7B%7D")
            addresses = {"engine": "query", "engine_update": "update", "engine_graph_store": "store"}
            yield Remote("oxigraph", {name: f"{address}/{path}" for name, path in addresses.items()})
        finally:
            process.kill()


@contextmanager
def virtuoso(folder: Path) -> Iterator[Remote]:
    """Run a Virtuoso whose update addresses ask for a password by Digest, as its own set-up has it."""
    program = shutil.which("virtuoso-t")
    if program is None:
        raise FileNotFoundError("virtuoso-t")
    port = free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(_VIRTUOSO_INI.format(folder=folder, port=port, sql_port=free_port()))
    command = [program, "+foreground", "+configfile", str(ini)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, f"{address}/sparql?query=ASK%7B%7D")
            yield Remote(
                "virtuoso",
                {
                    "engine": f"{address}/sparql",
                    "engine_update": f"{address}/sparql-auth",
                    "engine_graph_store": f"{address}/sparql-graph-crud-auth",
                    "engine_authorization": "dba:dba",
                },
            )
        finally:
            process.kill()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + _LONGEST_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{address} does not answer")
