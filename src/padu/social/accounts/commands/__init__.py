"""What can be done to accounts; one verb a file."""
