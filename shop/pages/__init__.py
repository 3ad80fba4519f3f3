"""The shop's pages, one module for each stage of a purchase."""
