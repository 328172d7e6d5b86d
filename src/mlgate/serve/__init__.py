"""Answers HTTP: looks up what has been decided elsewhere, and decides nothing."""
