"""What can be done with reviews, one verb per file."""
