"""What `jobview doctor` looks at, each check giving findings in the words of an operator."""
