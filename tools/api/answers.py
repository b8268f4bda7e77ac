"""What the servers answered, by route, as their own metrics count it. Usage: answers.py ADDRESS…

Fails where fewer than LEAST requests were answered, where a route was never answered as it should be, and after an answer 5xx that is
no refusal of a busy server.
"""

import collections
import re
import sys
import urllib.request

LEAST = 2000
COUNT = re.compile(r'blindmask_requests_seconds_count\{method="(\w+)",route="([^"]+)",status="(\d+)"\} (\d+)')
PAGES = re.compile(r'blindmask_(pages_total\{verdict="\w+"\}|decisions_total) (\d+)')


def main():
    routes, work = collections.defaultdict(collections.Counter), collections.Counter()
    for address in sys.argv[1:]:
        with urllib.request.urlopen(address + "metrics") as answer:
            text = answer.read().decode()
        for method, route, status, count in COUNT.findall(text):
            routes[route, method][int(status)] += int(count)
        for what, count in PAGES.findall(text):
            work[what] += int(count)
    # Methods that a route doesn't have are answered with 405 alone.
    routes = {key: statuses for key, statuses in sorted(routes.items()) if set(statuses) != {405}}
    for (route, method), statuses in routes.items():
        print(f"{method:7}{route:35}" + "  ".join(f"{status} × {count}" for status, count in sorted(statuses.items())))
    print("  ".join(f"{what}: {count}" for what, count in work.items()))
    total = sum(sum(statuses.values()) for statuses in routes.values())
    print(f"{total} requests")
    never = [f"{method} {route}" for (route, method), statuses in routes.items() if route != "other" and not any(status < 400 for status in statuses)]
    failed = [f"{method} {route}" for (route, method), statuses in routes.items() if any(status >= 500 and status != 503 for status in statuses)]
    if total < LEAST or never or failed:
        sys.exit(f"too few requests: {total < LEAST}; never answered well: {never}; failed: {failed}")


if __name__ == "__main__":
    main()
