"""Figures, one file each: `data` is what tests look at, `draw` makes SVG panels of it.

Every module of this folder is a figure and is found by its file name. It holds `QUESTION` (the analysis it belongs to),
`CAPTION`, `data(source)` and `draw(data)`; what figures share is in `drawing/`:

    panel.py      one panel: title, SVG, and the same in words
    palette.py    colours that the colour-blind can tell apart, in light, in dark and in print
    to_svg.py     an Altair chart as an SVG element to stand in a page
    forest.py     points with intervals, one panel a respondent
    catalogue.py  which figures there are, by question
"""
