"""Strict readers: JSON, YAML 1.2 and front matter, with limits and places."""
