"""A small workspace with one notice, and members for it: CSV files as long as a test wants."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILES = {
    "ivr.yaml": """\
format: 1
organisation: Example Exchange
source_locale: en
locales: [es]
time_zone: America/New_York
""",
    "notices/_letterhead.yaml": """\
organisation: Example Exchange
address: [1 Main Street, "Boston, MA 02108"]
phone: 1-800-555-0100
""",
    "notices/_members.yaml": """\
robin:
  note: An ordinary member.
  locale: en
  values: {name: Robin Sample, address: [12 Elm Street, "Sampleford, MA 01000"], account: "1001", amount_due: "12.50"}
""",
    "notices/bill/notice.yaml": """\
format: 1
title: Bill
purpose: Says what to pay.
owner: Billing team
subject: Your bill
channels: [letter, email, sms]
recipient: {reference: account}
fields:
  name: name
  address: address
  account: digits
  amount_due: money
  note: {type: text, optional: true}
""",
    "notices/bill/notice.md.j2": """\
Dear {{ name }},

You must pay {{ amount_due }}.

{% if note %}
We also say: {{ note }}.
{% endif %}
""",
    "locales/es/LC_MESSAGES/notices.po": """\
msgid ""
msgstr ""
"Language: es\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;\\n"

msgctxt "bill/you_must_pay_amount_due"
msgid "You must pay {amount_due}."
msgstr "Debe pagar {amount_due}."
""",
}

COLUMNS = ("Name", "Address", "Account", "Amount due", "Note", "locale", "large_print")
NAMES = ("Zoë O’Connor-Núñez", "Robin Sample", "Bo *Star* <i>Drop</i>", "Ana Souza")


def make_bills(folder: Path) -> Path:
    """The workspace."""
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def member(number: int) -> dict[str, str]:
    """One row."""
    return {
        "Name": f"{NAMES[number % len(NAMES)]} {number}",
        "Address": f"{number} Elm Street | Sampleford, MA 01000",
        "Account": str(100_000 + number),
        "Amount due": f"{number % 900}.{number % 100:02}",
        "Note": "thank you" if number % 3 == 0 else "",
        "locale": "es" if number % 4 == 1 else "",
        "large_print": "",
    }


def write_members(path: Path, count: int, changes: Mapping[int, Mapping[str, str]] | None = None) -> Path:
    """So many members in a CSV file; `changes` are other cells for some, by their number from 0."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        for number in range(count):
            writer.writerow({**member(number), **(changes or {}).get(number, {})})
    return path


def tree_of(folder: Path) -> dict[str, str]:
    """Every file with its SHA-256."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def manifest_of(folder: Path) -> list[dict[str, Any]]:
    """The lines of a batch's manifest."""
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]


def rejected_in(folder: Path) -> list[dict[str, str]]:
    """The rows that nothing was made of."""
    with (folder / "rejected.csv").open(newline="", encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))
