"""Texts and templates of the mails, from an order, its customer and the seller's identity only."""
