"""Ingest: documents as offices have them become drafts; nothing is published before staff approve."""
