"""Runs the social's revisions on the connection or URL that the caller hands over; imports nothing from src."""

from alembic import context
from sqlalchemy import create_engine, pool


def run(connection) -> None:
    context.configure(connection=connection, version_table_schema="public", transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    run(handed_over)
else:
    engine = create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=pool.NullPool)
    with engine.connect() as fresh:
        run(fresh)
