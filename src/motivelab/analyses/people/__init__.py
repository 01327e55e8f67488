"""What people said of the tasks."""
