"""Counters: each file counts the units of one kind of work with its function `count`; a ladder names the file."""
