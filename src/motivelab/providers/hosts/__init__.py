"""Hosts as data: one TOML file a host, found by its name."""
