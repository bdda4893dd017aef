"""The shelf of advice on English wording: each module is one kind of remark, with its `ADVICE`.

None of it is part of `check`: advice is for who writes, and may be wrong for this sentence. Two kinds are rules of
flows instead, because they must know what a menu offers: `key-before-action` and `too-many-choices`.
"""
