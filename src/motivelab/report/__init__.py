"""One self-contained HTML file that tells what a run found, and how far to trust it.

write_report.py        tables and manifest in, file out
render_report.py       the page as text
study_copy.py          the study file as it may be handed on
run_facts.py           what was run, on whom, at which cost: counts and labels
summary.py             plain sentences made from estimates
  categories.py        what is said of categories
  shifts.py            what is said of manipulations and reports
  choosing.py          what is said of choices
  stability.py         what is said of asking again
  associations.py      what is said of reports against work
  placing.py           what is said of the scale of choices
  dimensions.py        what is said of facets
  behaviour.py         what is said of manipulations and work
  cautions.py          what should not be believed
  sentence.py          a sentence, and when an effect may be stated
  no_effect.py         the value that says that there is none
ledger.py              planned = answered + every reason + open, as a table
section.py             an analysis as it stands in the page: figures, tables, notes, method
  estimate_table.py    estimates of one measure; the two tracks side by side
  tracks.py            the published computation beside the recommended one
  otherwise.py         where the published method would have said otherwise
  table_view.py        a table before it is written
transcripts.py         trials with prompt, reply and reading
  pick_transcripts.py  which trials, and why
  visible_text.py      a model's words with nothing hidden
  withheld.py          words of a licensed scale struck out
methods_paragraph.py   a paragraph with its references
markdown.py, latex.py  tables for a paper; plain_tables.py what both write
number.py              numbers as they are written
policy.py              what the page may load and run
runtime.py             the program that makes figures answer
  kept_text.py         a text that is made once and kept in the user's cache
page.html.jinja        the page; page.css its looks, page.js what it can do where scripts run
"""
