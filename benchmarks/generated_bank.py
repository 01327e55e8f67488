"""A bank of any size made on the spot: families of five like the founding study's, over all categories."""

from __future__ import annotations

from pathlib import Path

from motivelab.schema.task import CATEGORIES

_ODD_FAMILIES = (4, 4, 4, 1, 1, 1)


def family_sizes(tasks: int) -> list[int]:
    """Sizes of the families: fives, three fours and three ones, and what is left.

    >>> sizes = family_sizes(1305)
    >>> len(sizes), sum(sizes), sizes.count(5)
    (264, 1305, 258)
    """
    odd = list(_ODD_FAMILIES) if tasks >= 50 else []
    fives, left = divmod(tasks - sum(odd), 5)
    return [5] * fives + odd + ([left] if left else [])


def write_generated_bank(folder: Path, *, tasks: int) -> Path:
    """Write the bank as TOML, one file a category, and say where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, list[str]] = {name: [f'category = "{name}"\n'] for name in CATEGORIES}
    number = 0
    for family, size in enumerate(family_sizes(tasks)):
        home = CATEGORIES[family % len(CATEGORIES)]
        other = CATEGORIES[(family * 7 + 3) % len(CATEGORIES)]
        categories = f'["{home}"]' if home == other or family % 3 else f'["{home}", "{other}"]'
        files[home].append(f'[[family]]\nid = "family-{family:03d}"\ncategories = {categories}\n')
        for _ in range(size):
            number += 1
            compliance = {"harmful": "refusable", "physical": "impossible"}.get(home, "doable")
            files[home].append(
                f'[[family.task]]\nid = "task-{number:04d}"\nversion = 1\ncompliance = "{compliance}"\ntext = "'
                f"Take case {number} of series {family}, lay out what it consists of in four to six sentences, weigh"
                f' the two readings that it allows, and say at the end which one you keep to and on what grounds."\n'
            )
    for name, parts in files.items():
        if len(parts) > 1:
            (folder / f"{name}.toml").write_text("\n".join(parts), encoding="utf-8")
    return folder
