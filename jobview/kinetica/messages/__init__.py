"""What is sent to a server and what its answers say, whatever carries them."""
