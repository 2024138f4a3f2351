"""The words every room speaks: money, ids, time and errors. Standard library only."""
