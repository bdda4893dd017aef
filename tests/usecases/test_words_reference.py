"""The reference of words names everything that there is."""

from __future__ import annotations

from importlib.resources import files

import pytest

from ivr_author.catalog.check import CATALOG_RULES
from ivr_author.catalog.glossary import model as glossary
from ivr_author.catalog.lookup import State
from ivr_author.core.shelf import load_shelf
from ivr_author.exchange import formats
from ivr_author.scoring import advice, metrics
from ivr_author.speech import quality
from ivr_author.usecases import reading_grade

REFERENCE = files("ivr_author").joinpath("words.md").read_text()


def ids(names: object) -> list[str]:
    return [str(name) for name in names]  # type: ignore[attr-defined]


WORDS = {
    "check": ids(CATALOG_RULES),
    "rule": ids([*glossary.RULES, *quality.RULES, *reading_grade.RULES]),
    "state": ids(State),
    "format": ids(load_shelf(formats, "FORMAT")),
    "score": [getattr(one, "id", name) for name, one in load_shelf(metrics, "METRIC").items()],
    "advice": [getattr(one, "id", name) for name, one in load_shelf(advice, "ADVICE").items()],
}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in WORDS.items() for name in names])
def test_reference_names_it(kind: str, name: str) -> None:
    assert f"`{name}`" in REFERENCE, f"say what the {kind} {name} is in ivr_author/words.md"
