"""Every reader of mlgate that is given bytes from outside, in one table."""

import document_targets
import model_targets
import other_targets
import syntax_targets
from judging import Target

TARGETS: dict[str, Target] = {
    **document_targets.targets(),
    **model_targets.targets(),
    **syntax_targets.targets(),
    **other_targets.targets(),
}
