"""Choose the tuned presets anew, on people on whom nothing else of this project is tested.

    nice python .ci/choose_presets.py FOLDER     # again: it goes on where it stopped

The people: 28 stand-ins of seed 101 (README, the notebooks and `rafd_lab` draw other seeds), frontal camera, three
gazes. Four of them only stop the trainings. The other 24 are cut in two halves: one half is learned from and the other
is asked, then the other way round. So each of the 24 is asked once, about a network that has neither learned from them
nor stopped on them.

The rule, fixed before the first training: today's setting stays, unless another has a lower log loss by more than twice
the standard error of the difference over people and is not less accurate. Whoever passes is trained again with another
seed beside today's setting, and the rule must hold for the mean of both trainings as well: of so many candidates
one or two pass once by chance.

A network of pictures is some ten times as dear as one of points, so fewer candidates are tried there. The heads of
fusions join the zoo's two branches, which are trained once for all of them.

Writes a row for each candidate into nbs/presets.csv, and prints it: of all networks, or of those that are named behind
FOLDER, and then the rows of others stay. Take a new FOLDER when the settings have changed."""
import json, sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from rafd_mm.comparison import seeded
from rafd_mm.data import scan
from rafd_mm.deltas import TUNED_DELTAS
from rafd_mm.estimators import fit_kept
from rafd_mm.features import default_features, look, shared_rows
from rafd_mm.heads import head_settings
from rafd_mm.models import MODELS, build, training_settings
from rafd_mm.model_zoo import zoo
from rafd_mm.own_neutral import PairNet
import rafd_mm.fusion  # registers mm1 and mm2
from rafd_mm.standins.faces import draw_dataset
from rafd_mm.training import apply_temperature, predict, train

TABLE = Path(__file__).resolve().parent.parent/'nbs'/'presets.csv'
PEOPLE, STOPPING, SEED = 28, 4, 101
TODAY, AGAIN = 'today', 1000 # the name of what is, and the seed of the second training
OTHER_TEMPERATURE = 'temperature the other way' # of the same training as today's

def rates(factor):
    "A change of a network: every dropout and every noise times a factor"
    def change(net):
        for layer in net._flatten_layers():
            for name in ('rate', 'whole', 'band'):
                if isinstance(getattr(layer, name, None), float): setattr(layer, name, factor*getattr(layer, name))
    return change

CANDIDATES = { # name -> (change of the training settings, change of the network)
    TODAY: (lambda s: {}, None),
    'rate x 0.5': (lambda s: dict(learning_rate=s['learning_rate']/2), None),
    'rate x 2': (lambda s: dict(learning_rate=s['learning_rate']*2), None),
    'dropout x 0.5': (lambda s: {}, rates(.5)),
    'no dropout': (lambda s: {}, rates(0.)),
    'epochs x 0.5': (lambda s: dict(epochs=s['epochs']//2), None),
    'epochs x 1.5': (lambda s: dict(epochs=s['epochs']*3//2), None)}
def times(name, factor): return lambda settings: {name: type(settings[name])(round(factor*settings[name], 6))}
OF_HEADS = { # name -> change of a head's settings
    TODAY: lambda s: {}, **{f'{what} x {factor:g}': times(key, factor) for what, key, factors in [
        ('rate', 'learning_rate', (.5, 2)), ('epochs', 'epochs', (.5, 2)), ('units', 'units', (.5, 2)),
        ('dropout', 'dropout', (.5, 1.5))] for factor in factors}}
OF_PAIRS = {TODAY: lambda s: {}, 'C x 0.3': times('C', .3), 'C x 3': times('C', 3), 'C x 10': times('C', 10),
            'one copy': lambda s: dict(copies=1), 'four copies': lambda s: dict(copies=4)}
HEADS = ('joined_outputs', 'joined_features', 'gated', 'attention')
TRIED = ({name: list(CANDIDATES) for name in ('vector_mlp', 'position_mlp', 'landmark_net', 'general_mlp')}
         | {name: list(CANDIDATES)[:4] for name in ('image_cnn', 'augmented_cnn')}
         | {name: list(CANDIDATES)[:3] for name in ('mm1', 'mm2')}
         | {name: [c for c in OF_HEADS if name != 'joined_outputs' or 'dropout' not in c] for name in HEADS}
         | dict(pair_net=list(OF_PAIRS))) # network -> candidates

def arrays(folder):
    "What the networks see, the emotions as numbers, their names, and who is in each picture"
    home = draw_dataset(folder/'faces', PEOPLE, angles=(90,), seed=SEED, workers=1)
    data, _ = look(scan(home), cache=folder/'landmarks', workers=1)
    needs = {name: model['inputs'] for name, model in MODELS.items()} | dict(pair_net=PairNet.on)
    shared = shared_rows(data, needs, default_features(TUNED_DELTAS))
    shots = data.shots[shared.keep].reset_index(drop=True)
    classes, labels = np.unique(shots.emotion.astype(str), return_inverse=True)
    return shared.arrays, labels, list(classes), shots.subject.to_numpy()

def halves(people):
    "The two splits: picture -> train, validation (stops) or asked"
    order = np.random.default_rng(SEED).permutation(np.unique(people))
    stop, rest = order[:STOPPING], order[STOPPING:]
    for asked in (rest[::2], rest[1::2]):
        yield np.select([np.isin(people, stop), np.isin(people, asked)], ['validation', 'asked'], 'train')

def scores(name, candidate, part, seed, seen):
    "candidate -> (person, log loss, accuracy) of those who are asked; today's training tells of both temperatures"
    inputs, labels, classes, people = seen
    settings, change = CANDIDATES[candidate]
    mine = {n: inputs[n] for n in MODELS[name]['inputs']}
    how = training_settings(name)
    how |= settings(how)
    scaled = how.pop('temperature', False)
    net = build(name, mine, len(classes), seed=seed)
    net.jit_compile = False
    if change: change(net)
    train(net, mine, labels, part, classes, seed=seed, progress=False, **how)
    def answers(which): return predict(net, {n: a[part == which] for n, a in mine.items()})
    def told(): return by_person(answers('asked'), labels[part == 'asked'], people[part == 'asked'])
    plain = told()
    apply_temperature(net, answers('validation'), labels[part == 'validation'])
    both = {scaled: told() if scaled else plain, not scaled: plain if scaled else told()}
    return {candidate: both[scaled]} | ({OTHER_TEMPERATURE: both[not scaled]} if candidate == TODAY else {})

def settings_of(name):
    "How a network is made and trained today"
    if name in HEADS: return head_settings(name)
    return PairNet().get_params() if name == 'pair_net' else training_settings(name)

def change_of(name, candidate):
    "What a candidate changes of these settings"
    if candidate == OTHER_TEMPERATURE: return dict(temperature=not training_settings(name).get('temperature', False))
    if name in HEADS: change = OF_HEADS[candidate]
    else: change = OF_PAIRS[candidate] if name == 'pair_net' else CANDIDATES[candidate][0]
    return change(settings_of(name))

def scores_of_estimator(name, candidate, part, seed, seen, memory):
    "The same of a head, or of a network that is no Keras training; branches are kept in a folder"
    inputs, labels, classes, people = seen
    change, estimator = change_of(name, candidate), seeded(zoo[name], seed)
    estimator.set_params(**(dict(head=change or None) if name in HEADS else change))
    learned, asked = part != 'asked', part == 'asked'
    y, watched = np.array(classes)[labels], part[learned] == 'validation'
    X = {n: inputs[n][learned] for n in estimator.on}
    fit = fit_kept(estimator, X, y[learned], people[learned], watched, memory)
    assert list(fit.classes_) == classes
    p = fit.predict_proba({n: inputs[n][asked] for n in estimator.on})
    return {candidate: by_person(p, labels[asked], people[asked])}

def by_person(p, right, people):
    "Log loss and accuracy of each person"
    found = pd.DataFrame(dict(person=people, accuracy=p.argmax(1) == right,
                              log_loss=-np.log(np.clip(p[np.arange(len(right)), right], 1e-12, 1))))
    return found.groupby('person')[['log_loss', 'accuracy']].mean().reset_index()

def fit(file, name, candidate, seed, seen):
    "The scores of both splits, from the file or made and put there"
    known = pd.read_csv(file) if file.exists() else pd.DataFrame(columns=COLUMNS)
    done = set(known[(known.network == name) & (known.candidate == candidate) & (known.seed == seed)].split)
    for split, part in enumerate(halves(seen[3]), 1):
        if split in done: continue
        made = (scores_of_estimator(name, candidate, part, seed, seen, file.parent/'fitted')
                if name in (*HEADS, 'pair_net') else scores(name, candidate, part, seed, seen))
        for which, rows in made.items():
            rows = rows.assign(network=name, candidate=which, split=split, seed=seed)
            text = rows.to_csv(index=False, header=not file.exists(), columns=COLUMNS)
            with file.open('a', encoding='utf-8') as out: out.write(text)
            told = f'{rows.log_loss.mean():.3f}, {rows.accuracy.mean():.3f}'
            print(f'{name}, {which}, split {split}, seed {seed}: {told}', flush=True)

COLUMNS = ['network', 'candidate', 'split', 'seed', 'person', 'log_loss', 'accuracy']

def against_today(found):
    "A row for each network and candidate: scores, and differences from today's with standard errors over people"
    rows = []
    for (name, candidate), mine in found.groupby(['network', 'candidate'], sort=False):
        today = found[(found.network == name) & (found.candidate == TODAY) & found.seed.isin(mine.seed)]
        mine, today = (t.groupby('person')[['log_loss', 'accuracy']].mean() for t in (mine, today))
        less, more = today.log_loss - mine.log_loss, mine.accuracy - today.accuracy
        error = lambda d: d.std()/np.sqrt(len(d))
        rows.append(dict(network=name, candidate=candidate, people=len(mine), trainings=found[
            (found.network == name) & (found.candidate == candidate)].seed.nunique(), log_loss=mine.log_loss.mean(),
            accuracy=mine.accuracy.mean(), less_loss=less.mean(), error=error(less), more_accuracy=more.mean(),
            passes=bool(less.mean() > 2*error(less) and more.mean() >= 0),
            settings=json.dumps(settings_of(name) | change_of(name, candidate))))
    return pd.DataFrame(rows)

def passing(found): return list(against_today(found).query('passes').candidate)

def main(folder, networks):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    seen, file = arrays(folder), folder/'scores.csv'
    for name in networks:
        for candidate in TRIED[name]: fit(file, name, candidate, 0, seen)
        first = pd.read_csv(file).query('seed == 0 and network == @name')
        for candidate in passing(first):
            for one in (TODAY, candidate):
                if one != OTHER_TEMPERATURE: fit(file, name, one, AGAIN, seen)
    table = against_today(pd.read_csv(file))
    if TABLE.exists() and set(networks) != set(TRIED):
        others = pd.read_csv(TABLE, comment='#').query('network not in @networks')
        table = pd.concat([others, table.query('network in @networks')], ignore_index=True)
    said = f'# Made on {date.today().isoformat()} by python .ci/choose_presets.py; {PEOPLE} stand-ins of seed {SEED}\n'
    TABLE.write_text(said + table.round(4).to_csv(index=False), encoding='utf-8')
    print(table.drop(columns='settings').round(3).to_string(index=False))

if __name__ == '__main__': main(sys.argv[1], sys.argv[2:] or list(TRIED))
