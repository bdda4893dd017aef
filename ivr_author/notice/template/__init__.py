"""The words of a notice: notice.md.j2 into its one tree. What a member's values make of it is left to `resolve`."""
