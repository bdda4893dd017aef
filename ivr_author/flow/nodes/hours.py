"""`hours`: what a calendar says at the call's time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import CalendarName, NodeRef
from ivr_author.flow.node import Node, Record
from ivr_author.ir.ops import Hours as HoursOp
from ivr_author.ir.ops import Jump


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursExits(Record):
    """Where each state leads; a holiday counts as closed unless it has a way of its own."""

    WHAT: ClassVar[str] = "`next` of an hours node"

    open: NodeRef
    closed: NodeRef
    holiday: NodeRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours(Node):
    """Goes by a calendar, in the workspace's time zone.

    ```yaml
    office: {type: hours, calendar: office, next: {open: main_menu, closed: after_hours, holiday: holiday_note}}
    ```
    """

    TYPE: ClassVar[str] = "hours"

    calendar: CalendarName
    next: HoursExits

    def lower(self, lowering: Lowering) -> None:
        """One op of the same meaning; without its calendar the office is closed."""
        if not lowering.has_calendar(self.calendar.value):
            lowering.start((), Jump(lowering.to(self.next.closed)))
            return
        holiday = self.next.holiday or self.next.closed
        end = HoursOp(
            self.calendar.value, lowering.to(self.next.open), lowering.to(self.next.closed), lowering.to(holiday)
        )
        lowering.start((), end)


NODE = Hours
