"""What the benchmarks share: a Rapport of their own, customers, a stock peer, tables."""
