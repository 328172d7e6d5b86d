"""Makes examples/credit-scorer: trains, saves, records, describes, signs."""

import sys
from pathlib import Path

import bom
import lineage
import mlflow.sklearn
import numpy as np
import pandas as pd
import seal
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

FOLDER = Path("credit-scorer")
SEED = 20_261_125
ROWS, HELD_OUT, HALF = 5_000, 1_000, 0.5
FEATURES = {  # name -> (mean, spread, weight in the true odds)
    "income": (32_000, 9_000, -0.7),
    "amount": (8_000, 4_000, 0.6),
    "months": (36, 14, 0.2),
    "open_loans": (1.5, 1.2, 0.5),
    "late_payments": (0.8, 1.0, 0.6),
}
PINNED = ["scikit-learn==1.9.1", "skops==0.16.0", "numpy==2.4.6", "scipy==1.17.1"]


def data() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return applications, and whether each was paid back."""
    draw = np.random.default_rng(SEED)
    shape = FEATURES.values()
    standard = draw.normal(size=(ROWS, len(FEATURES)))
    columns = [
        np.maximum(mean + spread * x, 0)
        for (mean, spread, _), x in zip(shape, standard.T, strict=True)
    ]
    applications = pd.DataFrame(dict(zip(FEATURES, columns, strict=True))).round(2)
    odds = standard @ [weight for _, _, weight in shape] - 1.6
    lost = draw.random(ROWS) < 1 / (1 + np.exp(-odds))
    return applications, pd.DataFrame({"lost": lost.astype(int)})


def train(applications: pd.DataFrame, repayments: pd.DataFrame) -> Pipeline:
    """Fit on all rows but the last, and hold the card to the figures."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.5))
    known, held = slice(None, -HELD_OUT), slice(-HELD_OUT, None)
    model.fit(applications.to_numpy()[known], repayments["lost"][known])
    truth = repayments["lost"][held]
    chances = model.predict_proba(applications.to_numpy()[held])[:, 1]
    figures = [roc_auc_score(truth, chances), accuracy_score(truth, chances > HALF)]
    card = (FOLDER / "README.md").read_text()
    if not all(f"value: {figure:.3f}" in card for figure in figures):
        sys.exit(f"write the measured figures into the card: {figures}")
    return model


def main(work: Path) -> None:
    """Make the whole folder; ``work`` is for what is not kept."""
    applications, repayments = data()
    inputs = {"applications": applications, "repayments": repayments}
    files = {name: work / f"{name}.csv" for name in inputs}
    for name, frame in inputs.items():
        frame.to_csv(files[name], index=False)
    model = seal.emptied(FOLDER / "model")
    run = lineage.Run("lending", "train-credit-scorer", __file__, {"C": "0.5"})
    run.start(files)
    fitted = train(applications, repayments)
    mlflow.sklearn.save_model(
        fitted, model, serialization_format="skops", pip_requirements=PINNED
    )
    run.complete(files, {"credit-scorer": model / "model.skops"})
    run.write(FOLDER / "evidence" / "lineage.json", model / "requirements.txt")
    environment = bom.environment(model / "requirements.txt", work)
    weights = model / "model.skops"
    described = bom.with_model(environment, FOLDER, weights, files, run.ended)
    bom.write(described, FOLDER / "evidence" / "bom.cdx.json")
    seal.seal(FOLDER, run)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
