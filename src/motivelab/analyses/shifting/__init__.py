"""What questions about conditions share: cells, paired contrasts, their sizes."""
