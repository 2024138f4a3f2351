"""What can be done with stock, one verb per file."""
