# What is done often. Each recipe is what CI does, or a part of it; see CONTRIBUTING.md.

# List the recipes.
default:
    @just --list --unsorted

# Run the tests, or some of them: just test tests/unit/library
test *paths:
    python -m pytest -q -n 2 {{ paths }}

# Check format, style and the floors between modules.
lint:
    ruff format --check .
    ruff check .
    lint-imports
    zizmor --offline --quiet action.yml examples/workflows
    check-jsonschema --builtin-schema vendor.github-actions action.yml
    check-jsonschema --builtin-schema vendor.github-workflows examples/workflows/*.yml

# Check types.
types:
    mypy

# Write the pages made from rules, from commands and from shown output.
docs: schemas
    MLGATE_UPDATE_GOLDEN=1 python -m pytest -q tests/unit/packs/test_rule_pages.py tests/unit/explain

# Write the schemas and every other generated file.
schemas:
    python tools/generate.py

# Lock anew what action.yml installs, and peers in Python; needs a package index.
lock:
    python tools/lock.py

# Measure against the budgets; names of figures may be given.
bench *figures:
    python benchmarks/run.py {{ figures }}

# Search for what readers do not expect: all for ten minutes each, or just fuzz NAME.
fuzz name="all" *options:
    python tools/fuzz.py {{ name }} {{ options }}

# Do all that CI does, in an environment of its own.
ci:
    .ci/run
