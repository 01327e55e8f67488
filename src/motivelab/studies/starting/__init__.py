"""Pieces of the file that a new study starts from: one body, and whom it asks by kind."""
