"""Cards of models and data sets, whatever they are written in."""

from mlgate.loaders.cards.asset_cards import AssetCardLoader
from mlgate.loaders.cards.dataset_card import DatasetCardLoader
from mlgate.loaders.cards.eval_results import EvalResultsLoader
from mlgate.loaders.cards.nvidia import NvidiaCardLoader
from mlgate.loaders.cards.papers import PapersLoader
from mlgate.loaders.cards.toolkit import ModelCardToolkitLoader
from mlgate.loaders.loader import Loader

# Asked before Hugging Face's own, which takes any README.md at the root for a card.
MARKDOWN: tuple[Loader, ...] = (NvidiaCardLoader(), DatasetCardLoader())
CARDS: tuple[Loader, ...] = (
    ModelCardToolkitLoader(),
    EvalResultsLoader(),
    AssetCardLoader(),
    PapersLoader(),
)
