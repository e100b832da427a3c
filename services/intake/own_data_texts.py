"""Tells a person about the data held of them: the information of Art. 15(1) GDPR, and what is left out and why."""

from typing import Final

INFORMATION: Final = (
    "Wozu: Wir beraten Sie und vermitteln Sie, wenn Sie einwilligen, an Stellen, die helfen können.",
    "Woher: von Ihnen selbst, oder von einem Meldeweg, über den Sie sich an uns gewandt haben. "
    "Was danach geschah, melden uns die Stellen, an die Sie vermittelt wurden.",
    "Wer es bekommt: unser Beratungsteam; eine Stelle nur, wenn Sie eingewilligt haben, "
    "oder wenn ein Leben in Gefahr war.",
    "Fragen wir Stellen vorher, ob sie Platz haben, erfahren sie nur, welche Art von Hilfe gesucht wird, wie eilig, "
    "in welcher Sprache und Form, und manchmal das Land. Nicht, wer Sie sind oder was geschehen ist.",
    "Sie können verlangen, dass wir etwas berichtigen, löschen oder nicht mehr verwenden. "
    "Eine Einwilligung können Sie widerrufen.",
    "Sie können sich bei der Datenschutzaufsicht Ihres Landes beschweren.",
    "Es entscheidet kein Programm über Sie. Eines schlägt Stellen vor, ein Mensch wählt aus.",
)
LEFT_OUT: Final = (
    "Nicht enthalten ist, was andere Menschen betrifft: wer im Team wofür zuständig war, wer wann nachsah, "
    "und der Wortlaut, mit dem wir in Lebensgefahr jemanden informiert haben.",
    "Nicht enthalten ist das Wort, das Sie für Anrufe vereinbart haben: Wer es liest, könnte sich für Sie ausgeben. "
    "Wir halten es verschlüsselt und zeigen es niemandem.",
    "Nicht enthalten ist, was Sie oder andere in Gefahr bringen könnte, wenn es jemand bei Ihnen liest.",
    "Interne Notizen unseres Teams stehen nicht im Wortlaut hier, nur wann sie geschrieben wurden: Sie können andere "
    "Menschen betreffen. Möchten Sie sie haben, prüfen wir jede und geben Ihnen, was nur Sie betrifft.",
    "E-Mails an uns stehen mit ihrem Text hier. Wie sie ankamen, mit Absender, Betreff und Anhängen, "
    "geben wir sie Ihnen als Datei, wenn Sie das möchten.",
    "Dateien, die Sie uns als Beweise gegeben haben, stehen mit ihrer Prüfsumme hier. Die Dateien selbst "
    "geben wir Ihnen, wenn Sie das möchten.",
    "Nicht enthalten ist, was Stellen, an die Sie vermittelt wurden, selbst über Sie führen. Fragen Sie diese Stellen.",
)
FOR_ANOTHER: Final = (
    "Sie haben sich für jemand anderen gemeldet. Enthalten ist, was Sie geschrieben haben und was wir Ihnen "
    "geantwortet haben. Was wir uns zu Anrufen, Briefen und Gesprächen notiert haben, ist nicht enthalten. "
    "Über den anderen Menschen geben wir nur ihm selbst Auskunft.",
)
