//! The server as a whole, over HTTP, on SQLite and PostgreSQL.
