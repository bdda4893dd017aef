"""Semantic Interpretation for Speech Recognition: what a match means, as a value of the ECMAScript engine."""

from __future__ import annotations

import json
import re

from ivr_author.targets.voicexml.interpreter.ecmascript import Engine
from ivr_author.targets.voicexml.interpreter.expansion import Grammar, RuleMatch

_SCRIPT_HABIT = re.compile(r"(?<![\w.$])out\b\s*[.=\[]")


def meaning(grammar: Grammar, match: RuleMatch, engine: Engine) -> object:
    """The value of a match: a Python scalar, or an object of the engine."""
    if grammar.value is not None:
        return grammar.value(match.units)
    if not _has_tags(match):
        return _joined(grammar, match)
    if _is_literal(grammar, match):
        return _literal(grammar, match)
    header = f"{grammar.header};\n" if grammar.header.strip() else ""
    return engine.run_function(f"function(){{{header}return {_rule_source(grammar, match)}}}")


def _has_tags(match: RuleMatch) -> bool:
    return any(isinstance(event, str) or _has_tags(event) for event in match.events)


def _joined(grammar: Grammar, match: RuleMatch) -> str:
    return ("" if grammar.mode == "dtmf" else " ").join(match.units)


def _is_literal(grammar: Grammar, match: RuleMatch) -> bool:
    """Grammars that do not name their format are common; a tag that does not touch `out` is then a literal."""
    if grammar.tag_format:
        return grammar.tag_format.strip().endswith("literals")
    return not any(_SCRIPT_HABIT.search(tag) for tag in _tags(match))


def _tags(match: RuleMatch) -> list[str]:
    found: list[str] = []
    for event in match.events:
        found.extend([event] if isinstance(event, str) else _tags(event))
    return found


def _literal(grammar: Grammar, match: RuleMatch) -> str:
    """The last tag of the rule, else the value of the last rule it refers to, else the text."""
    own = [event for event in match.events if isinstance(event, str)]
    if own:
        return own[-1].strip()
    inner = [event for event in match.events if isinstance(event, RuleMatch)]
    return _literal(grammar, inner[-1]) if inner else _joined(grammar, match)


def _rule_source(grammar: Grammar, match: RuleMatch) -> str:
    """An expression that runs the rule's tags in order and gives the value of its `out`."""
    text = json.dumps(_joined(grammar, match))
    inner = [event for event in match.events if isinstance(event, RuleMatch)]
    if len(inner) == len(match.events):
        # Without tags of its own a rule has the value of the last rule it refers to, or its text.
        return _rule_source(grammar, inner[-1]) if inner else text
    lines = [
        "(function(){var out={},$last,$text='';",
        "var rules={latest:function(){return $last}};",
        f"var meta={{current:function(){{return {{text:{text},score:1}}}},",
        "latest:function(){return {text:$text,score:1}}};",
    ]
    for event in match.events:
        if isinstance(event, str):
            lines.append(f"{event}\n;")
        else:
            lines.append(f"$last=rules[{json.dumps(event.name)}]={_rule_source(grammar, event)};")
            lines.append(f"$text={json.dumps(_joined(grammar, event))};")
    lines.append("return out})()")
    return "".join(lines)
