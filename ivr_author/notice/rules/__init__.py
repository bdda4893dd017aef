"""The shelf of notice rules: each module exports RULE (see `core.rule`), over a `notice.subject.NoticeSubject`."""
