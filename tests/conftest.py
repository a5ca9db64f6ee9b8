"""For all tests: where every service is there, as in CI, a skipped test is a failed one (RAPPORT_TEST_NO_SKIP=1).

The running stack is a fixture here, so that tests of the stack and of the browser share one.
"""

import os
from collections.abc import Generator

import pytest

from tests.stack.running import TO_START
from tests.stack.running import stack as stack

PATIENCE = 120  # seconds, once the stack runs


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whichever test comes first waits for the assistant to be trained."""
    for item in items:
        if "stack" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(TO_START + PATIENCE))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure that names its reason."""
    report = yield
    if os.environ.get("RAPPORT_TEST_NO_SKIP") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but RAPPORT_TEST_NO_SKIP is set: {report.longrepr}"
    return report
