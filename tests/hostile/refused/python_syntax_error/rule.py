def deny(
