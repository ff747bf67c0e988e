"""Every benchmark, one after the other; figures only, nothing fails. What they mean: docs/benchmarks.md."""

from tests.benchmarks import classify_rate, ingest, memory, round_scale, service, slack, years

if __name__ == "__main__":
    for benchmark in (ingest, service, memory, slack, round_scale, classify_rate, years):
        benchmark.main()
