"""The shelf of channels: each module or folder exports CHANNEL (see `notice.channel`)."""
