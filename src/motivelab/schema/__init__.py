"""Frozen records, one noun a file; everything else in the package passes them around."""
