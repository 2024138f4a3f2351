"""What can be done with payments, one verb per file. Whatever calls the gateway takes a database and opens its own transactions."""
