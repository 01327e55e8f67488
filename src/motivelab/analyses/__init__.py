"""Research questions, one file each: tidy tables in, Estimates out.

Every module of this folder is a question and is found by its file name. It holds a `DECLARATION` (title, question,
method, place in the report) and a function `analyse(tables) -> Analysis`; what the questions share is in `protocol/`:

    analysis.py         the records: Declaration, Row, Analysis
    catalogue.py        which questions there are; answering one or all
    row_or_note.py      a number, or the sentence that says why there is none
    overall_reports.py  the one scale on which overall motivation is compared
    pooled_mean.py      means of groups that hold few families each
    pair_share.py       shares of choices between two tasks, errors by family on both sides
    false_discovery.py  p values of a family of tests, adjusted together
    to_frame.py         all estimates as one tidy table
"""
