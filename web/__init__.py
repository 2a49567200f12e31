"""The only public face: chat API, widget, calendar files."""
