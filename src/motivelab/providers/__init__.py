"""Who answers: hosts over HTTP, recorded completions and simulated respondents. ONE FILE = ONE PROVIDER."""

from motivelab.providers.provider import Capabilities, Description, Provider
from motivelab.providers.refusals import refusals
from motivelab.providers.registry import capabilities, connect, describe, key_for, names
from motivelab.providers.wire.key import Key

__all__ = [
    "Capabilities",
    "Description",
    "Key",
    "Provider",
    "capabilities",
    "connect",
    "describe",
    "key_for",
    "names",
    "refusals",
]
