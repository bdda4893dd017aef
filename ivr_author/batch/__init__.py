"""Many members' notices in one run: rows in, files and a manifest out, on workers that may die."""
