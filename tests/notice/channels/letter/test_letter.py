"""Letters as they come out: every language, hostile values, the window, large print, missing glyphs, same bytes."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import unicodedata

import pytest

from ivr_author.core.locale import registry_locales
from ivr_author.notice.channel import CannotRender, Member
from ivr_author.notice.channels.letter.letter import NO_DATE, fill, prepare, preview_pages, timestamp_of, write_program
from ivr_author.notice.document import Link, Run, Slot, Strong
from ivr_author.notice.model import FieldType
from ivr_author.notice.texts import NOTICE_TEXTS
from ivr_author.notice.values import Value
from tests.notice.channel_cases import BILL_RECIPIENT, BILL_VALUES, BILLS, document, say, table, value, words
from tests.notice.channels.letter.letter_cases import RECIPIENT, VALUES, WORDS, bill, member, plain, prepared, setting
from tests.notice.channels.letter.pdf_reading import (
    Letter,
    elements_of,
    facts_of,
    faults_of,
    languages_of,
    letters_of,
    links_of,
    pages_of,
    text_of,
)

# The window of a #10 envelope over the folded letter, less the eighth of an inch that USPS wants clear.
WINDOW = (1.0, 2.167, 4.5, 3.042)
SHOWN = (0.875, 2.042, 5.375, 3.167)
NAME = Slot(0, FieldType.NAME, "name")

HOSTILE = [
    '"} #panic("x") {"',
    '\\"}; panic("x"); {\\"',
    '#eval("1 + 1") #read("/etc/passwd") #import "/letter.typ": *',
    "\\u{41}\\n\\",
    "$x^2$ *bold* _emph_ `raw` = heading <label> @ref // note /* note */ -- --- ... ~ 'q'",
    "# heading [click](https://evil.example) **b** <b>&amp;</b> {{ name }} {% if %}",
    "https://evil.example/a?b=c&d=e",
]


def paragraph_with(text: str, locale: str = "en") -> bytes:
    made = document(
        say("Before ", Slot(0, FieldType.TEXT, "note"), " after."),
        table(["A", "B"], [Slot(0, FieldType.TEXT, "note"), Strong(words(NAME))]),
        locale=locale,
        subject=words("About ", Slot(0, FieldType.TEXT, "note")),
    )
    note = value("text", text)
    recipient = {**RECIPIENT, "name": value("name", text), "reference": value("text", text)}
    return fill(prepare(made, setting(locale)), Member((note,), recipient, text)).parts["pdf"]


def inside(letter: Letter, box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    return (
        letter.left >= left - 0.02
        and letter.right <= right + 0.02
        and letter.top >= top - 0.02
        and letter.bottom <= bottom
    )


def touches(letter: Letter, box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    return letter.right > left and letter.left < right and letter.bottom > top and letter.top < bottom


@pytest.mark.parametrize("large_print", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("locale", WORDS)
def test_letter_of_every_language_passes_pdf_ua(locale: str, large_print: bool) -> None:
    rendering = fill(prepared(locale, assistance=True, large_print=large_print), member())
    data = rendering.parts["pdf"]
    assert faults_of(data) == []
    assert rendering.facts["pages"] == pages_of(data)
    elements = elements_of(data)
    assert [element for element in elements if element.startswith("H")] == ["H1", "H2", "H3", "H2"]
    assert {"Table", "THead", "TBody", "TH", "TD", "L", "LI", "LBody"} <= set(elements)


@pytest.mark.parametrize(
    "locale", [known.id for known in registry_locales()] + ["fa", "he", "ja", "es_419", "bn", "th"]
)
def test_letter_knows_every_locale(locale: str) -> None:
    endonyms = [known.endonym for known in registry_locales()]
    data = fill(prepare(plain("; ".join(endonyms), locale=locale), setting(locale)), member()).parts["pdf"]
    assert faults_of(data) == []


@pytest.mark.parametrize(
    ("locale", "tag"), [("zh_Hant", "zh-TW"), ("zh_Hans", "zh-CN"), ("pt_BR", "pt-BR"), ("ht", "ht")]
)
def test_letter_says_its_language_and_title(locale: str, tag: str) -> None:
    data = fill(prepare(plain("1", locale=locale, subject=words("Bill of ", NAME)), setting(locale)), member(VALUES[2]))
    assert facts_of(data.parts["pdf"]) == ("Bill of Zoë O’Connor-Núñez", tag, "D:20261201000000Z")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_value_comes_out_as_typed(text: str) -> None:
    data = paragraph_with(text)
    assert faults_of(data) == []
    (read,) = text_of(data)
    squeezed, wanted = re.sub(r"\s", "", read), re.sub(r"\s", "", text)
    # Address block, reference above and below, subject, paragraph, cell.
    assert squeezed.count(wanted) >= 6
    assert elements_of(data) == elements_of(paragraph_with("Ana"))
    assert [link for link in links_of(data) if "evil" in link] == []


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize(
    "letter",
    [*"\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2066\u2067\u2069\u00ad\u00a0\t\ufeff\u2060\u034f\ufe0f\0\x07\x85"],
)
def test_value_with_an_odd_character_is_set(letter: str, locale: str) -> None:
    data = paragraph_with(f"be{letter}fore", locale)
    assert faults_of(data) == []
    seen = "".join(one.character for one in letters_of(data)[0])
    assert "be" in seen
    assert "fore" in seen


def test_mark_of_direction_in_a_name_does_not_turn_what_follows() -> None:
    def ends(name: str) -> list[float]:
        made = plain("Dear ", NAME, ", pay 1-877-555-0100 now")
        data = fill(prepare(made, setting()), member(value("name", name), recipient={})).parts["pdf"]
        line = [one for one in letters_of(data)[0] if 2.0 < one.top < 9.0]
        return [one.left for one in line if one.character in "18750"]

    turned = ends("Ana\u202e\u2067")
    assert turned == sorted(turned)
    assert len(turned) == len(ends("Ana"))


def test_numbers_read_left_to_right_in_arabic() -> None:
    made = plain("اتصل على ", Slot(0, FieldType.PHONE), " أو ", Run("45 CFR 155.430"), " الآن", locale="ar")
    number = member(value("phone", "18775550100"), recipient={})
    data = fill(prepare(made, setting("ar", windowed=False)), number).parts["pdf"]
    found = [one for one in letters_of(data)[0] if 2.2 < one.top < 9.5]
    row = next(one.bottom for one in found if one.character == "8")
    line = sorted((one for one in found if abs(one.bottom - row) < 0.1), key=lambda one: one.left)
    latin = "".join(one.character for one in line if one.character.isascii())
    assert "1-877-555-0100" in latin
    assert "45CFR155.430" in latin
    assert latin.index("45CFR") < latin.index("1-877"), "the sentence itself runs from the right"


@pytest.mark.parametrize("locale", ["en", "ar", "km"])
@pytest.mark.parametrize("large_print", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize(
    "lines",
    [
        ("174 Centre Street", "Boston, MA 02128"),
        (
            "Office of the Very Long Name",
            "Building 4, Floor 12",
            "Room 1201",
            "174 Centre Street",
            "Unit 9",
            "Boston, MA 02128",
        ),
        ("W" * 100,),
        ("A very long line of an address that goes on and on until it does not fit any more",),
        ("١٧٤ شارع المركز", "Boston, MA 02128"),
    ],
    ids=["short", "seven", "unbroken", "long", "arabic"],
)
def test_address_stays_in_the_window_and_alone(lines: tuple[str, ...], large_print: bool, locale: str) -> None:
    name = "Zoë Wolfeschlegelsteinhausenbergerdorff-Núñez y Martínez de la Concepción"
    recipient = {
        **RECIPIENT,
        "name": value("name", name if len(lines) == 1 else "Ana Núñez"),
        "address": value("address", lines),
    }
    made = prepared(locale, large_print=large_print)
    data = fill(made, member(recipient=recipient)).parts["pdf"]
    first = letters_of(data)[0]
    shown = [one for one in first if touches(one, SHOWN)]
    assert shown
    assert [one for one in shown if not inside(one, WINDOW)] == []
    wanted = sum(len(re.sub(r"\s", "", line)) for line in (str(recipient["name"].raw), *lines))
    # PDFium finds more characters than were written where Arabic ones are joined.
    assert len(shown) == wanted or "١" in lines[0]
    assert min(one.left for one in shown) < 1.1 or "١" in lines[0], (
        "an address begins at the left, whatever the letter's direction"
    )


def test_address_that_does_not_fit_is_no_letter() -> None:
    recipient = {**RECIPIENT, "address": value("address", tuple(f"Line {number}" for number in range(9)))}
    with pytest.raises(CannotRender, match="address does not fit the window"):
        fill(prepared(), member(recipient=recipient))


def test_letter_without_a_window_begins_higher() -> None:
    tops = []
    for windowed in (True, False):
        data = fill(prepare(plain("Words"), setting(windowed=windowed)), member(recipient={})).parts["pdf"]
        tops.append(next(one.top for one in letters_of(data)[0] if one.top > 2.0))
    assert tops[1] < tops[0] - 1


@pytest.mark.parametrize("large_print", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_nothing_leaves_the_page(locale: str, large_print: bool) -> None:
    long = value("text", "a" * 500)
    slot = Slot(0, FieldType.TEXT, "note")
    made = document(say(slot), table(["A", "B", "C"], [slot, NAME, "words"]), locale=locale, subject=words("S ", slot))
    recipient = {**RECIPIENT, "reference": value("digits", "9" * 60)}
    data = fill(prepare(made, setting(locale, large_print=large_print)), member(long, recipient=recipient)).parts["pdf"]
    found = [one for page in letters_of(data) for one in page]
    assert [one for one in found if not inside(one, (0.95, 0.4, 7.55, 10.8))] == []
    assert sum(one.character == "a" for one in found) >= 1500


def test_large_print_is_eighteen_points_and_letters_at_least_twelve() -> None:
    def height(large_print: bool) -> float:
        data = fill(prepare(plain("lll"), setting(large_print=large_print)), member(recipient={})).parts["pdf"]
        return max(one.bottom - one.top for one in letters_of(data)[0] if one.character == "l" and one.top > 3.2)

    assert height(True) / height(False) == pytest.approx(1.5, abs=0.02)
    assert height(False) * 72 / 0.766 == pytest.approx(12, abs=0.2), "an l of this font is 0.766 of its size"


def test_missing_glyphs_are_named_with_their_places() -> None:
    made = document(say("Dear ", NAME), say("Look: \U0001f600"), subject=words("Bill"))
    with pytest.raises(CannotRender) as caught:
        fill(prepare(made, setting()), member(value("name", "Ana \U00020000 \U0001f680"), recipient={}))
    message = str(caught.value)
    for part in ("U+1F600", "U+1F680", "U+20000", "`name`", "`case/paragraph`"):
        assert part in message


def test_missing_glyph_in_the_address_is_named() -> None:
    recipient = {**RECIPIENT, "address": value("address", ("174 \U0001f600 Street",))}
    with pytest.raises(CannotRender, match=r"U\+1F600 .*`address`"):
        fill(prepared(), member(recipient=recipient))


def test_same_letter_is_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib\n"
        "from ivr_author.notice.channels.letter.letter import fill\n"
        "from tests.notice.channels.letter.letter_cases import member, prepared\n"
        "data = fill(prepared('ar', assistance=True), member()).parts['pdf']\n"
        "print(hashlib.sha256(data).hexdigest())\n"
    )
    fill(prepared("ar", assistance=True), member(*VALUES[:2], value("name", "Bo"), VALUES[3]))
    here = hashlib.sha256(fill(prepared("ar", assistance=True), member()).parts["pdf"]).hexdigest()
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == here


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [
        ("2026-12-01", 1_796_083_200),
        ("1969-01-01", 0),
        ("soon", NO_DATE),
        (None, NO_DATE),
        ("9999-12-31", 253_402_214_400),
    ],
)
def test_letter_is_made_on_its_own_date(raw: str | None, seconds: int) -> None:
    made = Member((), {"date": value("date", raw)})
    assert timestamp_of(made) == seconds
    assert timestamp_of(Member(())) == NO_DATE
    assert fill(prepare(plain("1"), setting()), Member((), {"date": value("text", raw or "")})).facts["pages"] == 1


def skeleton(program: str) -> str:
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', program).replace(';w;""', "")
    return re.sub(r'to: \((?:\{""\}, )+\)', 'to: ""', bare)


@pytest.mark.parametrize("text", HOSTILE)
def test_values_change_nothing_but_literals(text: str) -> None:
    made = prepared("es", assistance=True)
    other = (value("money", 1.0), value("date", "2027-01-01"), value("name", text), value("phone", text))
    recipient = {**RECIPIENT, "name": value("name", text), "address": value("address", (text, "2", "3", "4"))}
    assert skeleton(write_program(made, Member(other, recipient, text))) == skeleton(write_program(made, member()))


def test_links_lead_somewhere_on_paper_too() -> None:
    url = Slot(0, FieldType.URL, "pay_url")
    made = plain(
        Link(url, words("pay here")),
        " or ",
        Link("https://www.example.org/appeal", words("appeal")),
        " or ",
        Link("https://www.example.org/a", words("www.example.org/a")),
        " or ",
        Link(url, words(url)),
    )
    data = fill(prepare(made, setting()), member(value("url", "https://pay.example/k3v9"))).parts["pdf"]
    read = text_of(data)[0].replace(" ", "")
    wanted = "pay here (pay.example/k3v9) or appeal (www.example.org/appeal) or www.example.org/a or https://pay"
    assert wanted.replace(" ", "") in read
    assert links_of(data)[1:] == [
        "https://pay.example/k3v9",
        "https://www.example.org/appeal",
        "https://www.example.org/a",
        "https://pay.example/k3v9",
    ]
    unsafe = fill(prepare(made, setting()), member(value("url", "javascript:alert(1)"))).parts["pdf"]
    assert not any("javascript" in link for link in links_of(unsafe))


@pytest.mark.parametrize("locale", BILLS)
def test_everything_that_a_document_can_hold_is_set(locale: str) -> None:
    data = fill(prepare(BILLS[locale], setting(locale)), Member(BILL_VALUES, BILL_RECIPIENT, "m1")).parts["pdf"]
    assert faults_of(data) == []
    if locale != "en":
        assert "en-US" in languages_of(data)


def test_foot_has_the_reference_and_the_pages() -> None:
    made = document(*[say(f"Paragraph {number} " + "with many words " * 20) for number in range(30)])
    data = fill(prepare(made, setting()), member()).parts["pdf"]
    pages = text_of(data)
    assert len(pages) > 2
    for number, text in enumerate(pages, 1):
        assert NOTICE_TEXTS["reference"].format(reference="0048151623") in text
        assert f"Page {number} of {len(pages)}" in text


def test_preview_is_the_letters_own_pages() -> None:
    pages = preview_pages(prepared(assistance=True), member(), 36)
    assert len(pages) == 2
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_value_of_nothing_and_subject_of_nothing() -> None:
    made = plain("Dear ", NAME, subject=())
    data = fill(prepare(made, setting()), Member((Value(FieldType.NAME, None),), {}, "")).parts["pdf"]
    assert faults_of(data) == []
    assert facts_of(data)[0] == "Premium bill"


def test_names_of_all_scripts_come_out() -> None:
    names = "Zoë Đặng Иван Αθηνά محمد សុខា हर्ष પટેલ 김민준 王小明 ክብረት မောင် ສົມ דוד Արամ ਸਿੰਘ রহিম ไทย ☐ ☎ €₹"
    data = fill(prepare(plain(NAME), setting()), member(value("name", names), recipient={})).parts["pdf"]
    assert faults_of(data) == []
    read = unicodedata.normalize("NFC", text_of(data)[0])
    assert all(name in read for name in ("Zoë", "Đặng", "Иван", "Αθηνά", "王小明", "김민준"))


def test_bills_differ_only_where_the_values_do() -> None:
    assert bill("en") == bill("en")
    one, other = (fill(prepared(), member(value("money", amount), *VALUES[1:])).parts["pdf"] for amount in (1.0, 2.0))
    assert one != other
    assert text_of(one)[0].replace("$1.00", "$2.00") == text_of(other)[0]
