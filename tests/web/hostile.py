"""A form for every address that takes one, as the studio's own pages send it: to be broken by tests in every way."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ivr_author.workspace.files import revision

FLOW = "flows/billing.yaml"
CALENDAR = "flows/calendars/office.yaml"
MEMBERS = "notices/_members.yaml"
NOTICE = "notices/premium_bill/notice.yaml"
WORDS = "notices/premium_bill/notice.md.j2"
SETTINGS = "ivr.yaml"


@dataclass(frozen=True, slots=True)
class Form:
    """What a page sends. `file` is what it changes: the form then carries that file's revision.

    `says_conflict` is false for a form that has other faults, which are told first.
    """

    address: str
    fields: dict[str, str] = field(default_factory=dict)
    file: str = ""
    says_conflict: bool = True

    def filled(self, workspace: Path, **more: str) -> dict[str, str]:
        """The fields as they are sent now."""
        held = {"revision": revision((workspace / self.file).read_bytes())} if self.file else {}
        text = {"text": (workspace / self.file).read_text() + "\n"} if self.fields.get("text") == "FILE" else {}
        return {**held, **self.fields, **text, **more}


EDIT = "/flows/billing/edit"
PROMPT = {"prompt.0.text": "Goodbye.", "next": "begin"}

SWITCH = {"when": "later", "at": "2026-12-28T06:00", "ends": "open", "after": "0", "seen": ""}

FORMS: dict[str, tuple[Form, ...]] = {
    # What is switched is no file: `test_bulletins.py` has two people at once, and what is wrong with values and times.
    "bulletins.confirm": (Form("/bulletins/payments_down/confirm", {"number": "1"}),),
    "bulletins.switch": (
        Form("/bulletins/payments_down/switch", {**SWITCH, "do": "show", "slot.until": "18:00"}),
        Form(
            "/bulletins/payments_down/switch",
            {**SWITCH, "do": "on", "slot.until": "18:00", "reason": "The bank is down"},
        ),
        Form("/bulletins/payments_down/switch", {"do": "off", "after": "0", "seen": "", "reason": "Mended again"}),
    ),
    "calendar_week.save": (
        Form(
            "/calendars/office/week",
            {"hours.0.day": "mon", "hours.0.from": "9:00", "hours.0.to": "17:00"},
            CALENDAR,
        ),
        Form("/calendars/office/week", {"hours.0.day": "mon", "_add": "hours"}, CALENDAR, says_conflict=False),
    ),
    "calendars.save_day": (
        Form(
            "/calendars/office/days",
            {"date": "2027-01-04", "kind": "hours", "hours": "8:00-13:00", "name": "Stock-taking", "do": "set"},
            CALENDAR,
        ),
        Form("/calendars/office/days", {"date": "2026-12-24", "do": "remove"}, CALENDAR),
    ),
    # Their forms hold files, and what is brought waits to be taken: `test_deliveries.py` has what is wrong with those.
    "deliveries.bring_translations": (Form("/deliveries/translations"),),
    "deliveries.bring_recordings": (Form("/deliveries/recordings"),),
    "deliveries.take_it": (Form("/deliveries/0123456789abcdef/take"),),
    "deliveries.drop": (Form("/deliveries/0123456789abcdef/drop"),),
    "export.begin": (Form("/export/twiml/try"),),
    "export.stop": (Form("/export/twiml/stop", {"stop": "1"}),),
    "flow_coverage.start": (
        Form("/flows/billing/coverage/paths", {"stop": "1"}),
        Form("/flows/billing/coverage/keep", {"path": "1"}),
    ),
    "flow_edit.edit": (
        Form(
            EDIT,
            {"op": "add", "type": "play", "id": "thanks", "after_node": "due", "after_exit": "next", **PROMPT},
            FLOW,
        ),
        Form(EDIT, {"op": "change", "node": "due", **PROMPT}, FLOW),
        Form(EDIT, {"op": "connect", "node": "due", "exit": "next", "to": "begin"}, FLOW),
        Form(EDIT, {"op": "duplicate", "node": "due"}, FLOW),
        Form(EDIT, {"op": "remove", "node": "due", "lead_to": "begin"}, FLOW),
        Form(EDIT, {"op": "rename", "node": "due", "to": "owed"}, FLOW),
        Form(EDIT, {"op": "settings", "title": "Bills"}, FLOW),
        Form(EDIT, {"op": "start", "node": "due"}, FLOW),
        Form(EDIT, {"op": "words", "address": "billing/due/prompt/1", "text": "You owe {balance}."}, FLOW),
        Form(EDIT, {"op": "choice_move", "node": "state", "choice": "1", "to": "2"}, FLOW),
        Form(EDIT, {"op": "choice_remove", "node": "state", "choice": "1"}, FLOW),
        # A place on the canvas is no content: the last one to move a node has moved it.
        Form(EDIT, {"op": "move", "node": "due", "x": "10", "y": "-10"}),
        Form(EDIT, {"op": "tidy"}),
    ),
    # What is taken back is named by its commit; whether it still can be, the keeper tells.
    "flow_edit.undo": (Form("/flows/billing/undo", {"commit": "1234567"}),),
    "flow_edit.redo": (Form("/flows/billing/redo", {"commit": "1234567"}),),
    "flow_list.connect": (Form("/flows/billing/list", {"due/next": "begin"}, FLOW),),
    "flow_new.begin": (Form("/flows/new", {"id": "surveys", "title": "Surveys", "prompt": "Hello."}),),
    "glossary.judge": (Form("/glossary/es/judge", {"source": "premium", "preferred": "prima", "keep": ""}),),
    "glossary.save": (
        Form("/glossary/es/term", {"name": "premium", "source": "premium", "preferred": "prima", "revision": "0"}),
        Form("/glossary/es/term", {"source": "shoe size", "preferred": "número de zapato", "do": "save"}),
        Form("/glossary/es/term", {"name": "premium", "do": "remove", "revision": "0"}),
    ),
    "history.begin": (Form("/history/begin", {"name": "Dana Rivera", "email": "dana@example.org"}),),
    "history.restore": (Form(f"/history/{FLOW}", {"version": "0" * 40}, FLOW, says_conflict=False),),
    "members.save": (
        Form(
            "/members/new",
            {"id": "somebody", "locale": "en", "value.name": "Dana Example", "do": "save"},
            MEMBERS,
            False,
        ),
        Form(
            "/members/family",
            {"id": "family", "locale": "es", "value.name": "Dana Example", "do": "save"},
            MEMBERS,
            False,
        ),
        Form("/members/family", {"do": "remove"}, MEMBERS, False),
    ),
    "node_form.remove": (Form("/flows/billing/nodes/due/remove", {"lead_to": "begin"}, FLOW),),
    "node_form.rename": (Form("/flows/billing/nodes/due/name", {"to": "owed"}, FLOW),),
    "node_form.save": (
        Form("/flows/billing/nodes/due", PROMPT, FLOW),
        Form("/flows/billing/nodes/new", {"type": "play", "id": "thanks", **PROMPT}, FLOW),
    ),
    "node_form.save_settings": (Form("/flows/billing/settings", {"title": "Bills", "keys.0.key": "0"}, FLOW),),
    "notice_fields.save": (
        Form(
            "/notices/premium_bill/fields",
            {"do": "add", "name": "shoe_size", "type": "number", "example": "43"},
            NOTICE,
        ),
        Form("/notices/premium_bill/fields", {"do": "change", "field": "name", "name": "who", "type": "name"}, NOTICE),
        Form("/notices/premium_bill/fields", {"do": "remove", "field": "name"}, NOTICE),
    ),
    "notice_new.save": (
        Form("/notices/new", {"id": "greeting", "title": "Greeting", "purpose": "To greet", "channels": "letter"}),
    ),
    "notice_rules.save": (
        Form(
            "/notices/premium_bill/rules",
            {"grade": "7", "text": "premium", "reason": "It is on the card.", "by": "Dana", "until": "2027-01-01"},
            NOTICE,
        ),
    ),
    "notice_words.judge": (Form("/notices/premium_bill/judge", {"text": "Dear {{ name }},", "member": "family"}),),
    "notice_words.save": (Form("/notices/premium_bill", {"text": "FILE", "do": "save"}, WORDS),),
    "phone.keep": (
        Form("/flows/billing/phone/keep", {"call": "at=2026-12-09T10:00&do=press+12345678", "name": "A call"}),
    ),
    "reader.choose": (Form("/reader", {"next": "/flows", "language": "es", "theme": "dark", "keys": "on"}),),
    # The sample workspace has no release: `test_releases.py` has what is wrong with forms of one.
    "release_publish.cancel": (Form("/releases/none/cancel"),),
    "release_publish.go_back": (Form("/releases/none/rollback", {"reason": "Wrong words"}),),
    "release_publish.publish": (
        Form("/releases/none/publish", {"when": "later", "at": "2026-12-28T06:00", "reason": "Holidays"}),
    ),
    # Their forms hold sounds, and what is brought waits to be taken: `test_recordings.py` has what is wrong with those.
    "recording_takes.bring": (
        Form("/recordings/es/texts.no_match", {"digest": "0123456789abcdef"}, says_conflict=False),
    ),
    "recording_takes.take": (
        Form("/recordings/es/texts.no_match/take", {"key": "0" * 32, "seen": "", "by": "", "on": ""}),
    ),
    "recording_takes.drop": (Form("/recordings/es/texts.no_match/drop", {"key": "0" * 32}),),
    "recording_takes.remove": (Form("/recordings/es/files/none.wav/remove", {"seen": ""}),),
    "releases.create": (Form("/releases/-/new", {"name": "Not a name"}),),
    "releases.stop": (Form("/releases/-/stop", {"stop": "1"}),),
    # Without accounts nobody judges: `test_review.py` has what is wrong with verdicts.
    "review.judge": (Form("/review", {"do": "approve", "comment": "Good words", "quote": "Goodbye"}),),
    "services.save_example": (
        Form(
            "/services/billing.balance/examples",
            {"index": "0", "result": "ok", "field-balance": "1.00", "field-due_date": "2026-12-23", "do": "set"},
            SETTINGS,
        ),
        Form("/services/billing.balance/examples", {"index": "0", "do": "remove"}, SETTINGS),
    ),
    "source.check": (Form("/source/check", {"path": FLOW, "text": "nodes: {}"}),),
    "source.save": (
        Form(f"/source/{FLOW}", {"text": "FILE", "message": "Say more"}, FLOW),
        Form(f"/source/{SETTINGS}", {"text": "FILE", "message": "", "insist": "1"}, SETTINGS),
    ),
    "translate.judge": (
        Form("/translate/es/judge", {"at": "flows:billing/due/prompt/1", "form-0": "Su saldo es de {balance}."}),
    ),
    "translate.save": (
        Form("/translate/es", {"at": "flows:billing/due/prompt/1", "form-0": "Debe {balance}.", "revision": "0"}),
    ),
    "words.save": (Form("/words/billing/due/prompt/1", {"text": "You owe {balance}."}, FLOW),),
}
"""By endpoint."""
