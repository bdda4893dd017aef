"""One function for each thing that a person asks; the faces only translate to and from these."""
