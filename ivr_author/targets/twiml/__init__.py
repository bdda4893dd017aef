"""TwiML: documents and a transition table, the webhook service that speaks them, and its player."""
