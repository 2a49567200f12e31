"""What may take longer than a reply, or happens by the clock."""
