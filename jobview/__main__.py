"""`python -m jobview`: the same as the console script."""

from jobview.cli import main

if __name__ == "__main__":
    main()
