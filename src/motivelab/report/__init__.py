"""One self-contained HTML file that tells what a run found, and how far to trust it.

write_report.py   tables and manifest in, file out
render_report.py  the page as text
study_copy.py     the study file as it may be handed on
run_facts.py      what was run, on whom, at which cost: counts and labels
summary.py        plain sentences made from estimates
  shifts.py       what is said of manipulations
  categories.py   what is said of categories
  choosing.py     what is said of choices
  cautions.py     what should not be believed
  sentence.py     a sentence, and when an effect may be stated
ledger.py         planned = answered + every reason + open, as a table
section.py        an analysis as it stands in the page: figures, tables, notes, method
number.py         numbers as they are written
written_whole.py  a file that is there whole or not at all
page.html.jinja   the page; page.css its looks
"""
