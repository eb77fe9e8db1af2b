"""Zip archives, which Word, Excel and OpenDocument files are: parts are read into memory, within limits.

Nothing is ever unpacked to disk, so the names of parts cannot lead anywhere; an archive inside an archive is not
opened.
"""

import struct
import zipfile
import zlib
from io import BytesIO
from itertools import pairwise

from phaen.loaders.errors import (
    BrokenDocumentError,
    DocumentTooLargeError,
    EncryptedDocumentError,
    HostileDocumentError,
)

MAX_ENTRIES = 5_000
"""Parts of an archive; a plan with hundreds of pictures has fewer than a thousand."""

MAX_PART = 64 * 1024 * 1024
"""Unpacked bytes of one part that is read; the text of a plan of 300 pages takes about 10 MB of XML."""

MAX_UNPACKED = 128 * 1024 * 1024
"""Unpacked bytes of all parts that are read of one archive; pictures are never unpacked."""

MAX_RATIO = 200
"""Unpacked bytes for one packed byte, for parts over RATIO_FROM; repetitive tables reach about 50, bombs 1,000."""

RATIO_FROM = 1024 * 1024
ENCRYPTED = 0x1
"""The bit of an entry's flags that says it is encrypted (APPNOTE 4.4.4)."""

LOCAL_HEADER = 30
"""Least bytes of the header before the data of each entry (APPNOTE 4.3.7)."""

CENTRAL_ENTRY = b"PK\x01\x02"
BAD_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError)
"""What zipfile raises for damaged archives; a bad name is a UnicodeDecodeError, which is a ValueError."""


class Archive:
    """A zip archive whose parts can be read, each and all together within the limits."""

    def __init__(self, data: bytes, path: str) -> None:
        """Read the directory of an archive that came from ``path``.

        Raises BrokenDocumentError or HostileDocumentError.
        """
        self._path = path
        # Counted before zipfile makes an object of each: a directory of a million entries would take half a gigabyte.
        if data.count(CENTRAL_ENTRY) > MAX_ENTRIES:
            raise HostileDocumentError(f"{path}: an archive of over {MAX_ENTRIES:,} parts is no office document")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except BAD_ZIP as error:
            raise BrokenDocumentError(
                f"{path}: the file is cut short or damaged ({error}); fetch or save it again"
            ) from error
        self._parts = {info.filename: info for info in self._zip.infolist()}
        self._unpacked = 0
        self._refuse_overlaps()

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a part of this name."""
        return name in self._parts

    @property
    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self._parts)

    def read(self, name: str) -> bytes:
        """Unpack one part.

        Raises BrokenDocumentError where it is missing or damaged, EncryptedDocumentError, HostileDocumentError or
        DocumentTooLargeError where it is over a limit.
        """
        info = self._parts.get(name)
        if info is None:
            raise BrokenDocumentError(f"{self._path}: its part {name} is missing; save the document again")
        self._check(info)
        try:
            with self._zip.open(info) as part:
                data = part.read(MAX_PART + 1)
        except BAD_ZIP as error:
            raise BrokenDocumentError(
                f"{self._path}: its part {name} is damaged ({error}); fetch or save the document again"
            ) from error
        self._unpacked += len(data)
        return data

    def _check(self, info: zipfile.ZipInfo) -> None:
        """Refuse a part before it is unpacked; zipfile never gives more bytes than the directory says."""
        if info.flag_bits & ENCRYPTED:
            raise EncryptedDocumentError(f"{self._path}: is protected by a password; save it without one")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BrokenDocumentError(
                f"{self._path}: its part {info.filename} is packed by a method that office documents do not use; "
                "save the document again"
            )
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * info.compress_size:
            raise HostileDocumentError(
                f"{self._path}: its part {info.filename} unpacks to over {MAX_RATIO} times its size, as zip bombs do"
            )
        if info.file_size > MAX_PART or info.file_size + self._unpacked > MAX_UNPACKED:
            raise DocumentTooLargeError(
                f"{self._path}: unpacks to over {MAX_PART:,} bytes in one part or {MAX_UNPACKED:,} in all; "
                "split the document"
            )

    def _refuse_overlaps(self) -> None:
        """Refuse parts that share bytes: a small file could so unpack to anything (CVE-2024-0450)."""
        ordered = sorted(self._zip.infolist(), key=lambda info: info.header_offset)
        for before, after in pairwise(ordered):
            if before.header_offset + LOCAL_HEADER + before.compress_size > after.header_offset:
                raise HostileDocumentError(
                    f"{self._path}: its parts {before.filename} and {after.filename} overlap, as in a zip bomb"
                )
