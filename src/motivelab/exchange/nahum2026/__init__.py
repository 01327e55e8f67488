"""The founding study's own bank, pairs and wordings, read out of its authors' repository."""
