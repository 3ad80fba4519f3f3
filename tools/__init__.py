"""Tools for those who work on Guichet; nothing here is shipped."""
