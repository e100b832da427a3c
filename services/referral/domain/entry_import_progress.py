"""The progress of the last import of entries: it is stored in parts, and one that broke off can be continued."""

from datetime import datetime
from typing import Self

from shared.state import State


class EntryImportProgress(State):
    """The one document, of the last import. Revisions are those of the directory.

    `import_id`: a checksum of the file. `of`: number of entries to change; `stored`: how many of them are stored.
    `revision`: after the last part. `seen`: that of the preview that the import follows; None once somebody else
    changed the directory in between.
    """

    id: str = "import"
    import_id: str = ""
    by: str = ""
    at: datetime | None = None
    of: int = 0
    stored: int = 0
    revision: int = 0
    seen: int | None = None

    @property
    def is_unfinished(self) -> bool:
        return self.stored < self.of

    def goes_on(self, import_id: str, seen: int, now: int) -> bool:
        """Whether the same form, sent again, finds only what this import has stored since its preview."""
        return (self.import_id, self.seen, self.revision) == (import_id, seen, now)

    def begun(self, import_id: str, left: int, seen: int | None, now: int) -> Self:
        """Returns the state at the beginning of an import with `left` changes left.

        The same file, where its import is unfinished, continues that import.
        """
        is_same = self.is_unfinished and self.import_id == import_id
        stored = self.stored if is_same else 0
        told = {"import_id": import_id, "of": stored + left, "stored": stored}
        return type(self).model_validate(told | {"revision": now, "seen": now if seen is None else seen})

    def after(self, part: int, found: int, revision: int, by: str, at: datetime) -> Self:
        """Counts one more part as stored. `found`: the directory's revision before it."""
        seen = self.seen if found == self.revision else None
        more = {"stored": self.stored + part, "revision": revision, "seen": seen, "by": by, "at": at}
        return self.model_copy(update=more)
