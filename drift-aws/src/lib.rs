//! AWS kinds as tables.
