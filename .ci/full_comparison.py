"""Write nbs/full_comparison.csv, which the site shows as a table, from a run of the full comparison.

    rafd_faces faces --people 67 --gazes frontal
    rafd_lab --data faces --models all --folds 5 --workers 2 --out full     # the same command again goes on where it stopped
    python .ci/full_comparison.py full "what machine it was"

The table is computed anew from full/predictions.csv; command, counts, versions and date are those of the run."""
import json, os, sys
from datetime import date
from pathlib import Path

import pandas as pd

from rafd_mm.lab import _command_of
from rafd_mm.model_zoo import in_words
from rafd_mm.page import find
from rafd_mm.predictions import read_predictions

nbs = Path(__file__).resolve().parent.parent/'nbs'

def table(predictions):
    "A row for each model, the most accurate first: accuracy over people without neutral, and what else was scored"
    found = find(predictions)
    every = found.people.columns.tolist()
    scores = found.results[found.results.part == 'test'].set_index('model')[['macro_f1', 'log_loss', 'auc']]
    rows = found.headline.set_index('model').join(scores).loc[lambda t: t.index.isin(every)]
    said = lambda column: rows[column].map('{:.3f}'.format)
    out = pd.DataFrame({
        'accuracy': said('accuracy'), '95% interval': said('accuracy_low') + ' to ' + said('accuracy_high'),
        'macro F1': said('macro_f1'), 'log loss': said('log_loss'), 'AUC': said('auc'),
        'what it is': [in_words(m).partition(' (')[0] for m in rows.index]})
    return out.rename_axis('model').reset_index()

def about(folder, machine):
    "How the run was made, in a sentence"
    told = json.loads((folder/'run.json').read_text(encoding='utf-8'))
    when = date.fromtimestamp(os.path.getmtime(folder/'predictions.csv')).isoformat()
    counts, made_with = told['counts'], told['versions']
    versions = ', '.join(f'{name} {made_with[name]}' for name in ('rafd_mm', 'tensorflow', 'scikit-learn'))
    return (f"Made on {when}, on {machine}, by `{_command_of(told['options'])}`: {counts['people']} drawn people, "
            f"{counts['kept']:,} pictures ({versions})")

def main(folder, machine):
    folder = Path(folder)
    rows = table(read_predictions(folder/'predictions.csv'))
    text = f'# {about(folder, machine)}\n{rows.to_csv(index=False)}'
    (nbs/'full_comparison.csv').write_text(text, encoding='utf-8')
    print(f'ok: {len(rows)} models')

if __name__ == '__main__': main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else f'{os.cpu_count()} cores')
