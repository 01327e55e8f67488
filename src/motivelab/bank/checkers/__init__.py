"""Checkers: each file scores one kind of answer with its function `check`; a task names the file."""
