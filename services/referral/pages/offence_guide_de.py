"""The German words of the offence guide."""

from collections.abc import Mapping
from typing import Final

from services.referral.domain.offence_guide import Circumstance, Happened, PrivateAction, Right
from shared.contracts.vocabulary import EntitledRole
from shared.offences import Need

HAPPENED: Final[Mapping[Happened, str]] = {
    Happened.INSULTED: "Beschimpft, herabgewürdigt oder angespuckt, auch durch eine Geste oder ein Bild",
    Happened.UNPROVEN_CLAIM: "Über die Person wurde etwas Ehrenrühriges behauptet, das nicht bewiesen ist",
    Happened.KNOWN_LIE: "Wer es behauptet hat, wusste, dass es nicht stimmt",
    Happened.THREATENED_WITH_FELONY: "Mit einem Verbrechen bedroht: Tötung, Brandstiftung, Raub, Geiselnahme",
    Happened.THREATENED_WITH_HARM: "Mit Schlägen oder mit der Zerstörung von etwas Wertvollem bedroht",
    Happened.THREATENED_WITH_ASSAULT: "Mit einem sexuellen Übergriff oder mit Einsperren bedroht",
    Happened.CALLED_FOR_CRIMES: "Andere öffentlich aufgerufen, der Person etwas anzutun",
    Happened.THREATENED_PUBLIC: "Eine schwere Tat so angedroht, dass viele Menschen sich nicht mehr sicher fühlen",
    Happened.CRIME_APPROVED: "Eine schwere Tat öffentlich gutgeheißen oder belohnt",
    Happened.HATE_AGAINST_GROUP: "Öffentlich zum Hass gegen eine Gruppe aufgestachelt oder den Holocaust geleugnet",
    Happened.PERSONAL_DATA_SPREAD: "Adresse, Nummer oder Wege so verbreitet, dass es die Person in Gefahr bringt",
    Happened.PURSUED: "Wiederholt verfolgt, aufgesucht, angerufen, beobachtet oder überwacht",
    Happened.FORCED: "Mit Gewalt oder Drohung zu etwas gezwungen, etwa zum Rücktritt oder zu einer Abstimmung",
    Happened.ENTERED: "In Wohnung oder Garten der Person eingedrungen, oder trotz Aufforderung geblieben",
    Happened.ENTERED_OFFICE: "In Amtsräume eingedrungen, oder trotz Aufforderung geblieben",
    Happened.DAMAGED: "Etwas der Person beschädigt, beschmiert oder zerstört",
    Happened.DAMAGED_OF_THE_MUNICIPALITY: "Etwas der Gemeinde beschädigt, beschmiert oder zerstört",
    Happened.HURT: "Geschlagen, gestoßen oder anders verletzt",
    Happened.HURT_BY_CARELESSNESS: "Aus Unvorsichtigkeit verletzt",
    Happened.RESISTED: "Bei einer Vollstreckung mit Gewalt oder Drohung gehindert (etwa Vollzugsdienst, Ordnungsamt)",
    Happened.ATTACKED_ON_DUTY: "Wer Gesetze oder Anordnungen vollstreckt, wurde im Dienst tätlich angegriffen",
    Happened.HELPER_HINDERED: "Jemand im Einsatz der Feuerwehr oder Rettung wurde gehindert oder angegriffen",
    Happened.SPEECH_RECORDED: "Nicht öffentlich Gesprochenes heimlich aufgenommen oder abgehört",
    Happened.PRIVATE_PICTURE: "Heimlich fotografiert oder gefilmt: in der Wohnung, in hilfloser Lage, bloßstellend",
    Happened.PICTURE_PUBLISHED: "Ein Bild ohne Einwilligung veröffentlicht",
    Happened.LETTER_OPENED: "Einen verschlossenen Brief oder ein Schriftstück geöffnet",
    Happened.ACCOUNT_OPENED: "In ein geschütztes Konto oder Gerät eingedrungen",
    Happened.DATA_INTERCEPTED: "Nachrichten oder Daten unterwegs abgefangen",
    Happened.STOLEN_DATA_PASSED_ON: "Gestohlene, nicht öffentliche Daten weitergegeben",
}
CIRCUMSTANCES: Final[Mapping[Circumstance, str]] = {
    Circumstance.IN_OFFICE: (
        "Die Person hat ein Amt oder arbeitet in der Verwaltung (ein Mandat zählt nur, wenn ihr daneben "
        "Aufgaben der Verwaltung übertragen sind)"
    ),
    Circumstance.HEADS_THE_OFFICE: "Sie leitet die Behörde, etwa als Bürgermeisterin oder Landrat",
    Circumstance.IN_POLITICAL_LIFE: "Sie steht im politischen Leben, auch im Gemeinderat oder Kreistag",
    Circumstance.BECAUSE_OF_OFFICE: "Es geschah im Dienst oder wegen Amt, Mandat oder Aufgabe",
    Circumstance.IN_PUBLIC: "Es geschah öffentlich, in einer Versammlung, oder es wurde verbreitet (auch im Netz)",
    Circumstance.FAMILY: "Betroffen ist ein Mitglied der Familie",
}
NEEDS: Final[Mapping[Need, str]] = {
    "absolute": "Strafantrag nötig. Ohne ihn wird nicht verfolgt.",
    "relative": (
        "Strafantrag in der Regel nötig. Die Staatsanwaltschaft kann ihn durch ein besonderes öffentliches Interesse "
        "ersetzen; darauf sollte sich niemand verlassen."
    ),
    "derived": "Es kommt darauf an, womit gedroht wurde.",
    "none": "Kein Strafantrag nötig. Polizei und Staatsanwaltschaft müssen ermitteln, sobald sie davon wissen.",
}
ALSO: Final[Mapping[EntitledRole, str]] = {
    EntitledRole.SUPERIOR: (
        "Auch die Dienstvorgesetzten können Strafantrag stellen, mit eigener Frist ab eigener Kenntnis "
        "(§ 77a, § 194 Abs. 3, § 230 Abs. 2 StGB)."
    ),
    EntitledRole.SUPERVISORY: (
        "Auch die Aufsichtsbehörde kann Strafantrag stellen, weil die Person selbst die Behörde leitet, mit eigener "
        "Frist ab eigener Kenntnis (§ 77a Abs. 3 StGB)."
    ),
}
OF_POLITICIANS: Final = (
    "Widerspricht die Person der Verfolgung von Amts wegen, kann sie das nie mehr zurücknehmen (§ 194 Abs. 1 StGB)."
)
ALWAYS: Final = (
    "Anzeigen kann jede und jeder, auch anonym und auch gegen Unbekannt.",
    "Ein Strafantrag geht nicht anonym: Die Behörde muss wissen, wer ihn stellt (§ 158 Abs. 2 StPO).",
    "Die Frist für den Antrag ist drei Monate ab Kenntnis von Tat und Täter. Solange nicht bekannt ist, wer es war, "
    "läuft sie nicht (§ 77b StGB).",
    "Ein zurückgenommener Strafantrag kann nicht noch einmal gestellt werden (§ 77d Abs. 1 StGB).",
)
"""Sentences that hold for every choice."""
RIGHTS: Final[Mapping[Right, str]] = {
    "own": "",
    "of_others": (
        "Den Antrag stellt nicht die Person, sondern wer das Hausrecht hat oder wem die Sache gehört. Das ist meist "
        "die Gemeinde."
    ),
    "both": (
        "Für Amtsräume und Eigentum der Gemeinde stellt den Antrag, wer das Hausrecht hat oder wem die Sache gehört; "
        "für das Eigene die Person selbst."
    ),
}
PRIVATE_ACTION: Final[Mapping[PrivateAction, str]] = {
    "after_conciliation": (
        "Stellt die Staatsanwaltschaft ein und verweist auf den Privatklageweg, ist meist vorher ein Sühneversuch bei "
        "einer Schiedsstelle nötig (§§ 374, 380 StPO)."
    ),
    "at_once": (
        "Verweist die Staatsanwaltschaft auf den Privatklageweg, braucht es vorher keinen Sühneversuch "
        "(§§ 374, 380 StPO)."
    ),
}
