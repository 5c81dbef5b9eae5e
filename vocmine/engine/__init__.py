"""What drives the steps of scoring over batches, without a database."""
