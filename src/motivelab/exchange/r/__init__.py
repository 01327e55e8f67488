"""A run for R: tables with their factor levels, our estimates, and a script that repeats them.

export.py      the folder
r_text.py      Python values as R source
analysis.R     the script: paired contrasts, and the mixed model in lme4
README.md      what is in the folder
"""
