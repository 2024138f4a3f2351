"""What can be done with returns, one verb per file."""
