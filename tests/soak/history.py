#!/usr/bin/env python3
"""Area ledgers of seeded histories, of 1,000 to 100,000 zones: every cause found again, residual below 1 m², and how the
time grows. Arguments: the folder with the test programs (build/release/bin), then counts of zones."""
import os
import resource
import subprocess
import sys

folder = sys.argv[1] if len(sys.argv) > 1 else "build/release/bin"
counts = [int(n) for n in sys.argv[2:]] or [1000, 10000, 100000]
for count in counts:
    ran = subprocess.run(
        [os.path.join(folder, "test_tracking"), "--gtest_filter=Soak.ALargeHistory"],
        env={**os.environ, "ECOREDLINE_HISTORY": str(count)}, capture_output=True, text=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print("\n".join(line for line in ran.stdout.splitlines() if line.startswith("zones")) or ran.stdout)
    print(f"  peak memory so far {peak:.0f} MiB")
    if ran.returncode != 0:
        print(ran.stdout[-4000:])
        sys.exit(1)
