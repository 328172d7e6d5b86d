deny = lambda input: iter(())
