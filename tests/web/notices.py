"""A small workspace with one notice that goes out by every channel, translated into two languages as far as it is."""

from __future__ import annotations

from pathlib import Path

SETTINGS = """\
format: 1
organisation: Health Connector
source_locale: en
locales: [es, ar]
time_zone: America/New_York
"""
LETTERHEAD = """\
organisation: Health Connector
address: [P.O. Box 555, "Exampleton, MA 01000"]
phone: "+18005550100"
tty: "711"
"""
MEMBERS = """\
robin:
  note: An ordinary member.
  locale: en
  values: {name: Robin Sample, address: [12 Elm Street, "Sampleford, MA 01000"]}
layla:
  note: Reads Arabic.
  locale: ar
  values: {name: "<b>Layla</b> *Nour* 😀", address: [1 Main Street, "Exampleton, MA 01000"]}
"""
NOTICE = """\
format: 1
title: Bill
purpose: Tells a member what to pay.
owner: Billing team
subject: "Pay {amount}"
channels: [letter, email, sms, robocall, web]
limits: {pages: 1, parts: 1, seconds: 5}
fields:
  name: name
  address: address
  amount: {type: money, label: All that has to be paid}
  due: {type: date, optional: true}
  charges: {type: list, fields: {plan: text, amount: money}}
sample:
  amount: "212.40"
  due: "2026-12-23"
  charges: [{plan: Gold, amount: "200.00"}, {plan: Dental, amount: "12.40"}]
samples:
  layla: {due: null}
"""
TEMPLATE = """\
# What you must pay

Dear {{ name }},

{% if due %}
You must pay **{{ amount }}** by {{ due }}.
{% else %}
You must pay **{{ amount }}**. Read [our page](https://www.example.org/pay).
{% endif %}

{% for charge in charges %}
- {{ charge.plan }}: {{ charge.amount }}
{% endfor %}

{% block sms %}
Pay {{ amount }} – today.
{% endblock %}
"""
SPANISH = {
    "bill/subject": ("Pay {amount}", "Pague {amount}"),
    "bill/what_you_must_pay": ("What you must pay", "Lo que debe pagar"),
    "bill/dear_name": ("Dear {name},", "Hola, {name}:"),
    "bill/pay_amount_today": ("Pay {amount} – today.", "Pague {amount} hoy: está listo."),
}
ARABIC = {
    "bill/subject": ("Pay {amount}", "ادفع {amount}"),
    "bill/what_you_must_pay": ("What you must pay", "ما عليك دفعه"),
    "bill/dear_name": ("Dear {name},", "عزيزي {name}،"),
    "bill/pay_amount_today": ("Pay {amount} – today.", "ادفع {amount} اليوم."),
}


def write_workspace(root: Path) -> Path:
    """The workspace under `root`."""
    for path, text in {
        "ivr.yaml": SETTINGS,
        "notices/_letterhead.yaml": LETTERHEAD,
        "notices/_members.yaml": MEMBERS,
        "notices/bill/notice.yaml": NOTICE,
        "notices/bill/notice.md.j2": TEMPLATE,
        "locales/es/LC_MESSAGES/notices.po": _catalog("es", SPANISH),
        "locales/ar/LC_MESSAGES/notices.po": _catalog("ar", ARABIC),
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def _catalog(locale: str, words: dict[str, tuple[str, str]]) -> str:
    entries = "".join(
        f'\nmsgctxt "{address}"\nmsgid "{text}"\nmsgstr "{translation}"\n'
        for address, (text, translation) in words.items()
    )
    return f'msgid ""\nmsgstr ""\n"Language: {locale}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n{entries}'
