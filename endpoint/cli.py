"""The command line ``phaen``: it only declares; each command lives in its own module under ``commands``.

A command's module is loaded when it is called, and heavy packages inside its functions, so that help is instant.
"""

import importlib
import sys

import click

from phaen.endpoint.errors import PhaenEndpointError
from phaen.loaders.errors import LoadError
from phaen.ontology.errors import OntologyError
from phaen.queries.errors import QueryError

COMMANDS = (
    "load",
    "extract",
    "validate",
    "link",
    "reconcile",
    "review",
    "codelist",
    "index",
    "serve",
    "query",
    "release",
    "backup",
    "restore",
    "stats",
    "similar",
    "compare",
    "ps",
    "kill",
    "shortlinks",
)
"""The commands in the order of the path of the data; each is a function of this name in ``commands.NAME``."""

WRONG_USAGE = 2
"""Exit code for a wrong command line, as click gives it."""

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells give it: 128 and the signal's number."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command, or the list of all, is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None if there is none of this name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"phaen.endpoint.commands.{cmd_name}"), cmd_name)
        if not isinstance(command, click.Command):
            raise TypeError(f"phaen.endpoint.commands.{cmd_name}.{cmd_name} is no command")
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="phaen", prog_name="phaen")
def phaen() -> None:
    """แผน: Thai local-government plans as a linked knowledge graph.

    Documents in (load), SPARQL out (serve, query). Every setting has a flag and an environment variable PHAEN_….
    """


def main() -> None:
    """Run the command line; errors that we know become one line on standard error and an exit code."""
    try:
        code = phaen.main(standalone_mode=False)
    except (LoadError, PhaenEndpointError) as error:
        fail(str(error), error.exit_code)
    except (QueryError, OntologyError) as error:
        fail(str(error), WRONG_USAGE)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        fail("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # The reader, such as head, has seen enough. Python must not complain when it flushes at exit.
        sys.stderr.close()
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def fail(message: str, code: int) -> None:
    """Say what went wrong in one line, and end."""
    click.echo(f"phaen: {message}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
