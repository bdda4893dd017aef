"""A locale that is named must exist."""

from __future__ import annotations

from ivr_author.flow.model import LocaleName
from ivr_author.flow.rules._unknown import unknown_name_rule

RULE = unknown_name_rule(
    "unknown-locale",
    LocaleName,
    lambda subject: subject.content.settings.all_locales(),
    "locales are listed in ivr.yaml",
)
