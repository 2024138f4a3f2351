"""What can be done with parcels, one verb per file. Whatever calls the couriers takes a database and opens its own transactions."""
