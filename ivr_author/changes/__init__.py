"""What callers and members will hear differently: contents compared by meaning. Opening them is left to usecases."""
