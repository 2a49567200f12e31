"""Handing over to a person: who is in charge of a conversation, the desk's inbox, and what the bot may not answer."""
