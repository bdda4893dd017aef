"""Made-up members in a CSV file, as many as a test wants: each with a name, amounts and a case number of their own."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

COLUMNS = (
    *("Name", "Address", "Case number", "Letter date", "Due date", "Period start", "Period end"),
    *("Charges", "Tax credit", "Past due", "Amount due", "locale"),
)
NAMES = ("Zoë O’Connor-Núñez", "Robin Sample", "Bo *Star* <i>Drop</i>", "Li Wang", "Ana Souza")


def members(count: int, locales: tuple[str, ...] = ("en",)) -> Iterator[dict[str, str]]:
    """Rows for the sample notice `premium_bill`."""
    for number in range(count):
        amount = f"{100 + number % 900}.{number % 100:02}"
        charges = [{"plan": "Maple Silver 2000", "amount": amount}]
        if number % 3 == 0:
            charges.append({"plan": "Bright Smile Dental", "amount": "61.20"})
        yield {
            "Name": f"{NAMES[number % len(NAMES)]} {number}",
            "Address": f"{number} Elm Street | Sampleford, MA 01000",
            "Case number": str(10_000_000 + number),
            "Letter date": "2026-12-01",
            "Due date": "2026-12-23",
            "Period start": "2027-01-01",
            "Period end": "2027-01-31",
            "Charges": json.dumps(charges),
            "Tax credit": "200.00" if number % 2 else "",
            "Past due": "15.00" if number % 5 == 0 else "",
            "Amount due": amount,
            "locale": locales[number % len(locales)],
        }


def write_members(path: Path, count: int, locales: tuple[str, ...] = ("en",), **changes: dict[str, str]) -> Path:
    """The members in a file; `changes` are other cells for some, as `m17={"Amount due": "lots"}`."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        for number, member in enumerate(members(count, locales)):
            writer.writerow(member | changes.get(f"m{number}", {}))
    return path
