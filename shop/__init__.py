"""The demo shop "Atelier Lumen": a small French shop that is paid through the HTTP API.

It never imports the API's code, never sees a card, and believes an order paid only when the API says so.
"""
