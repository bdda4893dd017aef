"""Terms in texts: their forms in each language, the longest term first, nothing inside placeholders and addresses."""

from __future__ import annotations

import pytest

from ivr_author.catalog.glossary.match import Words, terms_in
from ivr_author.catalog.glossary.model import Glossary, Term


@pytest.mark.parametrize(
    ("locale", "phrase", "found", "not_found"),
    [
        ("en", "policy", "Policies and the policy's end", "policyholder political"),
        ("en", "tax credit", "Tax credits; a tax-credit", "taxi credit"),
        ("en", "premium", "PREMIUM premiums premium’s", "premiumless"),
        ("es", "cotización", "las cotizaciones", "cotizar"),
        ("es", "deducible", "los deducibles", "deducir"),
        ("es", "interés", "los intereses", "interno"),
        ("es", "luz", "las luces", "lujo"),
        ("es", "proveedor médico", "proveedoras médicas", "proveedor de médicos"),
        ("pt_BR", "solicitação", "as solicitações", "solicitante"),
        ("pt_BR", "cartão", "os cartões", "carta"),
        ("pt_BR", "pessoal", "as pessoais", "pessoa"),
        ("fr", "journal", "les journaux", "journée"),
        ("fr", "assureur", "l'assureuse", "assurance"),
        ("it", "piano", "i piani", "pianta"),
        ("ru", "заявление", "заявлениями", "заявка"),
        ("ru", "страховка", "страховок страховке", "страх"),
        ("ru", "счёт", "счета счетом", "учет"),
        ("pl", "składka", "składki", "skład"),
        ("ar", "طلب", "بطلباتكم والطلب لطلبكم", "مطالب"),
        ("ar", "التغطية", "تغطيتكم للتغطية", "غطاء"),
        ("ko", "보험료", "보험료를", "보험"),
        ("ht", "plan", "Plan ou", "planifye"),
        ("vi", "thư", "thư của", "thứ thường"),
        ("zh_Hans", "申请", "您的申请表", "申诉"),
        ("km", "គម្រោង", "គម្រោង\u200bរបស់", "គម្រ"),
    ],
)
def test_forms(locale: str, phrase: str, found: str, not_found: str) -> None:
    assert Words(found, locale).places(phrase)
    assert not Words(not_found, locale).places(phrase)


def test_a_longer_term_takes_what_it_holds() -> None:
    tax, credit, premium = (Term(source=source, keep=True) for source in ("tax credit", "credit", "premium"))
    glossary = Glossary("es", (credit, tax, premium))
    assert terms_in(glossary, "Your tax credits.", "en") == {tax: 1}
    assert terms_in(glossary, "A tax credit is no credit. No premium?", "en") == {tax: 1, credit: 1, premium: 1}


def test_places_that_are_no_words() -> None:
    glossary = Glossary("es", (Term(source="premium", keep=True),))
    assert terms_in(glossary, "{premium} www.example.org/premium premium@example.org", "en") == {}
    assert terms_in(glossary, "https://example.org/premium。premium", "en") == {glossary.terms[0]: 1}


def test_no_term_at_all() -> None:
    assert terms_in(Glossary("es", (Term(source="?!", keep=True), Term(source="-", keep=True))), "Why?! -", "en") == {}
