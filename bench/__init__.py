"""What a request costs: our own program against floors that are measured in the same run."""
