"""Sentences that a page shows after an act, by the word in its address."""

from typing import Final

FACE_DONE: Final = {
    "nachricht": "Ihre Nachricht ist angekommen.",
    "post": "Was Sie uns über Ihre Post gesagt haben, ist angekommen.",
    "auskunft": "Ihre Bitte um Auskunft ist angekommen. Unten steht, bis wann wir antworten.",
    "loeschen": "Ihr Wunsch ist angekommen. Gelöscht ist noch nichts. Unten steht, was jetzt geschieht.",
    "hilfe": "Danke. Ihre Rückmeldung ist angekommen.",
    "stellen": "Das ist angekommen. Unten steht, was jetzt gilt.",
    "anruf": "Ihre Bitte ist angekommen. Unten steht, was jetzt geschieht.",
    "entwurf-geloescht": "Der Entwurf ist gelöscht.",
    "beweis": "Das ist angekommen. Was genau bei uns liegt, steht unter „Beweise sichern“.",
    "beweis-da": "Genau das haben Sie uns schon gegeben. Es liegt einmal bei uns.",
    "kontakt": "Ihr Kontaktweg ist gespeichert.",
    "wort": "Ihr Wort ist vereinbart. Wir zeigen es niemandem, auch Ihnen nicht. Bitte merken Sie es sich.",
    "kontakt-ende": "Wir schreiben Ihnen nicht mehr. Unsere Antworten lesen Sie hier mit Ihrem Rückmeldecode.",
    "entscheidung": "Ihre Entscheidung ist festgehalten.",
    "termin": "Ihre Antwort ist festgehalten. Wir geben sie an die Stelle weiter.",
    "geklappt": "Danke. Ihre Antwort ist festgehalten.",
    "notiert": "Ab jetzt gilt Ihr neuer Rückmeldecode. Der Code vom Telefon öffnet nichts mehr.",
    "geschlossen": "Ihr Anliegen ist auf diesem Gerät geschlossen. Mit Ihrem Rückmeldecode kommen Sie wieder.",
}
"""Sentences of the face, by the word in the address: that something was done, never what it means."""

DESK_DONE: Final = {
    "task-done": "Die Aufgabe ist erledigt.",
    "promised": "Der Rückruf ist vorgemerkt. Er steht unter Zu tun.",
    "taken-over": "Sie sind jetzt zuständig.",
    "disclosed": "Das ist festgehalten. Die Aufsicht prüft es im Nachhinein.",
    "way-stated": "Der Kontaktweg gilt ab jetzt. Die Person liest auf ihrer Seite, dass Sie ihn eingetragen haben.",
    "incident-entered": "Der Vorfall steht in der Akte. Die Person sieht ihn dort nicht.",
    "quotes-shown": "Was im Wortlaut da steht, ist für Sie in diesem Fall heute offen.",
    "talk-stated": "Die Angaben zu Vortrag oder Schulung sind gespeichert.",
    "given-to-head": "Das liegt jetzt bei der Leitung. Sie müssen nichts mehr tun.",
    "added-for-head": "Das war schon erfasst und liegt bei der Leitung. Neuer Text steht jetzt dabei.",
    "no-press": "Das wartet wieder im Eingang, als Fall. Dort sehen es alle.",
    "noted": "Die Notiz steht in der Akte. Die Person sieht sie nicht.",
    "draft-kept": "Ihr Entwurf ist gesichert. Nur Sie sehen ihn, höchstens 24 Stunden.",
    "draft-discarded": "Der Entwurf ist gelöscht.",
    "told": "Die Person kann jetzt lesen, dass wir jemanden informiert haben.",
    "reviewed": "Die Prüfung ist festgehalten.",
    "given": "Das ist übergeben. Wer jetzt zuständig ist, hat eine Aufgabe dazu.",
    "given-back": "Das wartet wieder im Eingang. Dort sehen es alle.",
    "away": "Die Abwesenheit ist eingetragen. Was offen ist, hat an diesen Tagen die Vertretung.",
    "back": "Die Abwesenheit ist beendet. Was die Vertretung hatte, ist wieder da.",
    "closed": "Das ist abgeschlossen.",
    "reopened": "Das ist wieder offen, und Sie sind zuständig.",
    "made-a-case": "Aus dem Anliegen ist ein Fall geworden.",
    "referred-for-prevention": "Sie können jetzt eine Stelle vorschlagen. Ein Fall ist es nicht.",
    "answered": "Ihre Antwort ist gesendet. Die Person liest sie mit ihrem Rückmeldecode.",
    "answered-unread": (
        "Ihre Antwort liegt bereit, aber die Person weiß es nicht: Sie hat keinen Rückmeldecode. "
        "Die Aufgabe bleibt, bis Sie sie anders erreichen und es hier festhalten."
    ),
    "triaged": "Die Einschätzung ist gespeichert.",
    "asked": "Die Person ist um ihre Einwilligung gebeten.",
    "corrected": "Berichtigt. Die Person liest es auf ihrer Seite.",
    "assessed": "Die Prüfung ist festgehalten.",
    "taken-back": "Die Frage ist zurückgenommen. Sie können neu fragen.",
    "arrangement-answered": "Die Antwort der Person ist vermerkt. Die Stelle liest sie auf ihrer Seite.",
    "decided": "Die Entscheidung der Person ist vermerkt.",
    "recorded": "Das ist erfasst.",
    "joined": "Das steht jetzt in der Akte dieses Falls. Ein neues Anliegen ist nicht entstanden.",
    "recorded-before": (
        "Das war schon erfasst. Neuer Text und ein neuer Kontaktweg stehen jetzt dabei. Alles andere ist wie vorher: "
        "Die Einschätzung ändern Sie hier."
    ),
    "silent-recorded": "Der Anruf ist gezählt und abgeschlossen.",
    "erased": "Das ist endgültig gelöscht.",
    "held": "Die Löschsperre gilt. Wer selbst betroffen ist, kann sie auf der eigenen Seite lesen.",
    "hold-lifted": "Die Löschsperre ist aufgehoben.",
    "word-agreed": "Das Wort ist vereinbart. Es wird niemandem angezeigt.",
    "related": "Die Fälle sind verknüpft. Beide zeigen es dem Team, den Personen nicht.",
    "separated": "Die Verknüpfung ist aufgehoben.",
    "checked": "Der Versuch ist festgehalten. Unten steht, ob das Wort gepasst hat.",
    "new-code-asked": "Das steht jetzt bei allen anderen unter Zu tun. Einen Code gibt es erst nach dem Ja.",
    "new-code-decided": "Ihre Entscheidung ist festgehalten. Wer gefragt hat, sieht sie unter Zu tun.",
    "opened": "Der Fall ist für eine halbe Stunde geöffnet.",
    "opening-ended": "Die Einsicht ist beendet. Wer noch einmal hineinsieht, braucht wieder einen Grund.",
    "linked": "Die Meldung ist mit dem Fall verknüpft. Das sieht nur das Team.",
    "unlinked": "Die Verknüpfung ist gelöst.",
    "joined-to": "Das ist zugeordnet. Was unter diesem Code kommt, sehen Sie auch im Fall.",
    "parted": "Die Zuordnung ist aufgehoben. Es ist wieder ein eigenes Anliegen.",
    "inspected": "Die Prüfung ist festgehalten.",
}
"""Sentences of the desk, by the word in the address."""
