"""Say which keys, servers and capabilities are there."""

from __future__ import annotations

import sys

import click

from motivelab import api
from motivelab.cli.output import print_rows


@click.command("doctor")
@click.argument("study", required=False)
def command(study: str | None) -> None:
    """Say which keys, servers and capabilities are there.

    Without a STUDY: every provider, whether its key is set, and whether a local server answers at its usual address;
    no host on the network is asked. With a STUDY: each of its respondents' hosts gets one request that costs no
    tokens, and the exit code says whether all are ready.
    """
    found = api.doctor(study)
    print_rows(
        ["name", "state", "n", "seed", "detail", "settings taken"],
        [(c.name, c.state, c.n, c.seed, c.detail, ", ".join(c.settings)) for c in found],
    )
    if study is not None and any(c.state != "ready" for c in found):
        sys.exit(4)
