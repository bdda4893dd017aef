"""What a notice is, in YAML, and members' values by its fields: read and checked. Files and rows are left to others."""
