"""Notices that cost nothing to make, for tests of what becomes of them. A module, so that workers can import it."""

from __future__ import annotations

import hashlib

from ivr_author.batch.orders import Order
from ivr_author.batch.rows import CellFault
from ivr_author.batch.work import ChunkMade, Made, Part, Refused
from tests.batch.fake_work import do_one


def make_texts(orders: tuple[Order, ...]) -> ChunkMade:
    """A file for each order with its row's number. The key says what happens besides, as in `fake_work`."""
    each: list[Made | Refused] = []
    for order in orders:
        if order.key == "refuse":
            each.append(Refused((CellFault("refused"),)))
            continue
        do_one(order.key)
        raw = f"row {order.row}".encode()
        each.append(Made((Part(".txt", raw, hashlib.sha256(raw).hexdigest()),), {"parts": 1}, "data"))
    return ChunkMade(tuple(each))
