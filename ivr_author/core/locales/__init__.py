"""The registry of locales: one file each with its `LOCALE`, loaded by `core.locale` in name order.

Twilio's tags and voices: enums of the npm package twilio 6.2.0, read 2026-11-21 (Polly's own list: moto's copy of
`aws polly describe-voices`); such lists lag the service, so `ivr.yaml` may name another voice. Plural rules: CLDR 47 as
gettext writes it. Words for values are drafts until a qualified translator of the language has reviewed them.
"""
