"""An address for every page of the studio, filled with things of the sample workspace: to be looked at and tested."""

from __future__ import annotations

from typing import Any

from flask import Flask

ARGUMENTS = {
    "flow_id": "billing",
    "notice_id": "premium_bill",
    "bulletin_id": "payments_down",
    "calendar_id": "office",
    "service_id": "billing.balance",
    "member_id": "family",
    "address": "billing/due/prompt/1",
    "guide": "translator",
    "target": "voicexml",
    "node_id": "due",
    "node": "due",
    "locale": "es",
    "of": "member_robin",
    "text": "texts.no_match",
    "file": "texts.no_match.wav",
}
"""What stands for each part of an address."""

PAGES: dict[str, tuple[str, ...]] = {
    "find.index": ("/find?q=balance",),
    "history.show": ("/history/flows/billing.yaml",),
    "source.edit": ("/source/ivr.yaml",),
    "documents.show": ("/documents/voicexml/en/",),
    "problems.index": ("/problems", "/problems?severity=note"),
    "flow_edit.conflict": ("/flows/billing/conflict?revision=0&op=connect&node=due&exit=next&to=begin",),
    "flow_list.show": ("/flows/billing/list", "/flows/billing/list?locale=ar"),
    "deliveries.wait_for_script": ("/deliveries/script/wait?locale=es&form=csv&only=missing",),
    "translate.show": ("/translate/es?item=flows/billing&show=draft", "/translate/ar?item=notices/premium_bill"),
    "glossary.show": ("/glossary/es", "/glossary/ar?show=forbidden"),
    "glossary.term": ("/glossary/es/term?term=premium", "/glossary/ar/term?term=premium", "/glossary/es/term"),
    "review.index": ("/review?kind=words", "/review?state=all&locale=ar"),
    "voices.index": ("/voices", "/voices?locale=ht"),
    "recordings.show": ("/recordings/ar?show=missing&flow=billing", "/recordings/es?show=voice"),
    "recordings.text": ("/recordings/ar/billing.no_bill_found.prompt", "/recordings/es/texts.no_match?show=missing"),
    "calendars.show": ("/calendars/office?year=2026&day=2026-12-24&at=2026-12-24T13:30",),
}
"""Endpoints with addresses of their own, where the arguments do not make one."""

NO_PAGES = frozenset(
    {
        *("assets.asset", "token", "history.changes", "source.schema", "source.names", "flow_edit.graph"),
        *("export.download", "export_changes.text", "phone.line", "phone.script"),
        "checking.line",
        "bulletins.sound",
        *("translate.around", "translate.sound"),
        *("recordings.sound", "recordings.voice", "recordings.brought"),
        *("notice_outputs.letter", "notice_outputs.letter_page", "notice_outputs.part", "notice_outputs.sound"),
        # These are there once files were sent in.
        *("deliveries.show", "deliveries.package", "deliveries.script"),
        # A delivery is looked at once somebody has brought one: test_deliveries.py does.
        *("deliveries.package", "deliveries.script", "deliveries.show"),
        # These are there once a release was made: test_releases.py looks at them.
        *("releases.show", "releases.changes", "releases.file", "release_publish.confirm"),
        # These lead on to a page.
        *("documents.index", "documents.download", "phone.index", "phone.panel"),
    }
)
"""What answers with something else than a page, or with a part of one."""


def page_addresses(application: Flask) -> dict[str, str]:
    """The addresses of all pages by a name for files and tests; one that has no example is named `?ENDPOINT`."""
    found: dict[str, str] = {}
    adapter = application.url_map.bind("127.0.0.1")
    for rule in sorted(application.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" not in (rule.methods or ()) or rule.endpoint in NO_PAGES:
            continue
        if rule.endpoint in PAGES:
            addresses = PAGES[rule.endpoint]
        elif rule.arguments <= set(ARGUMENTS):
            values: dict[str, Any] = {name: ARGUMENTS[name] for name in rule.arguments}
            addresses = (adapter.build(rule.endpoint, values),)
        else:
            addresses = (f"?{rule.endpoint}",)
        for number, address in enumerate(addresses):
            found.setdefault(rule.endpoint + (f"-{number + 1}" if number else ""), address)
    return found
