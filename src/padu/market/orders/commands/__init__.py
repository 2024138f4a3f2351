"""What can be done with orders, one verb per file."""
