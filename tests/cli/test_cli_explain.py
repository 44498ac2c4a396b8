"""``lnmt eligible --explain``: the verdict on single patients."""

from __future__ import annotations

import csv
import io
import json


def test_explains_from_the_registry_and_from_exports(call, registry, visits):
    """The page is about the patients asked for, in their order, whether from the registry or from export files."""
    asked = ("eligible", "--as-of", "2017-06-30", "--explain", "LN-031", "--explain", "LN-030", "--fail-on", "never")
    for where in (("--registry", registry), (visits,)):
        found = call(*asked, *where)
        assert found.status == 0
        assert found.out.index("Patient LN-031") < found.out.index("Patient LN-030")
        assert "LN-032" not in found.out
        assert "LN-0" not in found.err


def test_explains_in_every_format(call, registry):
    """JSON has the explanation as objects, CSV one record for each thing that it says, Markdown the page."""
    asked = ("eligible", "--registry", registry, "--explain", "LN-030", "--fail-on", "never", "--format")
    (patient,) = json.loads(call(*asked, "json").out)["patients"]
    assert patient["patient_id"] == "LN-030"
    rows = list(csv.DictReader(io.StringIO(call(*asked, "csv").out)))
    assert {row["patient_id"] for row in rows} == {"LN-030"}
    assert "## Course" in call(*asked, "md").out


def test_an_identifier_that_is_not_there(call, registry):
    """It is a wrong usage, and the message does not repeat the identifier."""
    found = call("eligible", "--registry", registry, "--explain", "LN-999")
    assert found.status == 2
    assert "identifier" in found.err
    assert "LN-999" not in found.err + found.out


def test_identifiers_are_no_sql(call, registry):
    """A quote in an identifier is a character like others."""
    found = call("eligible", "--registry", registry, "--explain", "x') or ('1'='1")
    assert found.status == 2
    assert found.out == ""
