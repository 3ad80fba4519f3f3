"""What an order is and how it changes. Standard library only: no network, clock, environment or framework."""
