"""The published computation: the authors' own merge and notebooks against ours, on the same made-up replication.

    git clone https://github.com/omer6nahum/motivation_llms
    python benchmarks/as_published.py --checkout motivation_llms --python ENV/bin/python [--families 261] [--pairs 1500]

ENV is an environment of the user's own for their code: `pip install "pandas<3" "numpy<2" "scipy<1.14"
"scikit-learn<1.6" "statsmodels<0.15" seaborn factor_analyzer tqdm` (a later scipy refuses the columns of objects that
their t tests are given). It takes 201 families at least, for a figure of theirs
looks for some by number. Their code is not part of this project; it is copied from the checkout into a temporary folder
and run there, one thread each. Made up is a long table of five respondents, eleven conditions and 5 tasks a family.

Measured are the seconds of theirs (merge, then the code cells of the notebooks on reports, choices and manipulations,
without plots being shown) and of ours (reading the long table, making cells, all tables of all notebooks), and how far
apart the printed correlation tables are. The notebook on words needs texts and is left out on both sides.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from motivelab.analyses.as_published.cells import published_cells
from motivelab.analyses.as_published.notebooks import notebooks
from motivelab.exchange.nahum2026.layout_out import write_nahum2026
from motivelab.exchange.nahum2026.long_table import read_long_table

NOTEBOOKS = ("analyze_none", "analyze_choice", "analyze_manipulations")
MODELS = (
    "azure_gpt-4o",
    "azure_gpt-4o-mini",
    "ollama_chat_llama3.1_8b-instruct-fp16",
    "ollama_chat_mistral_7b-instruct",
    "vertex_ai_gemini-2.0-flash",
)
CONDITIONS = (
    "none",
    "money",
    "competition",
    "legacy",
    "purpose",
    "emotional-encourage",
    "emotional-guilt",
    "punish",
    "demotivate-meaningless",
    "demotivate-futility",
    "money-loss",
)
CHOICES = ("none", "money", "punish", "demotivate-futility")
FACETS = ("interest", "challenge", "mastery", "fear", "value", "motivation")
CRITERIA = (
    "task_performance_quality",
    "task_completion",
    "effort_and_engagement",
    "consistency",
    "creativity_and_innovation",
    "attention_to_detail",
    "relevance_and_appropriateness",
)
CATEGORIES = (
    "Programming and Technology",
    "Creative Writing and Literature",
    "Puzzles and Logic",
    "Other",
    "Language Learning and Translation",
    "Design and Art",
    "Scientific and Experimental",
    "Repetitive or Exhaustive",
    "Mathematics and Numbers",
    "Brainstorming and Ideation",
    "Summarization and Explanation",
    "Personal Assistance and Development",
    "Tasks that GPT should not comply with (ethical or legal reasons)",
    "Tasks that Involve Physical Actions (GPT cannot perform)",
    "Logical Reasoning",
)
# example families that a figure of theirs picks by number, each with the category that the figure looks for
NAMED = {42: "Programming and Technology", 201: "Puzzles and Logic"}
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "Agg", "POLARS_MAX_THREADS": "1"}


def made(families: int, pairs: int, *, seed: int = 1) -> pl.DataFrame:
    """A long table of the paper's design."""
    rng = np.random.default_rng(seed)
    n = 5 * families
    task, family = np.arange(1, n + 1), np.repeat(np.arange(1, families + 1), 5)
    category = [str([NAMED.get(int(f), CATEGORIES[f % 15]), CATEGORIES[(f // 15 + 3) % 15]]) for f in family]
    want = rng.normal(68, 15, n)
    frames = []
    for m, model in enumerate(MODELS):
        for condition in CONDITIONS:
            level = want + rng.normal(0, 6) + 2 * m
            asked: list[tuple[str, tuple[str, ...]]] = [("pre_self_report", ("motivation_score",))]
            asked += [("pre_self_report_breakdown", FACETS)]
            asked += [("post_self_report", ("motivation_score",)), ("post_questionnaire", CRITERIA)]
            asked += [("post_similar_self_report", ("motivation_score",))] if condition == "none" else []
            for procedure, items in asked:
                lost = rng.random((2, n)) < 0.001
                for item in items:
                    for draw in (0, 1):
                        score = np.clip(np.round(level + rng.normal(0, 9, n)), 1, 100)
                        if procedure == "post_questionnaire":
                            score = np.clip(np.round(score / 15), 1, 7)
                        elif item == "fear":
                            score = 101 - score
                        frames.append(
                            _frame(model, condition, procedure, item, draw, task, family, category, score, lost[draw])
                        )
            work = _frame(model, condition, "execute", "execute", 0, task, family, category, None, None)
            tokens = pl.Series("output_tokens", rng.integers(20, 1000, n))
            frames.append(work.with_columns(tokens, pl.Series("created", 1_700_000_000 + 5 * np.arange(n))))
    first = rng.integers(1, n + 1, pairs)
    second = (first + rng.integers(0, n - 1, pairs)) % n + 1
    side = rng.integers(0, 2, pairs)
    for model in MODELS:
        for condition in CHOICES:
            lean = (want[first - 1] - want[second - 1]) / 15
            for draw in (0, 1):
                taken = 2.0 - (rng.random(pairs) < 1 / (1 + np.exp(-lean)))
                frames.append(
                    pl.DataFrame(
                        {
                            "model": model,
                            "procedure": "pre_choose",
                            "manipulation": condition,
                            "item": "task_number",
                            "replicate": draw,
                            "value": taken,
                            "status": "ok",
                            "pair_id": np.arange(pairs),
                            "task_id_0": first,
                            "task_id_1": second,
                            "manipulate_on": side,
                        }
                    )
                )
    return pl.concat(frames, how="diagonal_relaxed")


def _frame(
    model: str,
    condition: str,
    procedure: str,
    item: str,
    draw: int,
    task: np.ndarray,
    family: np.ndarray,
    category: list[str],
    score: np.ndarray | None,
    lost: np.ndarray | None,
) -> pl.DataFrame:
    value = pl.Series("value", [None] * len(task), dtype=pl.Float64) if score is None else pl.Series("value", score)
    frame = pl.DataFrame({"task_id": task, "family_id": family, "categories": category}).with_columns(
        value,
        *(
            pl.lit(v).alias(k)
            for k, v in (("model", model), ("manipulation", condition), ("procedure", procedure), ("item", item))
        ),
        pl.lit(draw).alias("replicate"),
        pl.lit("ok").alias("status"),
    )
    if lost is None:
        return frame
    gone = pl.Series("gone", lost)
    return frame.with_columns(
        pl.when(gone).then(None).otherwise("value").alias("value"),
        pl.when(gone).then(pl.lit("unparsed")).otherwise("status").alias("status"),
    )


def script(notebook: Path) -> str:
    """A notebook's code cells in one, without its line magics."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    return "\n".join(line for text in code for line in text.splitlines() if not line.startswith("%"))


def timed(python: str, code: Path, *, folder: Path) -> float:
    """Seconds that a script of theirs takes."""
    began = time.perf_counter()
    done = subprocess.run(
        [python, code.name], cwd=folder, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{code.name} ended with {done.returncode}, so nothing can be compared: {done.stderr.strip()[-300:]}")
    return seconds


def ours(path: Path) -> float:
    """Seconds that a fresh process of ours takes, from the table to all printed numbers."""
    call = [sys.executable, __file__, "--ours", str(path)]
    began = time.perf_counter()
    subprocess.run(call, env={**os.environ, **ONE_THREAD}, check=True)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkout", type=Path)
    parser.add_argument("--python", default=sys.executable, help="interpreter with what their code needs")
    parser.add_argument("--families", type=int, default=261)
    parser.add_argument("--pairs", type=int, default=1500)
    parser.add_argument("--ours", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.ours is not None:
        notebooks(published_cells(read_long_table(asked.ours)))
        return
    if asked.checkout is None:
        parser.error("--checkout DIR is needed: a clone of github.com/omer6nahum/motivation_llms")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "theirs"
        folder.mkdir()
        path = Path(place) / "long.parquet"
        made(asked.families, asked.pairs).write_parquet(path)
        mine = ours(path)
        print(f"ours, from the long table to all printed numbers  {mine:8.1f} s")
        write_nahum2026(read_long_table(path), folder)
        for name in ("utils.py", "merge_per_model.py"):
            shutil.copy(asked.checkout / name, folder / name)
        (folder / "tables").mkdir()
        took = timed(asked.python, folder / "merge_per_model.py", folder=folder)
        print(f"theirs, merge                                     {took:8.1f} s")
        for name in NOTEBOOKS:
            code = folder / f"{name}.py"
            code.write_text(script(asked.checkout / f"{name}.ipynb"), encoding="utf-8")
            seconds = timed(asked.python, code, folder=folder)
            took += seconds
            print(f"theirs, {name:<42}{seconds:8.1f} s")
        print(f"theirs, together {took:.1f} s: {took / mine:.0f} times ours")


if __name__ == "__main__":
    main()
