"""What pyproject.toml, uv.lock and the layers promise about each other holds."""

import tomllib

from tests.hygiene.sources import PACKAGE, ROOT

CORE = ("rules", "query", "schema", "fieldtypes", "model", "errors", "script")
PUBLIC_INDEX = "https://pypi.org/simple"
PUBLIC_FILES = "https://files.pythonhosted.org/"

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))


def test_every_package_of_the_core_is_under_the_contract_of_purity():
    contracts = {row["id"]: row for row in PROJECT["tool"]["importlinter"]["contracts"]}
    present = {f"vinculum.{name}" for name in CORE if (PACKAGE / name).is_dir()}

    assert present == set(contracts["purity"]["source_modules"])


def test_the_lock_file_names_the_public_index_and_no_other():
    registries = {row["source"].get("registry", PUBLIC_INDEX) for row in LOCK["package"]}
    files = [
        file["url"]
        for row in LOCK["package"]
        for file in [*row.get("wheels", []), *([row["sdist"]] if "sdist" in row else [])]
    ]

    assert {PUBLIC_INDEX} == registries
    assert [] == [url for url in files if not url.startswith(PUBLIC_FILES)]


def test_every_dependency_is_locked():
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    names = {row["name"] for row in LOCK["package"]}
    missing = [line for line in wanted if canonical(line) not in names]

    assert [] == missing


def canonical(requirement: str) -> str:
    """Reduce a requirement to the name that the lock file uses."""
    name = requirement.partition(">")[0].partition("=")[0].partition("[")[0]
    return name.strip().lower().replace("_", "-")
