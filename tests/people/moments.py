"""The time at which these tests take place, on a Monday morning."""

from __future__ import annotations

from datetime import UTC, datetime

NOW = datetime(2026, 11, 23, 9, 30, 0, 123456, tzinfo=UTC)
