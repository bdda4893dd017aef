"""A flow of two hundred nodes that looks like a real line: languages, a main menu of nine topics, chains, and hubs."""

from __future__ import annotations

TOPICS = (
    *("file_claim", "weekly_certification", "payment_status", "appeals", "overpayment"),
    *("identity_check", "tax_form", "address_change", "work_search"),
)

HEAD = """\
format: 1
title: Claims line
start: call_arrives
defaults: {timeout: 5s, attempts: 3}
on_failure: agent
keys: {"9": repeat}
variables:
  answer: {type: digits}
  step: {type: number}
nodes:
"""


def make_claims_line(nodes: int = 200) -> str:
    """Such a flow as YAML, with about 1.8 exits to a node."""
    lines = [
        "  call_arrives: {type: play, prompt: Thank you for calling., next: languages}",
        _menu("languages", "For English, press 1.", {str(key): f"set_{key}" for key in range(1, 6)}),
        *(f"  set_{key}: {{type: assign, set: {{step: '{key}'}}, next: main_menu}}" for key in range(1, 6)),
        _menu("main_menu", "What is your call about?", {str(key): f"{one}_menu" for key, one in enumerate(TOPICS, 1)}),
        "  agent: {type: queue, queue: reps, prompt: Please hold., next: {full: closed_words, closed: closed_words}}",
        "  closed_words: {type: play, prompt: Our offices are closed., next: goodbye}",
        "  goodbye: {type: hangup, prompt: Goodbye.}",
    ]
    left = nodes - len(lines) - len(TOPICS)
    chains = [left // 4 // len(TOPICS) + (number < left // 4 % len(TOPICS)) for number in range(len(TOPICS))]
    for topic, chain in zip(TOPICS, chains, strict=True):
        keys = {"8": "main_menu", "0": "agent"} | {str(key): f"{topic}_intro_{key}" for key in range(1, chain + 1)}
        lines.append(_menu(f"{topic}_menu", f"You chose {topic.replace('_', ' ')}.", keys))
        for key in range(1, chain + 1):
            lines += _chain(topic, key)
    lines += [f"  extra_{number}: {{type: play, prompt: More., next: goodbye}}" for number in range(nodes - len(lines))]
    return HEAD + "\n".join(lines) + "\n"


def _chain(topic: str, key: int) -> list[str]:
    name = f"{topic}_{{}}_{key}".format
    collect = f'into: answer, length: 9, terminator: "#", next: {name("check")}, on_failure: agent'
    after = "goodbye" if key % 2 else f"{topic}_menu"
    return [
        f"  {name('intro')}: {{type: play, prompt: Have your number ready., next: {name('collect')}}}",
        f"  {name('collect')}: {{type: collect, prompt: Enter nine digits., {collect}}}",
        f"  {name('check')}: {{type: branch, branches: [{{if: step > 1, next: {name('result')}}}], else: agent}}",
        f"  {name('result')}: {{type: play, prompt: Your payment is on its way., next: {after}}}",
    ]


def _menu(name: str, prompt: str, keys: dict[str, str]) -> str:
    choices = ", ".join(f'{{key: "{key}", say: "Press {{key}}.", next: {to}}}' for key, to in keys.items())
    return f'  {name}: {{type: menu, prompt: "{prompt}", choices: [{choices}]}}'
