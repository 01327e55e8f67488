"""The published computation, one file a table or figure: cells in, plain numbers out."""
