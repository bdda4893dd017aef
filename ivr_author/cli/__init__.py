"""The command line: arguments in, text or JSON out. Leaves the work to the use cases."""
