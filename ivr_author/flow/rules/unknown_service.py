"""A service that is named must exist."""

from __future__ import annotations

from ivr_author.flow.model import ServiceName
from ivr_author.flow.rules._unknown import unknown_name_rule

RULE = unknown_name_rule(
    "unknown-service",
    ServiceName,
    lambda subject: subject.content.settings.services,
    "services are declared in ivr.yaml",
)
