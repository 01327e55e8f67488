"""Figures, one file each: `data` is what tests look at, `draw` makes panels of it.

Every module of this folder is a figure and is found by its file name. It holds `QUESTION` (the analysis it belongs to),
`CAPTION`, `SOURCE`, `data(source)` and `draw(data)`; what figures share is in `drawing/`:

    panel.py       one panel: title, SVG, the same in words, the same as a Vega specification
    catalogue.py   which figures there are, by question, and drawing them
    vega_lite.py   marks and what they show, in plain Vega-Lite
    draw_panel.py  a Vega-Lite chart as a panel
    to_svg.py      a Vega specification as an SVG element to stand in a page
    theme.py       fonts, lines, letters, widths
    palette.py     colours that the colour-blind can tell apart, in light, in dark and in print
    forest.py      points with intervals
    heat.py        shaded tables with the number in each cell
    curve.py       points with intervals along a numbered axis
    cells.py       counts in squares, so that a hundred thousand points stay light
    trend.py       means of bins over such squares

What they read out of tables and estimates in common is in `reading/`, writing them to files in `export/`.
"""
