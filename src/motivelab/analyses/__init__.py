"""Research questions, one file each: tidy tables in, Estimates out.

Every module of this folder is a question and is found by its file name. It holds a `DECLARATION` (title, question,
method, place in the report) and a function `analyse(tables) -> Analysis`; what the questions share is in `protocol/`:

    analysis.py         the records: Declaration, Row, Analysis
    catalogue.py        which questions there are; answering one or all
    row_or_note.py      a number, or the sentence that says why there is none
    overall_reports.py  the one scale on which overall motivation is compared
    possible_range.py   intervals cut to what a mean or a difference can be
    false_discovery.py  p values of a family of tests, adjusted together
    to_frame.py         all estimates as one tidy table
"""
