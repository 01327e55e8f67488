"""What questions about choices share."""
