"""Simulated respondents: who they are, what is true of them, and that truth as a table."""
