"""What every side stands on: settings, databases, units of work, the embedded PostgreSQL server, logs."""
