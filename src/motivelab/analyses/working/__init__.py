"""What the questions about work share: work as data, reports beside it, and how the two go together.

work.py               one row a performance, its rating beside it
report_and_work.py    mean report and mean work of every task, side by side
associations.py       one pair of measures read in total, within categories, within families, on doable tasks
unattenuated.py       the same pair freed of the noise of repetitions
paired_difference.py  mean difference of two columns of the same rows
refusals.py           which work is refused: by condition, by category, on the report
measures.py           every measure of a task in one long table
dose_response.py      how a measure answers to a dose, within what stays the same
ratio_bounds.py       ends of a quotient of two estimates
switch_point.py       the amount at which a choice turns
"""
