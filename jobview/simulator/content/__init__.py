"""The invented company whose database the simulator plays: people, tables, statements, errors."""
