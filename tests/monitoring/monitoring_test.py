"""What is served to Prometheus, and what is shipped for it: alerts and a dashboard.

Takes from the environment: SOURCE (the repository), PRINT_METRICS (prints every metric once), PROMTOOL.
"""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ["SOURCE"])
ALERTS = SOURCE / "config/alerts.yml"
DASHBOARDS = [SOURCE / "config/grafana-dashboard.json", SOURCE / "config/grafana-fleet.json"]
NAME = re.compile(r"\b(?:idpsync|process)_[a-z_]+")


def promtool(*arguments, text=None):
    return subprocess.run([os.environ["PROMTOOL"], *arguments], input=text, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)


def exposition():
    return subprocess.run([os.environ["PRINT_METRICS"]], check=True, text=True, capture_output=True).stdout


def exported():
    """Every name that a query may use."""
    names = set()
    for name, kind in re.findall(r"^# TYPE (\S+) (\S+)$", exposition(), re.MULTILINE):
        names |= {name + suffix for suffix in ("_bucket", "_sum", "_count")} if kind == "histogram" else {name}
    return names


def queries_of(panels):
    for panel in panels:
        yield from (target["expr"] for target in panel.get("targets", [])
                    if target["datasource"]["type"] == "prometheus")
        yield from queries_of(panel.get("panels", []))


class Metrics(unittest.TestCase):
    def test_AreTakenByPromtoolWithoutAWarning(self):
        checked = promtool("check", "metrics", text=exposition())
        self.assertEqual((checked.returncode, checked.stdout), (0, ""))

    def test_AreAllDocumented(self):
        page = (SOURCE / "docs/metrics.md").read_text(encoding="utf-8")
        documented = set(re.findall(r"^\| `((?:idpsync|process)_[a-z_]+)", page, re.MULTILINE))
        self.assertEqual(documented, set(re.findall(r"^# TYPE (\S+) ", exposition(), re.MULTILINE)))


class Alerts(unittest.TestCase):
    def test_AreValid(self):
        checked = promtool("check", "rules", str(ALERTS))
        self.assertEqual(checked.returncode, 0, checked.stdout)

    def test_AskForMetricsThatThereAre(self):
        expressions = [line for line in ALERTS.read_text(encoding="utf-8").splitlines() if "idpsync_" in line]
        self.assertGreater(len(expressions), 10)
        self.assertEqual(set(NAME.findall("\n".join(expressions))) - exported(), set())

    def test_LeadToASectionOfThePageThatIsInstalled(self):
        page = (SOURCE / "docs/troubleshooting.md").read_text(encoding="utf-8")
        sections = {heading.lower() for heading in re.findall(r"^### (\w+)$", page, re.MULTILINE)}
        text = ALERTS.read_text(encoding="utf-8")
        names = re.findall(r"^ *- alert: (\w+)$", text, re.MULTILINE)
        urls = re.findall(r"^ *runbook_url: (\S+)$", text, re.MULTILINE)
        base = "file:///usr/share/doc/netbird-idp-sync/troubleshooting.md#"
        self.assertEqual(urls, [base + name.lower() for name in names])
        self.assertEqual({name.lower() for name in names} - sections, set())

    def test_FireWhenTheyShould(self):
        cases = (SOURCE / "tests/monitoring/alerts_test.yml").read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / "alerts_test.yml"
            file.write_text(cases.replace("rule_files: [ALERTS]", f"rule_files: [{ALERTS}]"), encoding="utf-8")
            tested = promtool("test", "rules", str(file))
        self.assertEqual(tested.returncode, 0, tested.stdout)


class Dashboard(unittest.TestCase):
    def setUp(self):
        self.dashboards = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in DASHBOARDS}
        self.queries = {name: list(queries_of(one["panels"])) for name, one in self.dashboards.items()}

    def all_queries(self):
        return [query for queries in self.queries.values() for query in queries]

    def test_AsksForMetricsThatThereAre(self):
        for name, queries in self.queries.items():
            self.assertGreater(len(queries), 5, name)
        for query in self.all_queries():
            self.assertTrue(NAME.findall(query), query)
            self.assertEqual(set(NAME.findall(query)) - exported(), set(), query)

    def test_ShowsEveryMetricThatSaysSomethingOfTheMoment(self):
        shown = set(NAME.findall("\n".join(self.queries["grafana-dashboard.json"])))
        gauges = set(re.findall(r"^# TYPE (\S+) gauge$", exposition(), re.MULTILINE))
        of_no_moment = {"idpsync_config_last_reload_success_timestamp_seconds", "idpsync_restart_generation",
                        "idpsync_client_last_check_timestamp_seconds",
                        "process_virtual_memory_bytes"}
        self.assertEqual(gauges - shown - of_no_moment, set())

    def test_AsksWhatPrometheusUnderstands(self):
        queries = [query.replace("$__rate_interval", "5m").replace("$__range", "1h").replace("$instance", ".*")
                   for query in self.all_queries()]
        rules = {"groups": [{"name": "dashboard", "rules": [
            {"record": f"query:{number}", "expr": query} for number, query in enumerate(queries)]}]}
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / "queries.json"
            file.write_text(json.dumps(rules), encoding="utf-8")
            checked = promtool("check", "rules", str(file))
        self.assertEqual(checked.returncode, 0, checked.stdout)

    def test_GivesEachPanelAPlaceOfItsOwn(self):
        for name, dashboard in self.dashboards.items():
            panels = dashboard["panels"] + [inner for panel in dashboard["panels"] for inner in panel.get("panels", [])]
            places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]
            self.assertEqual(len(places), len(set(places)), name)
            ids = [panel["id"] for panel in panels]
            self.assertEqual(len(ids), len(set(ids)), name)


if __name__ == "__main__":
    unittest.main()
