"""Tidy tables: one row an observation, recomputed from the plan and the store at will.

design_columns.py columns that several tables share, declared once
trials.py         every planned trial: design, status, timing, tokens, cost
self_reports.py   answered self-reports, one row an item
performances.py   work that was done
judgements.py     ratings of work, one row a criterion
choices.py        choices between two tasks
nonresponse.py    the ledger: planned = answered + every reason + open

layout.py         which columns each table has
  dtype.py        how Polars keeps them
codebook.py       the same for people
tables.py         the record of all six
build.py          plan and store into tables
  cell_frame.py   what the trials of a cell share, one row a cell
  completions.py  standing completions laid beside the plan, tokens and cost shared out
  trial_ids.py    trial ids as people see them
  statuses.py     answered, a reason, or open; what a trial inherits from the work it follows
  answers.py      stored answers into columns
  checked_work.py how right checked work is, and units of a ladder done
  item_rows.py    answers to an instrument into one row an item
  item_columns.py the columns of such a row
write.py          Parquet and CSV, whole or not at all
plain_cells.py    hostile text in CSV, made plain and taken back
read.py           tables made here or elsewhere
  fit.py          a table's columns fitted to the codebook's
  consistency.py  what rows and tables owe each other
"""
