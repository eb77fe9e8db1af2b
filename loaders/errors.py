"""What can go wrong between a document and the published graph.

LoadError
├── DocumentError                 one document; the others go on
│   ├── UnreadableDocumentError   missing, a folder, no permission, an I/O error
│   ├── EmptyDocumentError        no bytes, or nothing but white space
│   ├── DocumentTooLargeError     over the size limit
│   ├── EncodingError             neither UTF-8, UTF-16 with a mark, nor TIS-620 / Windows-874
│   ├── UnsupportedFormatError    a format that this version does not read
│   ├── BrokenDocumentError       cut short, or not what its format asks for
│   ├── EncryptedDocumentError    protected by a password
│   ├── HostileDocumentError      made to use up the machine that reads it, or to reach out of it
│   ├── NoPlanError               readable, but no plan statement in it
│   ├── PlanConflictError         another document already gives this plan edition
│   ├── InvalidPlanError          the graph made from it breaks a SHACL shape
│   ├── ReaderTimeoutError        reading it took longer than one document may
│   ├── ReaderMemoryError         reading it took more memory than one document may
│   ├── ReaderKilledError         the process that read it was killed by somebody
│   └── ReaderCrashedError        the process that read it broke down
├── PathError                     a path, glob or folder that yields nothing
├── ManifestError                 the table beside the documents is wrong
├── CodeListError                 a code list of an operator has wrong rows, or a name that it may not have
├── OrganisationError             an organisation given by the user cannot be understood
├── LinkTableError                a table of links, or of what people say of links, has wrong rows
├── ReaderStartError              no process to read documents can be started
├── ShapesError                   the shapes ask for something that phaen's own validation does not know
├── LexiconError                  a data file of the linker is wrong
├── StatementError                a line that should hold a statement does not
├── QueryTextError                words to look for that cannot be read as a query
└── StoreError
    ├── StoreMissingError         nothing was published there yet
    ├── StoreTooNewError          made by a newer phaen
    ├── StoreDamagedError         not a store, or its files are broken
    ├── BaseMismatchError         its things have another base IRI than the one given
    ├── StoreBusyError            another process writes to it
    ├── StoreWriteError           the disk is full, or writing failed otherwise
    ├── IndexMissingError         the snapshot has no full-text index, or one of another version
    ├── IndexDamagedError         the files of the full-text index are broken
    ├── StoreOccupiedError        it holds something that would be lost
    ├── BackupError               a backup cannot be made or used
    │   ├── BackupExistsError     a file of this name is there already
    │   ├── BackupTooNewError     made by a newer phaen
    │   └── BackupDamagedError    cut short, changed, or no backup at all
    └── ReleaseError              a release cannot be used
        ├── ReleaseMissingError   there is none of this date, or it lacks what is needed
        ├── ReleaseTooNewError    made by a newer phaen
        └── ReleaseDamagedError   its files are broken, or other than its manifest says
"""


class LoadError(Exception):
    """Base of all errors of this package; its message names the value and the remedy.

    ``code`` is a stable word for programs, ``exit_code`` what the command line returns.
    """

    code = "load"
    exit_code = 1


class DocumentError(LoadError):
    """One document cannot be used."""

    code = "document"


class UnreadableDocumentError(DocumentError):
    """The file cannot be opened or read."""

    code = "document-unreadable"


class EmptyDocumentError(DocumentError):
    """The file holds no text."""

    code = "document-empty"


class DocumentTooLargeError(DocumentError):
    """The file is over the size limit."""

    code = "document-too-large"


class EncodingError(DocumentError):
    """The bytes are no text in an encoding that Thai documents use."""

    code = "document-encoding"


class UnsupportedFormatError(DocumentError):
    """The file is of a format that this version does not read."""

    code = "document-format"


class BrokenDocumentError(DocumentError):
    """The file is cut short, or not what its format asks for."""

    code = "document-broken"


class EncryptedDocumentError(DocumentError):
    """The file is protected by a password."""

    code = "document-encrypted"


class HostileDocumentError(DocumentError):
    """The file is made to use up the machine that reads it, or to reach out of it."""

    code = "document-hostile"


class NoPlanError(DocumentError):
    """The text was read, but holds no vision, mission, strategy or other plan statement."""

    code = "document-no-plan"


class PlanConflictError(DocumentError):
    """Two different documents claim the same plan edition."""

    code = "plan-conflict"


class InvalidPlanError(DocumentError):
    """The graph made from the document violates a shape."""

    code = "plan-invalid"


class ReaderTimeoutError(DocumentError):
    """Reading the document took longer than one may take; its process was ended."""

    code = "document-timeout"


class ReaderMemoryError(DocumentError):
    """Reading the document took more memory than one may take."""

    code = "document-memory"


class ReaderKilledError(DocumentError):
    """The process that read the document was killed from outside: that says nothing of the document."""

    code = "document-killed"


class ReaderCrashedError(DocumentError):
    """The process that read the document broke down."""

    code = "document-crashed"


class PathError(LoadError):
    """A path on the command line yields no document."""

    code = "path"
    exit_code = 2


class ManifestError(LoadError):
    """The manifest cannot be read or has a wrong value."""

    code = "manifest"
    exit_code = 2


class CodeListError(LoadError):
    """A code list that an operator brings cannot be taken; the message names each wrong row or concept."""

    code = "code-list"


class OrganisationError(LoadError):
    """The organisation given by the user is not understood."""

    code = "organisation"
    exit_code = 2


class LinkTableError(LoadError):
    """A table of links, or of what people say of links, has wrong rows; nothing of it was taken."""

    code = "link-table"
    exit_code = 2


class ReaderStartError(LoadError):
    """No process to read documents can be started."""

    code = "reader-start"


class ShapesError(LoadError):
    """The shapes of the ontology ask for something that phaen's own validation does not know."""

    code = "shapes"


class LexiconError(LoadError):
    """A data file of the linker has a wrong value."""

    code = "lexicon"


class StatementError(LoadError):
    """A line that should hold a statement for the linker does not."""

    code = "statement"


class QueryTextError(LoadError):
    """What somebody looks for is no query; the message names the place and the remedy."""

    code = "query-text"
    exit_code = 2


class StoreError(LoadError):
    """The store cannot be used."""

    code = "store"
    exit_code = 3


class StoreMissingError(StoreError):
    """Nothing has been published in this folder."""

    code = "store-missing"


class StoreTooNewError(StoreError):
    """The store has a layout that only a newer phaen knows."""

    code = "store-too-new"


class StoreDamagedError(StoreError):
    """The folder is not a store, or its files are broken."""

    code = "store-damaged"


class BaseMismatchError(StoreError):
    """The store's things have another base IRI than the one given."""

    code = "store-base"


class StoreBusyError(StoreError):
    """Another process is writing."""

    code = "store-busy"


class StoreWriteError(StoreError):
    """Writing failed; the published state is as before."""

    code = "store-write"


class IndexMissingError(StoreError):
    """The snapshot has no full-text index, or one that another version of phaen made."""

    code = "index-missing"


class IndexDamagedError(StoreError):
    """The files of the full-text index are broken."""

    code = "index-damaged"


class StoreOccupiedError(StoreError):
    """The store holds something that would be lost."""

    code = "store-occupied"


class BackupError(StoreError):
    """A backup cannot be made or used."""

    code = "backup"


class BackupExistsError(BackupError):
    """A file of this name is there already, or is just being written."""

    code = "backup-exists"


class BackupTooNewError(BackupError):
    """The backup has a layout that only a newer phaen knows."""

    code = "backup-too-new"


class BackupDamagedError(BackupError):
    """The backup is cut short, was changed, or is none at all."""

    code = "backup-damaged"


class ReleaseError(StoreError):
    """A release cannot be used."""

    code = "release"


class ReleaseMissingError(ReleaseError):
    """There is no such release."""

    code = "release-missing"


class ReleaseTooNewError(ReleaseError):
    """The release has a layout that only a newer phaen knows."""

    code = "release-too-new"


class ReleaseDamagedError(ReleaseError):
    """Files of the release are missing, broken, or other than its manifest says."""

    code = "release-damaged"
