"""The founding study's own computation, repeated on any study's tables, slips included.

A module that bears a question's name holds `rows(cells)`, the published answer to that question, and
`catalogue.analyse_all` lays it beside the recommended one. What they are made of:

    cells.py        tables as the matrix that the published computation works on
    notebooks.py    everything at once, under the names that the authors' notebooks print
    computation/    one file a table or figure of theirs

Reference: Nahum, Sklar, Goldstein and Reichart (2026), arXiv:2603.14347. `docs/nahum2026.md` lists where this differs
from the recommended track.
"""
