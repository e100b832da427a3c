"""The form that names a case by its number, to link or join a contact to it."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from shared.text import Typed
from shared.web.forms import Act


class CaseNumberForm(Act):
    """The base of such forms. Each subclass says in its own REFUSAL what is not done yet."""

    SENTENCES: ClassVar[Mapping[str, str]] = {"number": "Bitte geben Sie die Fallnummer an, zum Beispiel L-4F7K2."}

    number: Annotated[str, Typed(40)]
