"""What Alembic runs: our migrations on the connection that it was given."""

from alembic import context

from vocmine.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True)
context.run_migrations()
