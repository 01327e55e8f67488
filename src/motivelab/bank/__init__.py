"""The task bank: what a respondent can be asked to do."""
