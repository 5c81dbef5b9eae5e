"""Journey maps and tables as bytes, one file a format; customers' text is data everywhere."""
