"""Metrics of `/metrics` besides those of the process. Labels hold names from our own code, never what somebody sent."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

REQUESTS: Final = Histogram(
    "http_server_request_duration_seconds",
    "Answered requests, by the route's template",
    ("http_request_method", "http_route", "http_response_status_code"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0),
)
EVENTS: Final = Counter("lotse_events", "Events consumed, by what became of them", ("service", "topic", "outcome"))
DISPATCHES: Final = Counter("lotse_dispatches", "Tries of side effects", ("service", "kind", "outcome"))
MISMATCHES: Final = Counter("lotse_ledger_mismatches", "One number with two event ids", ("service",))
WRONG_PINS: Final = Counter("lotse_wrong_pins", "Wrong PINs behind partners' links")
WEBHOOKS_FAILING: Final = Gauge("lotse_webhooks_failing", "Partners' systems that have taken nothing for a day")
LINKS_TRIED: Final = Gauge("lotse_links_tried", "Partners' links with too many wrong PINs in the last hour")
WAITING: Final = Gauge("lotse_waiting", "Contacts that no counsellor has taken over")
IN_BURSTS: Final = Gauge("lotse_waiting_in_bursts", "Those of them that came in bursts and are shown as one")
DEADLINES_MISSED: Final = Gauge("lotse_deadlines_missed", "Missed deadlines whose task at the desk is overdue")
MAILBOX_WAITING: Final = Gauge("lotse_mailbox_waiting", "Mails in the inbox that could not be taken")
MAILBOX_UNREAD: Final = Gauge("lotse_mailbox_unread_seconds", "How long the inbox has not been read to its end")
MAIL_RECIPIENTS: Final = Counter(
    "lotse_mail_recipients", "Recipients of mails, by the mail server's answer", ("outcome",)
)
BOUNCES: Final = Counter("lotse_bounces", "Mails to the return path, by what became of them", ("outcome",))
BOUNCES_STAYING: Final = Gauge("lotse_bounces_staying", "Those of them that no rule takes: somebody looks")
BOUNCES_UNREAD: Final = Gauge("lotse_bounces_unread_seconds", "How long that mailbox has not been read to its end")
TURNED_AWAY: Final = Counter("lotse_turned_away", "Requests beyond what one client may send, or all of them", ("kind",))

KEY_PAIR_AGE: Final = Gauge("lotse_key_pair_age_seconds", "Age of the key pair in use", ("service",))

FACE_REQUESTS: Final = Counter(
    "lotse_requests", "Requests of the public face, by what became of them at the desk", ("kind", "outcome")
)
FACE_REQUESTS_WAITING: Final = Gauge("lotse_requests_waiting", "Requests that the desk has not taken over")
FACE_REQUESTS_REFUSED: Final = Gauge("lotse_requests_refused", "Requests that did not prove right: kept for a human")

EFFECTS_PENDING: Final = Gauge("lotse_effects_pending", "Side effects that wait for their time", ("service", "kind"))
EFFECTS_FAILING: Final = Gauge("lotse_effects_failing", "Those of them that failed before", ("service", "kind"))
EFFECTS_OLDEST_FAILING: Final = Gauge(
    "lotse_effects_oldest_failing_seconds", "Age of the oldest of these", ("service", "kind")
)
EFFECTS_GIVEN_UP: Final = Gauge("lotse_effects_given_up", "Side effects without another try", ("service", "kind"))

MISSED: Final = Counter(
    "lotse_external_missed", "Records of outsiders that were passed unread, and taken later", ("service",)
)
PENDING: Final = Gauge("lotse_outbox_pending", "Events that wait for Kafka", ("service",))
OLDEST_PENDING: Final = Gauge("lotse_outbox_oldest_pending_seconds", "Age of the oldest of them", ("service",))
PARKED: Final = Gauge("lotse_parked", "Events that wait for another try or for a gap to close", ("service",))
FOR_HUMANS: Final = Gauge("lotse_parked_for_humans", "Those of them that need attention", ("service",))
QUARANTINED: Final = Gauge("lotse_quarantined", "Records that nobody could read", ("service",))
REFUSED: Final = Gauge("lotse_refused", "Events that Kafka never takes; their key is blocked", ("service",))
STOPPED: Final = Gauge("lotse_subscription_stopped", "1 while a topic is not consumed", ("service", "topic"))
OLDEST_GAP: Final = Gauge("lotse_gap_oldest_seconds", "How long the oldest lost event has been missed", ("service",))
