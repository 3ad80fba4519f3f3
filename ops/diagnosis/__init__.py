"""Why a seal does not fit: what may have been sealed instead, tried until the MAC in the message is met."""
