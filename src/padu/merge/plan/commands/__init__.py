"""What can be done with plans, one verb per file."""
