"""What the notebooks print, table by table, as plain values."""
