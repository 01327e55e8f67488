"""Reasons as words: made plain, counted, compared."""
