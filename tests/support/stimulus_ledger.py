"""The ledger of stimulus texts: a changed wording must come with a raised version.

`python -m tests.support.stimulus_ledger` writes the ledger anew. It refuses where a text has changed and its version
has not, or where a version went down.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from motivelab.instruments.load import load_instruments
from motivelab.manipulations.load import load_manipulations
from motivelab.procedures.procedure import kinds
from motivelab.procedures.prompt import PromptTemplate
from motivelab.schema.digest import content_digest

LEDGER = Path(__file__).parents[1] / "manipulations" / "versions.json"
Ledger = dict[str, dict[str, str | int]]


def current() -> Ledger:
    """Version and digest of everything that shapes a prompt, by name."""
    found: Ledger = {}
    for i in load_instruments().values():
        formats = [[f.id, f.low, f.high, f.low_anchor, f.high_anchor, sorted(f.labels.items())] for f in i.formats]
        found[f"instrument {i.id}"] = {"version": i.version, "digest": content_digest([i.digest, formats])}
        for w in i.wordings:
            found[f"instrument {i.id}, wording {w.id}"] = {"version": w.version, "digest": content_digest(dict(w.stem))}
    for m in load_manipulations().values():
        for v in m.wordings:
            found[f"manipulation {m.id}, wording {v.id}"] = {"version": v.version, "digest": v.digest}
    for kind in kinds():
        template = PromptTemplate(kind)
        found[f"template {kind}"] = {"version": template.version, "digest": template.digest}
    return found


def recorded() -> Ledger:
    """The ledger as committed."""
    return json.loads(LEDGER.read_text(encoding="utf-8")) if LEDGER.exists() else {}


def unversioned(now: Mapping[str, Mapping[str, str | int]], then: Mapping[str, Mapping[str, str | int]]) -> list[str]:
    """Texts that changed although their version did not go up."""
    return [
        name
        for name in sorted(now.keys() & then.keys())
        if now[name]["digest"] != then[name]["digest"] and int(now[name]["version"]) <= int(then[name]["version"])
    ]


if __name__ == "__main__":
    faults = unversioned(current(), recorded())
    if faults:
        sys.exit(f"raise the version of: {'; '.join(faults)}")
    LEDGER.write_text(json.dumps(current(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
