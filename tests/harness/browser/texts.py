"""Texts as people write them: long, with links, from right to left."""

from typing import Final

LINK: Final = "https://www.example.org/" + "a" * 80
ARABIC, HEBREW = "مرحبا، أحتاج إلى مساعدة", "שלום, אני צריכה עזרה"
LONG: Final = "\n\n".join((LINK, ARABIC, HEBREW, *("Sie wissen, wo ich wohne, und schreiben es öffentlich. " * 9,) * 4))
LONGEST: Final = (LONG + "\n\n" + "Das alles belastet meine Familie sehr. " * 800)[:29_900]
LONG_NAME: Final = "Beratungsstelle für Kommunalverfassungsrechtsangelegenheitszuständigkeiten der Landkreise (Demo)"
