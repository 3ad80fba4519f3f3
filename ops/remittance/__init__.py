"""Matching the bank's card-remittance file with the orders, in constant memory (protocol sheet 9)."""
