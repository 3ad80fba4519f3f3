"""The bank's callback as others would write it, each correct by its own school's lights; the seal is checked in all."""
