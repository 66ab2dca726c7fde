"""Spiders: which requests, and what to do with an answer."""
