"""The process that makes one file of a table: ``python -m phaen.endpoint.saved.file_program``.

It gets its order as JSON by standard input, reads the rows from one file and writes to another; an error goes to
standard output, as JSON. It is a process of its own because making a file takes long and much, and whatever happens to
it happens to nobody else.
"""

import errno
import json
import os
import sys
from dataclasses import asdict, dataclass
from typing import IO, Final, cast

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from phaen.endpoint.errors import AnswerError, EngineError, QueryMemoryError, ResultTooLargeError
from phaen.endpoint.memory import limit_memory
from phaen.endpoint.saved.parquet import write_parquet
from phaen.endpoint.saved.xlsx import write_xlsx

FAILED: Final = 3
"""The exit code where the error is one of ours."""
_NICE: Final = 10
_REMEDY: Final = "take .csv, or page and per_page"


@dataclass(frozen=True)
class Order:
    """What to make: the name of the format, what is said in the file, and the numbers of the files' descriptors.

    ``memory`` is in bytes, ``seconds`` are those of the processor, ``largest`` is that of any file in bytes.
    """

    format: str
    said: dict[str, dict[str, str]]
    source: int
    target: int
    folder: str
    memory: int
    seconds: int
    largest: int

    def as_json(self) -> bytes:
        """Return it as it is sent."""
        return json.dumps(asdict(self)).encode()


def main() -> int:
    """Make the file; return the exit code."""
    order = Order(**json.load(sys.stdin))
    _limit(order)
    try:
        make(order)
    except (AnswerError, MemoryError, OSError) as error:
        json.dump(_error(error, order).as_json(), sys.stdout)
        return FAILED
    return 0


def make(order: Order) -> None:
    """Make a file; raises what its writer raises."""
    with open(order.source, "rb", closefd=False) as source, open(order.target, "wb", closefd=False) as target:

        def rows() -> QuerySolutions:
            source.seek(0)
            return cast("QuerySolutions", parse_query_results(cast("IO[bytes]", source), QueryResultsFormat.JSON))

        if order.format == "xlsx":
            write_xlsx(rows(), order.said, target, order.folder)
        else:
            write_parquet(rows, order.said, target)


def _error(error: AnswerError | MemoryError | OSError, order: Order) -> AnswerError:
    if isinstance(error, AnswerError):
        return error
    if isinstance(error, MemoryError):
        return QueryMemoryError(f"the .{order.format} could not be made within the memory limit; {_REMEDY}")
    if error.errno == errno.EFBIG:
        return ResultTooLargeError(f"the .{order.format} would be larger than {order.largest:,} bytes; {_REMEDY}")
    return EngineError(f"the .{order.format} could not be written ({error.strerror}); take .csv, or try again later")


def _limit(order: Order) -> None:
    """Hold this process to its limits, which end it even where nobody is left who would."""
    import resource

    os.nice(_NICE)
    resource.setrlimit(resource.RLIMIT_CPU, (order.seconds, order.seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (order.largest, order.largest))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    limit_memory(order.memory)


if __name__ == "__main__":
    sys.exit(main())
