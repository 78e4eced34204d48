# SPDX-License-Identifier: EUPL-1.2
"""Run by alembic; always on the connection that `core.migrations.migrate` opened."""

from alembic import context

from berichtenverkeer.core.metadata import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
