"""The selectielijst and generic reference lists that come with the package, for who has no such API at hand."""
