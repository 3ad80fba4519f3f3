"""Guichet: the payment counter of web shops that are paid through Monetico Paiement."""
