"""What questions about the measure itself share: answers as given, agreement, correlations without each family."""
