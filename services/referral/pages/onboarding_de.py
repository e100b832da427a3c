"""German texts of the onboarding of a partner."""

from collections.abc import Mapping
from typing import Final

from services.referral.domain.onboarding import NumberSource, OnboardingStep, PinWay

STEPS: Final[Mapping[OnboardingStep, str]] = {
    "way": "Im Eintrag steht kein Weg, auf dem wir der Stelle eine Anfrage schicken können.",
    "mailbox": "Im Eintrag steht kein Postfach für unsere Hinweise.",
    "test": "Noch niemand hat bestätigt, dass eine Probe bei den eingetragenen Postfächern ankommt.",
    "call_back": "Noch niemand hat die Stelle unter einer Nummer aus einer unabhängigen Quelle angerufen.",
    "pin": "Die Stelle hat noch keine PIN auf einem anderen Weg als per Mail bekommen.",
    "token": "Für das System der Stelle ist noch kein Zugangszeichen ausgestellt.",
    "kafka": "Der Betrieb hat den Kafka-Zugang noch nicht ausgestellt.",
}
"""Missing steps in words."""
SOURCES: Final[Mapping[NumberSource, str]] = {
    "website": "Impressum der Webseite, die wir selbst aufgerufen haben",
    "register": "öffentliches Verzeichnis oder Register",
    "authority": "Träger, Ministerium oder Aufsicht",
    "meeting": "persönlich bekannt aus einem Treffen des Netzwerks",
}
TOLD: Final[Mapping[PinWay, str]] = {
    "phone": "am Telefon",
    "in_person": "persönlich",
    "letter": "mit einem Brief",
}
