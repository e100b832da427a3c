"""Makes a counsellor's case with all that hangs on it, through the services' own handlers and stores."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from services.intake.domain import incident
from services.intake.domain.concern import Concern
from services.intake.domain.evidence import PART, Evidence, Manifest
from services.intake.domain.file_kind import FileKind
from services.intake.domain.ids import CaseId, Counsellor, PartnerId, ThreadId
from services.intake.domain.incident import Incident, IncidentWay
from services.intake.domain.mail import Mail
from services.intake.domain.note import Direction, Note, NoteKind
from services.intake.handlers.desk.ask_for_addition import ask_for_addition
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.note_decision import note_decision
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.parts import keep_part
from services.intake.handlers.person.submit import Receipt, submit
from services.intake.handlers.services.partner_directory import list_partner
from services.intake.sealed_fields import seal_incident, seal_letterhead, seal_manifest, seal_note
from services.intake.store import EVIDENCE, INCIDENTS, MAILS, NOTES, SAFE_CONTACTS
from services.notification import store as notification_store
from services.notification.domain.delivery import Occasion, owe
from services.notification.domain.partner import ListedPartner
from services.notification.store import DELIVERIES
from services.referral import store as referral_store
from services.referral.domain import link
from services.referral.domain.access import SALT, issue_access
from services.referral.domain.capacity_inquiry import CapacityInquiry, Wanted, ask
from services.referral.domain.package import Package
from services.referral.domain.proceeding import Account, enter
from services.referral.domain.referral import Referral
from services.referral.handlers.pins import Pins
from shared.assignments import assign
from shared.bus import Transaction, UnitOfWork
from shared.clock import now, whole_hour
from shared.contracts.vocabulary import (
    Channel,
    ConsentHow,
    ConsentItem,
    EntitledRole,
    Land,
    Level,
    Need,
    Offence,
    PartnerCategory,
    ProceedingSource,
    ProceedingState,
    Reason,
    ReferralKind,
    Urgency,
)
from shared.mailbox.letterhead import Letterhead
from shared.sealing import KeyStore, seal
from shared.web.session import reference_of
from tests.harness.access.own_and_foreign import Things
from tests.harness.services.intake import Place, a_counsellor, face_over
from tests.harness.services.referral import QUICK
from tests.unit.referral.given import case, partner

LINK_KEY = secrets.token_bytes(32)
PARTNERS = {name: str(uuid4()) for name in ("partner", "rival", "waiting", "next", "entry")}
PINS = {"partner": "12345678", "rival": "87654321", "waiting": "11112222", "next": "33334444", "entry": "55556666"}
"""Partners by their part: a case has one running hand-over to each of two, and one of them waits for the person.

`next` was not asked yet; `entry` is changed in the directory.
"""
ITEMS = {ConsentItem.ACCOUNT: "Drohung.", ConsentItem.EVIDENCE: "Ein Bild davon."}
FILE = (b"\x89PNG\r\n\x1a\n" + b"1" * PART, b"2" * 7)
"""The file's content, split into the parts in which it is stored."""
WHOLE_FILE = b"".join(FILE)


@dataclass(frozen=True)
class Maker:
    place: Place
    referral: UnitOfWork
    referral_keys: KeyStore
    notification: UnitOfWork

    async def list_partner(self, name: str, token: str) -> None:
        partner_id = PARTNERS[name]
        listed = partner(name, partner_id=partner_id, topic=partner_id)
        pin = await Pins(QUICK).stretched(PINS[name], secrets.token_bytes(SALT))

        async def with_access(tx: Transaction) -> None:
            tx.lock_key(partner_id)
            await referral_store.PARTNERS.put(tx, listed)
            issued = issue_access(partner_id, token, pin, tx.now)
            await referral_store.ACCESS.put(tx, issued.state)

        await self.referral(with_access)
        await self.place.unit_of_work(lambda tx: list_partner(tx, PartnerId(partner_id), name, listed.category))
        known = ListedPartner(id=partner_id, name=name)
        await self.notification(lambda tx: notification_store.PARTNERS.put(tx, known))

    async def make(self, counsellor: str, with_partner: str) -> Things:
        """Makes a case, an enquiry, hand-overs and a referral of one counsellor with one partner."""
        me, partner_id = a_counsellor(counsellor), PARTNERS[with_partner]
        enquiry, case = await self._submit("prevention"), await self._submit("counselling")
        assert case.case_id
        for taken in (enquiry, case):
            await take_over(self.place.desk, taken.contact_id, me)
        files = [await self._file_of(case.case_id, number) for number in (1, 2)]
        asked, given = [
            await ask_for_consent(self.place.desk, case.case_id, me, PartnerId(each), ITEMS, evidence=files)
            for each in (PARTNERS["waiting"], partner_id)
        ]
        await note_decision(self.place.desk, given, me, "given", ConsentHow.VOICE, evidence=(files[0],))
        addition = await ask_for_addition(self.place.desk, given, me, {ConsentItem.CONTACT: "Nur per Mail."})
        await self.place.settle()
        safe = await self.place.unit_of_work(lambda tx: SAFE_CONTACTS.get(tx, thread=case.case_id))
        await self._mail_of(enquiry.contact_id)
        await self._evidence_of(enquiry.contact_id)
        await self._note_of(enquiry.contact_id, counsellor)
        await self._incident_of(enquiry.contact_id, counsellor)
        referral = await self._refer(case.case_id, given, partner_id, reference_of(counsellor), files[0])
        assert referral.link_until
        stays = await self._capacity_inquiry(case.case_id, partner_id)
        return Things(
            case=case.case_id,
            enquiry=enquiry.contact_id,
            asked=asked,
            given=given,
            safe_contact=safe.id,
            code=case.code,
            partner=PARTNERS["next"],
            pin=PINS[with_partner],
            referral=referral.referral_id,
            reference=referral.reference,
            link=link.sign(LINK_KEY, referral.reference, referral.link_until),
            proceeding=await self._proceeding(case.case_id),
            entry=PARTNERS["entry"],
            entry_link=link.sign_entry(LINK_KEY, partner_id, referral.link_until),
            notice=await self._failed_notice(case.case_id),
            file=files[0],
            inquiry=(await self._capacity_inquiry(case.case_id, partner_id)).inquiry_id,
            inquiry_reference=stays.reference,
            inquiry_link=link.sign_capacity(LINK_KEY, stays.reference, stays.link_until),
            addition=addition,
        )

    async def _capacity_inquiry(self, case_id: str, partner_id: str) -> CapacityInquiry:
        wanted = Wanted(Need.LEGAL, Urgency.ROUTINE, "de", "any")
        ids, addressee = (str(uuid4()), uuid4().hex), partner("p", partner_id=partner_id)
        asked = ask(*ids, case_id, wanted, Land.UNKNOWN, addressee, now()).state

        async def work(tx: Transaction) -> None:
            tx.lock_key(case_id)
            await referral_store.CAPACITY_INQUIRIES.put(tx, asked)

        await self.referral(work)
        return asked

    async def _submit(self, reason: str) -> Receipt:
        safe = {"channel": "mail", "address": "person@example.org"}
        concern = Concern.model_validate(
            {"channel": Channel.PORTAL, "text": "Mir wurde gedroht.", "reason": Reason(reason), "safe_contact": safe}
        )
        accepted = await submit(face_over(self.place.face), concern, idempotency_key=str(uuid4()), issuer="portal")
        await self.place.settle()
        return accepted

    async def _refer(self, case_id: CaseId, handover_id: str, partner_id: str, counsellor: str, file: str) -> Referral:
        key = await self.referral_keys.create(case_id)
        at = now()
        referral = Referral(
            referral_id=str(uuid4()),
            case_id=case_id,
            handover_id=handover_id,
            partner_id=partner_id,
            partner_category=PartnerCategory.LEGAL,
            level=Level.LAND,
            reference=uuid4().hex,
            kind=ReferralKind.WARM,
            urgency=Urgency.ROUTINE,
            items=(ConsentItem.ACCOUNT,),
            replaces=None,
            state="accepted",
            changed_at=at,
            sent_at=at,
            respond_by=at,
            link_until=at + timedelta(days=366),
        )
        package = json.dumps({"items": {"account": "Drohung."}, "files": [listed_file(file)]})
        content = seal(key, package, purpose="package", case=case_id, field=referral.referral_id)

        async def work(tx: Transaction) -> None:
            tx.lock_key(case_id)
            await referral_store.CASES.put(tx, case(case_id=case_id))
            await referral_store.REFERRALS.put(tx, referral)
            await referral_store.PACKAGES.put(tx, Package(id=referral.referral_id, case_id=case_id, content=content))
            await assign(tx, case_id, counsellor)

        await self.referral(work)
        await self.notification(lambda tx: assign(tx, case_id, counsellor))
        return referral

    async def _mail_of(self, contact_id: str) -> None:
        """Stores one under the contact's id."""
        key = await self.place.desk.key(contact_id)
        sealed = seal_letterhead(key, contact_id, contact_id, Letterhead())
        mail = Mail(
            id=contact_id,
            place=contact_id,
            known_as=None,
            thread=ThreadId(contact_id),
            message=contact_id,
            size=0,
            parts=0,
            sealed=sealed,
        )
        await self.place.unit_of_work(lambda tx: MAILS.add(tx, mail))

    async def _evidence_of(self, contact_id: str) -> None:
        """Stores one under the contact's id."""
        key, thread = await self.place.desk.key(contact_id), ThreadId(contact_id)
        manifest = Manifest(sha256="0f" * 32, received_at=now(), kind=FileKind.JPEG)
        sealed = seal_manifest(key, contact_id, contact_id, manifest)
        piece = Evidence(id=contact_id, thread=thread, number=1, at=whole_hour(now()), parts=0, sealed=sealed)
        await self.place.unit_of_work(lambda tx: EVIDENCE.add(tx, piece))

    async def _file_of(self, case_id: CaseId, number: int) -> str:
        """Stores a file of the case, and returns its id."""
        key, thread, file = await self.place.desk.key(case_id), ThreadId(case_id), str(uuid4())
        sum_of_it = hashlib.sha256(WHOLE_FILE).hexdigest()
        manifest = Manifest(sha256=sum_of_it, received_at=now(), kind=FileKind.PNG, size=len(WHOLE_FILE))
        sealed = seal_manifest(key, thread, file, manifest)
        piece = Evidence(id=file, thread=thread, number=number, at=whole_hour(now()), parts=len(FILE), sealed=sealed)

        async def work(tx: Transaction) -> None:
            await EVIDENCE.add(tx, piece)
            for at, content in enumerate(FILE):
                await keep_part(tx, key, thread, file, at, content)

        await self.place.unit_of_work(work)
        return file

    async def _note_of(self, contact_id: str, counsellor: str) -> None:
        """Stores one under the contact's id."""
        key, thread = await self.place.desk.key(contact_id), ThreadId(contact_id)
        written = Note(
            id=contact_id,
            thread=thread,
            number=1,
            at=whole_hour(now()),
            by=Counsellor(counsellor),
            kind=NoteKind.NOTE,
            direction=Direction.INTERNAL,
            sealed=seal_note(key, thread, contact_id, "Rief eine Stelle an."),
        )
        await self.place.unit_of_work(lambda tx: NOTES.add(tx, written))

    async def _incident_of(self, contact_id: str, counsellor: str) -> None:
        """Stores one under the contact's id."""
        key, thread = await self.place.desk.key(contact_id), ThreadId(contact_id)
        account = incident.Account(first=date(2026, 9, 20), way=IncidentWay.PHONE, text="Drohung.")
        entered = Incident(
            id=contact_id,
            thread=thread,
            number=1,
            at=whole_hour(now()),
            by=Counsellor(counsellor),
            sealed=seal_incident(key, thread, contact_id, account),
        )
        await self.place.unit_of_work(lambda tx: INCIDENTS.add(tx, entered))

    async def _failed_notice(self, case_id: str) -> str:
        owed = owe(Occasion(str(uuid4()), "desk_answered", case_id), "person", now()).state
        failed = owed.model_copy(update={"state": "failed"})

        async def work(tx: Transaction) -> None:
            tx.lock_key(case_id)
            await DELIVERIES.put(tx, failed)

        await self.notification(work)
        return failed.id

    async def _proceeding(self, case_id: str) -> str:
        day = date(2026, 9, 20)
        account = Account(
            state=ProceedingState.UNREPORTED,
            source=ProceedingSource.AFFECTED_PERSON,
            known_on=day,
            act_known_on=day,
            offender_known_on=None,
            offences=(Offence.STGB_241,),
            roles=(EntitledRole.SELF,),
            notices=(),
            discontinuation=None,
            authority_land=None,
        )
        entered = enter(account, proceeding_id=str(uuid4()), case_id=case_id, today=now().date()).state
        await self.referral(lambda tx: referral_store.PROCEEDINGS.put(tx, entered))
        return entered.proceeding_id


def listed_file(file: str) -> dict[str, object]:
    """Returns the file as a package lists it."""
    of_it = {"size": len(WHOLE_FILE), "sha256": hashlib.sha256(WHOLE_FILE).hexdigest(), "kind": "png"}
    return {"id": file, "number": 1, "received_at": now().isoformat(), **of_it}
