"""Verbs that were made nouns: `make a determination` is `decide` with three words and nobody who decides."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.scoring.advising import Advice, Finding, Reading, finding_at, word_set

_FORMS = {
    "make": "make makes made making",
    "conduct": "conduct conducts conducted conducting",
    "perform": "perform performs performed performing",
    "give": "give gives gave given giving",
    "provide": "provide provides provided providing",
    "take": "take takes took taken taking",
    "have": "have has had having",
    "reach": "reach reaches reached reaching",
    "come": "come comes came coming",
    "do": "do does did done doing",
    "undertake": "undertake undertakes undertook undertaken undertaking",
    "carry": "carry carries carried carrying",
    "submit": "submit submits submitted submitting",
    "enter": "enter enters entered entering",
}
_VERBS = {form: verb for verb, forms in _FORMS.items() for form in forms.split()}

_CHECKS = {
    "review": "check",
    "investigation": "look into",
    "assessment": "check",
    "evaluation": "check",
    "audit": "check",
}
_NOUNS: dict[str, dict[str, str]] = {
    "make": {
        "adjustment": "change",
        "application": "apply",
        "arrangement": "arrange",
        "arrangements": "arrange",
        "assessment": "check",
        "assumption": "assume",
        "calculation": "work out",
        "choice": "choose",
        "contribution": "pay",
        "correction": "correct",
        "decision": "decide",
        "determination": "decide",
        "inquiry": "ask",
        "modification": "change",
        "modifications": "change",
        "notification": "tell",
        "recommendation": "recommend",
        "referral": "refer",
        "request": "ask",
        "revision": "change",
        "selection": "choose",
        "submission": "send",
        "suggestion": "suggest",
        "use": "use",
    },
    "conduct": _CHECKS,
    "perform": _CHECKS,
    "undertake": _CHECKS,
    "do": {"assessment": "check", "evaluation": "check", "review": "check"},
    "carry": {f"out {noun}": verb for noun, verb in _CHECKS.items()},
    "give": {
        "approval": "approve",
        "assistance": "help",
        "authorization": "let",
        "confirmation": "confirm",
        "consideration": "consider",
        "notification": "tell",
        "permission": "let",
    },
    "provide": {
        "assistance": "help",
        "confirmation": "confirm",
        "description": "describe",
        "documentation": "send papers",
        "explanation": "explain",
        "justification": "say why",
        "notification": "tell",
        "verification": "prove",
    },
    "take": {"action": "act", "into consideration": "consider", "into account": "consider"},
    "have": {"effect": "affect", "expectation": "expect", "intention": "intend", "preference": "prefer"},
    "reach": {"agreement": "agree", "conclusion": "decide", "decision": "decide"},
    "come": {"to conclusion": "decide", "to decision": "decide", "to agreement": "agree"},
    "submit": {"application": "apply", "request": "ask"},
    "enter": {"into agreement": "agree"},
}
_BETWEEN = word_set("a an the your our their his her this that any its final new formal initial full")
_MOST_WORDS = 5
_LINKS = frozenset({"out", "into", "to"})


def check(reading: Reading) -> Iterator[Finding]:
    """Each of the pairs of a weak verb and a noun that is a verb itself."""
    for sentence, words in zip(reading.sentences, reading.lowered, strict=True):
        for place, word in enumerate(words):
            nouns = _NOUNS.get(_VERBS.get(word, ""))
            if nouns is None:
                continue
            link = ""
            for end in range(place + 1, min(place + 1 + _MOST_WORDS, len(words))):
                if words[end] in _LINKS and not link:
                    link = f"{words[end]} "
                elif f"{link}{words[end]}" in nouns:
                    verb = nouns[f"{link}{words[end]}"]
                    message = f"hides the verb “{verb}”"
                    yield finding_at(sentence.words[place], sentence.words[end], message, verb)
                    break
                elif words[end] not in _BETWEEN:
                    break


ADVICE = Advice("nominalisation", "A noun is made of what could be a verb", check)
