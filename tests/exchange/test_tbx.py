"""TBX: the concepts of ISO 30042, with what is preferred, admitted and not to be used."""

from __future__ import annotations

from lxml import etree

from ivr_author.catalog.glossary.model import Glossary, Term
from ivr_author.exchange.tbx import NAMESPACE, write_tbx

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ES = Glossary(
    "es",
    (
        Term(source="premium", preferred=("prima", "cuota"), forbidden=("premio",), definition="What <you> pay."),
        Term(source="MassHealth", keep=True, note="A name."),
        Term(source="empty"),
    ),
)
VI = Glossary("vi", (Term(source="premium", preferred=("phí bảo hiểm",)),))


def concepts() -> list[etree._Element]:
    root = etree.fromstring(write_tbx([ES, VI], "en", "Example & Sons"))
    assert (root.tag, root.get("type"), root.get("style")) == (f"{{{NAMESPACE}}}tbx", "TBX-Basic", "dca")
    assert root.get(LANG) == "en-US"
    assert [child.tag.rpartition("}")[2] for child in root] == ["tbxHeader", "text"]
    return list(root.iter(f"{{{NAMESPACE}}}conceptEntry"))


def words(concept: etree._Element) -> list[tuple[str | None, str | None, str]]:
    found = []
    for section in concept.iter(f"{{{NAMESPACE}}}langSec"):
        for entry in section.iter(f"{{{NAMESPACE}}}termSec"):
            term, status = entry
            assert status.get("type") == "administrativeStatus"
            found.append((section.get(LANG), term.text, (status.text or "").removesuffix("Term-admn-sts")))
    return found


def test_one_concept_for_all_locales() -> None:
    premium, *_ = concepts()
    assert words(premium) == [
        ("en-US", "premium", "preferred"),
        ("es-US", "prima", "preferred"),
        ("es-US", "cuota", "admitted"),
        ("es-US", "premio", "deprecated"),
        ("vi", "phí bảo hiểm", "preferred"),
    ]
    (definition,) = premium.iter(f"{{{NAMESPACE}}}descrip")
    assert (definition.get("type"), definition.text) == ("definition", "What <you> pay.")


def test_what_stays_says_so() -> None:
    _, kept, empty = concepts()
    assert words(kept)[1:] == [("es-US", "MassHealth", "preferred")]
    assert [note.text for note in kept.iter(f"{{{NAMESPACE}}}note")] == [
        "A name.",
        "Stays as it is in the source language.",
    ]
    assert words(empty) == [("en-US", "empty", "preferred")]
    assert [one.get("id") for one in concepts()] == ["c1", "c2", "c3"]
